"""`{% load maturity_words %}`: texts of the study and its states in the reader's language, numbers with decimals."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bawaba.kernel.languages import direction_of, pick
from bawaba.maturity import wording
from bawaba.ui.charts import Reader
from bawaba.ui.rules import DisplaySettings

register = template.Library()
Context = Mapping[str, Any]  # Any: a template's context


def _language(context: Context) -> str:
    return str(context.get("language", "ar"))


@register.simple_tag(takes_context=True)
def said(context: Context, texts: Mapping[str, str]) -> SafeString | str:
    """`{% said wave.titles %}`: a text in the reader's language, marked where it is in another one."""
    found = pick(texts or {}, _language(context))
    if found.language == _language(context):
        return found.text
    return format_html(
        '<span lang="{}" dir="{}">{}</span>', found.language, direction_of(found.language), found.text
    )


@register.simple_tag(takes_context=True)
def plain(context: Context, texts: Mapping[str, str]) -> str:
    """`{% plain titles as name %}`: the same without a mark, for titles and attributes."""
    return pick(texts or {}, _language(context)).text


@register.simple_tag(takes_context=True)
def decimal(context: Context, value: float | None, places: int = 1) -> SafeString:
    """`{% decimal index 1 %}`: a number with decimals as the reader writes it, isolated; a dash for none."""
    display = context.get("display")
    digits = display.digits if isinstance(display, DisplaySettings) else "western"
    return format_html('<bdi dir="ltr">{}</bdi>', Reader(_language(context), digits).number(value, places))


@register.simple_tag(takes_context=True)
def decimal_size(context: Context, value: float, places: int = 1) -> SafeString:
    """`{% decimal_size difference 1 %}`: a number without its sign, which the sentence tells."""
    return decimal(context, abs(value), places)


@register.simple_tag(takes_context=True)
def change_of(context: Context, value: float | None) -> SafeString:
    """`{% change_of change %}`: a difference with its sign, isolated; a dash for none."""
    if value is None or round(value, 1) <= 0:
        return decimal(context, value)
    return format_html('<bdi dir="ltr">+{}</bdi>', decimal(context, value))


@register.filter
def kind_name(kind: str) -> str:
    """`{{ group.group|kind_name }}`"""
    return wording.kind_name(kind)


@register.filter
def wave_state(state: str) -> str:
    """`{{ wave.state|wave_state }}`"""
    return str(wording.WAVE_STATES[state])


@register.filter
def assessment_state(state: str) -> str:
    """`{{ line.state|assessment_state }}`"""
    return str(wording.ASSESSMENT_STATES.get(state, "–"))


@register.filter
def step_state(state: str) -> str:
    """`{{ step.state|step_state }}`"""
    return str(wording.STEP_STATES[state])


@register.filter
def measure_state(state: str) -> str:
    """`{{ measure.state|measure_state }}`"""
    return str(wording.MEASURE_STATES[state])


@register.filter
def flag_reason(code: str) -> str:
    """`{{ flag.code|flag_reason }}`"""
    return str(wording.FLAGS[code])


@register.filter
def exception_reason(code: str) -> str:
    """`{{ code|exception_reason }}`"""
    return str(wording.EXCEPTIONS[code])
