"""`{% load portal %}`: texts that may be in another language than the page, and marked matches."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from bawaba.catalogue.types import ServiceCard
from bawaba.kernel.epochs import EpochMemory
from bawaba.kernel.languages import Picked, write_digits
from bawaba.portal.types import ResultCard, Segment
from bawaba.ui.rules import DisplaySettings

register = template.Library()
Context = Mapping[str, object]
_PING, _TITLE, _SUMMARY = "\ue000", "\ue001", "\ue002"  # private use: no text of a catalogue holds them
_PLACES: Final = re.compile(f"([{_PING}{_TITLE}{_SUMMARY}])")
_ShellKey = tuple[ServiceCard, str, str, bool, bool]
_kept_shells: Final[EpochMemory[_ShellKey, tuple[str, ...]]] = EpochMemory(most=3_000)  # about 2 kB each


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


def matched(context: Context, segments: Iterable[Segment]) -> SafeString:
    """Return a text with the words of the question marked."""
    pieces = (
        f"<mark>{escape(_shown(context, one.text))}</mark>"
        if one.matched
        else escape(_shown(context, one.text))
        for one in segments
    )
    return mark_safe("".join(pieces))  # noqa: S308 (each piece is escaped)


@register.simple_tag(takes_context=True)
def result_card(context: Context, result: ResultCard, site: str) -> SafeString:
    """`{% result_card result site %}`: one result, its title and summary marked.

    What does not depend on the question is rendered once for a card, language and digits, and kept in
    the places' order. site: scheme and host, for the address that the browser tells of a click
    """
    display = context.get("display")
    digits = display.digits if isinstance(display, DisplaySettings) else ""
    key = (result.card, str(context.get("language", "")), digits, result.best_bet, bool(result.ping))
    shell = _kept_shells.get_all([key], lambda _: {key: _render_shell(context, result)})[key]
    own = {
        _PING: escape(f"{site}{result.ping}"),
        _TITLE: matched(context, result.title),
        _SUMMARY: matched(context, result.summary),
    }
    return mark_safe("".join(own.get(piece, piece) for piece in shell))  # noqa: S308 (rendered or escaped)


def _render_shell(context: Context, result: ResultCard) -> tuple[str, ...]:
    """Return the card's HTML, cut where the question's own parts go; these parts are single marks."""
    text = render_to_string(
        "portal/parts/result_card.html",
        {"language": context.get("language"), "display": context.get("display"), "card": result.card,
         "best_bet": result.best_bet, "told": bool(result.ping), "ping": _PING, "title": _TITLE, "summary": _SUMMARY},
    )  # fmt: skip
    return tuple(_PLACES.split(text))
