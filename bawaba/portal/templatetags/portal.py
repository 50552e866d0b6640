"""`{% load portal %}`: texts that may be in another language than the page, and marked matches."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from bawaba.kernel.languages import Picked, write_digits
from bawaba.portal.types import Segment
from bawaba.ui.rules import DisplaySettings

register = template.Library()
Context = Mapping[str, object]


def _shown(context: Context, text: str) -> str:
    display = context.get("display")
    return write_digits(text, display.digits) if isinstance(display, DisplaySettings) else text


@register.simple_tag(takes_context=True)
def said(context: Context, picked: Picked) -> SafeString:
    """`{% said page.title %}`: a text, with its own language and direction where they differ."""
    text = conditional_escape(_shown(context, picked.text))
    if picked.language == context.get("language"):
        return text
    return format_html('<span lang="{}" dir="auto">{}</span>', picked.language, text)


@register.simple_tag(takes_context=True)
def said_at_length(context: Context, picked: Picked) -> SafeString:
    """`{% said_at_length page.description %}`: the same, in paragraphs."""
    paragraphs = mark_safe(linebreaks(_shown(context, picked.text), autoescape=True))  # noqa: S308 (escaped there)
    if picked.language == context.get("language"):
        return paragraphs
    return format_html('<div lang="{}" dir="auto">{}</div>', picked.language, paragraphs)


@register.simple_tag(takes_context=True)
def matched(context: Context, segments: Iterable[Segment]) -> SafeString:
    """`{% matched result.summary %}`: a text with the words of the question marked."""
    pieces = ((_shown(context, one.text), one.matched) for one in segments)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if marked else text,) for text, marked in pieces)
    )
