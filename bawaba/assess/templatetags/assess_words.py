"""`{% load assess_words %}`: texts of methods and states of assessments in the reader's language."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bawaba.assess.types import Json, Question
from bawaba.assess.wording import STATE_LOOKS, STATES, VERDICTS, VERSIONS, say_answer
from bawaba.kernel.languages import direction_of, pick
from bawaba.ui.templatetags.ui import badge

register = template.Library()
Context = Mapping[str, object]


def _language(context: Context) -> str:
    return str(context.get("language", "ar"))


@register.simple_tag(takes_context=True)
def said(context: Context, texts: Mapping[str, str]) -> SafeString | str:
    """`{% said method.titles %}`: a text in the reader's language, marked where it is in another one."""
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
def answer(context: Context, question: Question, value: Json) -> str:
    """`{% answer question value %}`: an answer in words."""
    return say_answer(question, value, _language(context))


@register.simple_tag
def state(name: str) -> SafeString:
    """`{% state line.state %}`: the state of an assessment as a badge."""
    return badge(str(STATES[name]), *STATE_LOOKS[name])


@register.filter
def version_state(name: str) -> str:
    """`{{ info.state|version_state }}`: in force, draft, replaced."""
    return str(VERSIONS[name])


@register.filter
def verdict(name: str) -> str:
    """`{{ decision.verdict|verdict }}`."""
    return str(VERDICTS[name])
