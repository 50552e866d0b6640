"""`{% load casework_desk %}`: words and marks of the agents' pages."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from bawaba.casework import desk_words as words
from bawaba.casework.queries.desk.corners import Reply
from bawaba.casework.queries.desk.counting import MOST
from bawaba.casework.queries.desk.telling import StepOffer
from bawaba.casework.rules.replies import fill_reply
from bawaba.casework.types import Clock
from bawaba.kernel.errors import Text
from bawaba.kernel.languages import pick
from bawaba.ui.templatetags.ui import badge

register = template.Library()


@register.simple_tag
def urgency_badge(urgency: str) -> SafeString:
    """`{% urgency_badge row.urgency %}`: how urgent a case is, in words and colour."""
    return _urgency_badge(urgency, get_language())


@lru_cache(maxsize=64)
def _urgency_badge(urgency: str, _language: str) -> SafeString:
    label, kind, icon = words.URGENCIES[urgency]
    return badge(str(label), kind, icon)


@register.filter
def days_left(days: int) -> str:
    """`{{ row.days|days_left }}`: how long until the legal date, or since."""
    return _days_left(days, get_language())


@lru_cache(maxsize=1_000)
def _days_left(days: int, _language: str) -> str:
    if days < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
    if days == 0:
        return gettext("today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


@register.filter
def bounded(count: int) -> str:
    """`{{ counts.overdue|bounded }}`: a number that was counted up to a limit."""
    return gettext("over %(most)s") % {"most": MOST} if count > MOST else str(count)


@register.filter
def worded(key: str, names: str) -> Text:
    """`{{ event.kind|worded:"EVENTS" }}`: what one of the lists of `desk_words` calls a thing."""
    known: Mapping[str, Text] = getattr(words, names)
    return known.get(key, key)


@register.filter
def clock_text(clock: Clock) -> str:
    """`{{ law.answer|clock_text }}`: how long, in which days."""
    return f"{clock.days} {words.UNITS.get(clock.unit, clock.unit)}"


@register.filter
def alert_day(days: int) -> str:
    """`{{ alert.days|alert_day }}`: when an alert is given."""
    if days < 0:
        return ngettext(
            "%(days)s day before the legal date", "%(days)s days before the legal date", -days
        ) % {"days": -days}
    if days == 0:
        return gettext("on the legal date")
    return ngettext("%(days)s day after the legal date", "%(days)s days after the legal date", days) % {
        "days": days
    }


@register.simple_tag(takes_context=True)
def in_words(context: template.Context, texts: Mapping[str, str]) -> str:
    """`{% in_words step.names %}`: a text in the page's language or its fallback."""
    return pick(texts, str(context.get("language", "ar"))).text


@register.filter
def under(values: Mapping[Any, Any], key: Any) -> Any:  # Any: what templates hold
    """`{{ people|under:event.actor }}`: the value under a key, or nothing."""
    return values.get(key, "")


@register.simple_tag(takes_context=True)
def reply_text(context: template.Context, offer: StepOffer, name: str) -> str:
    """`{% reply_text offer "reasons" %}`: what was typed before, else the template that was chosen."""
    typed = context["typed"]
    if typed.get("step") == offer.transition.key:
        return str(typed.get(name, ""))
    return _chosen(context, offer.replies)


@register.simple_tag(takes_context=True)
def message_text(context: template.Context, replies: Sequence[Reply]) -> str:
    """`{% message_text told.replies %}`: the template of a message that was chosen, or nothing."""
    return _chosen(context, replies)


def _chosen(context: template.Context, replies: Sequence[Reply]) -> str:
    case = context["case"]
    chosen = next((one for one in replies if one.key == context["chosen_reply"]), None)
    if chosen is None:
        return ""
    return fill_reply(
        chosen.texts,
        language=case.language,
        number=context["number"],
        service=context["service_name"],
        due=case.due_on,
    )


@register.simple_tag
def share(value: float | None) -> SafeString:
    """`{% share report.compliance %}`: a share in percent; a dash of nothing."""
    return format_html("<bdi>{}</bdi>", "–" if value is None else f"{100 * value:.1f} %")


@register.simple_tag
def stars(value: float | None) -> SafeString:
    """`{% stars report.stars %}`: a mean of ratings; a dash of nothing."""
    return format_html("<bdi>{}</bdi>", "–" if value is None else f"{value:.1f}")


@register.filter
def unlocalized(value: int) -> str:
    """`{{ bar.x|unlocalized }}`: a number as SVG reads it."""
    return str(value)


@register.simple_tag
def arrow_head(points: Sequence[tuple[int, int]]) -> str:
    """`{% arrow_head arrow.points %}`: the corners of the head at an arrow's end, which points down."""
    x, y = points[-1]
    return f"{x},{y} {x - 5},{y - 9} {x + 5},{y - 9}"


@register.simple_tag
def middle(x: int, width: int) -> str:
    """`{% middle box.x box.width %}`: the middle of a box."""
    return str(x + width // 2)


@register.simple_tag
def step_mark(points: Sequence[tuple[int, int]], down: int) -> str:
    """`{% step_mark arrow.points 12 %}`: so far below an arrow's beginning."""
    return str(points[0][1] + down)
