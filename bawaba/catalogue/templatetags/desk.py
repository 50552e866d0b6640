"""`{% load desk %}`: words of the editors' pages."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bawaba.catalogue.views.words import REPORT_KINDS, STATE_BADGES, STATE_NAMES, field_name
from bawaba.catalogue.wording import gap_text, problem_text
from bawaba.kernel.errors import Text
from bawaba.kernel.languages import LANGUAGES, direction_of, pick
from bawaba.ui.templatetags.ui import badge

register = template.Library()


@register.simple_tag
def state_badge(state: str) -> SafeString:
    """`{% state_badge row.open_state %}`: where a text stands, in words."""
    return badge(str(STATE_NAMES.get(state, state)), STATE_BADGES.get(state, "plain"))


@register.filter
def field_label(name: str) -> Text:
    """`{{ problem.field|field_label }}`: what a field is called."""
    return field_name(name)


@register.filter
def language_name(code: str) -> str:
    """`{{ code|language_name }}`: the language's own name."""
    known = LANGUAGES.get(code)
    return known.own_name if known else {"darija": "الدارجة", "darija-latn": "Darija"}.get(code, code)


@register.filter
def writing(code: str) -> str:
    """`{{ code|writing }}`: the direction of a content language."""
    return "rtl" if code == "darija" else direction_of(code)


@register.filter
def gap(reason: str) -> Text:
    """`{{ problem.reason|gap }}`: what is missing, in words."""
    return gap_text(reason)


@register.filter
def problem(reason: str) -> Text:
    """`{{ row.reason|problem }}`: why a row was set aside, in words."""
    return problem_text(reason)


@register.filter
def report_kind(kind: str) -> Text:
    """`{{ row.kind|report_kind }}`: what kind of report this is."""
    return REPORT_KINDS.get(kind, kind)


@register.filter
def person(key: str, names: Mapping[str, str]) -> str:
    """`{{ info.author|person:names }}`: how to call who wrote."""
    if key.startswith("system:"):
        return gettext("The system")
    return names.get(key) or gettext("A former colleague")


@register.filter
def of_key(values: Mapping[str, str], key: str) -> str:
    """`{{ titles|of_key:row.identifier }}`: the value under a key, or the key."""
    return values.get(key, key)


@register.simple_tag(takes_context=True)
def picked(context: template.Context, texts: Mapping[str, str]) -> str:
    """`{% picked record.titles %}`: the text in the page's language or its fallback."""
    return pick(texts, str(context.get("language", "ar"))).text


@register.filter
def language_part(name: str) -> str:
    """`{{ "titles.ar"|language_part }}`: the language that a field's name ends with, or an empty text."""
    last = name.rpartition(".")[2]
    return last if last in LANGUAGES or last in {"darija", "darija-latn"} else ""


@register.filter
def tongue(code: str) -> str:
    """`{{ code|tongue }}`: the BCP 47 tag of a content language."""
    return {"darija": "ary-Arab", "darija-latn": "ary-Latn"}.get(code, code)


@register.filter
def badge_of(label: Text, kind: str) -> SafeString:
    """`{{ name|badge_of:"warning" }}`: a name as a badge."""
    return badge(str(label), kind)
