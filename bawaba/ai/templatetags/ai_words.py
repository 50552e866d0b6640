"""`{% load ai_words %}`: what the room's words are called."""

from collections.abc import Mapping

from django import template

from bawaba.ai.wording import LABELS
from bawaba.kernel.languages import pick

register = template.Library()


@register.filter
def called(value: object, kind: str) -> str:
    """`{{ stage|called:"stage" }}`: what a word of a list is called; empty for a word that nobody knows."""
    return str(LABELS[kind].get(str(value), ""))


@register.filter
def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language, or in the first that it falls back to."""
    return pick(texts, language).text
