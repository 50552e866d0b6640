"""`{% load ai_words %}`: what the room's words are called."""

from collections.abc import Mapping

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext

from bawaba.ai.models import Condition
from bawaba.ai.queries import list_obligations
from bawaba.ai.wording import LABELS
from bawaba.directory.queries import actor_for
from bawaba.kernel.languages import Picked, pick
from bawaba.kernel.models import Account

register = template.Library()


@register.filter
def called(value: object, kind: str) -> str:
    """`{{ stage|called:"stage" }}`: what a word of a list is called; empty for a word that nobody knows."""
    return str(LABELS[kind].get(str(value), ""))


@register.filter
def proposes(account: Account) -> bool:
    """`{% if request.user|proposes %}`: whether somebody writes or publishes for some body. One SQL query."""
    actor = actor_for(account=account)
    return actor.is_administrator or any(role in ("editor", "publisher") for role, _body in actor.roles)


@register.filter
def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language, or in the first that it falls back to."""
    return pick(texts, language).text


@register.filter
def asked_text(condition: Condition, language: str) -> Picked:
    """Return what a condition asks; in the reader's language where a level of impact obliges to it."""
    code = condition.duty.code if hasattr(condition, "duty") else ""
    texts = next((one.texts for one in list_obligations() if one.code == code), None)
    return pick(texts, language) if texts else Picked(condition.text, "")


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """Return how to call somebody; the system itself and accounts that are gone by a word."""
    return names.get(key) or gettext("Somebody of the administration")


@register.filter
def score_of(scores: Mapping[str, float], key: str) -> str:
    """Return a figure of a mapping, written in the reader's way; a dash where it has none."""
    value = scores.get(key)
    if value is None:
        return "–"
    return number_format(value, 1 if isinstance(value, float) else 0)


@register.filter
def percent(figures: Mapping[str, float], key: str) -> str:
    """Return a share as a percentage, with as many digits as a small one needs."""
    return f"{number_format(100 * figures.get(key, 0.0), 4)} %"
