"""`{% load forms %}`: draw a field of a form, and texts in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django import template

from bawaba.forms.rules.editing import find_field
from bawaba.forms.types import Definition, Texts
from bawaba.kernel.languages import Picked, pick

register = template.Library()


@register.inclusion_tag("forms/parts/control.html", name="control", takes_context=True)
def draw_control(
    context: Mapping[str, Any], control: object = None
) -> dict[str, object]:  # Any: Django's context
    """`{% control %}` draws the variable `control`, `{% control inner %}` another one."""
    return {"language": context.get("language"), "control": control or context["control"]}


@register.filter
def in_language(texts: Texts, language: str) -> Picked:
    """`{{ texts|in_language:language }}`: the text in a language, or in its first fallback."""
    return pick(texts, language)


@register.simple_tag(takes_context=True)
def field_label(context: Mapping[str, Any], definition: Definition, key: str) -> str:  # Any: Django's context
    """`{% field_label definition key %}`: the question under a key, in the reader's language."""
    field = find_field(definition, key)
    return pick(field.label, str(context.get("language"))).text if field else key
