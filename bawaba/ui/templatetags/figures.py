"""`{% load figures %}`: amounts, dates, delays, numbers and phones that never flip and follow the reader."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from bawaba.kernel.languages import Digits, write_digits
from bawaba.ui import figures
from bawaba.ui.rules import DisplaySettings

register = template.Library()
_DEFAULT = DisplaySettings()
Context = Mapping[str, object]


def _reader(context: Context) -> tuple[str, DisplaySettings]:
    display = context.get("display")
    chosen = display if isinstance(display, DisplaySettings) else _DEFAULT
    return str(context.get("language", "en")), chosen


@register.simple_tag(takes_context=True)
def money(context: Context, amount: Decimal | int | str, currency: str = "MAD") -> SafeString:
    """`{% money cost.amount cost.currency %}` → "50 dirhams", isolated."""
    code, display = _reader(context)
    text = figures.money_text(Decimal(amount), currency, code, display.digits)
    return format_html("<bdi>{}</bdi>", text)


@register.simple_tag(takes_context=True)
def number(context: Context, value: int | Decimal) -> SafeString:
    """`{% number count %}` → "1 503", grouped and isolated."""
    code, display = _reader(context)
    return format_html("<bdi>{}</bdi>", figures.number_text(value, code, display.digits))


@register.simple_tag(takes_context=True)
def delay(context: Context, days: int) -> SafeString:
    """`{% delay record.delay_days %}` → "3 days", isolated."""
    code, display = _reader(context)
    return format_html("<bdi>{}</bdi>", figures.days_text(days, code, display.digits))


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | datetime) -> SafeString:
    """`{% day moment %}` → "3 mars 2026" as <time>, with the Hijri day when the reader wants it."""
    code, display = _reader(context)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    written = _day_written(value, code, display.digits)
    lunar = figures.hijri_day_text(value, code, display.digits) if display.hijri else ""
    return written + format_html(' <bdi class="lunar">({})</bdi>', lunar) if lunar else written


@lru_cache(maxsize=4_000)
def _day_written(value: date, code: str, digits: Digits) -> SafeString:
    text = figures.day_text(value, code, digits)
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', value.isoformat(), text)


@register.filter
def digits(value: object, display: DisplaySettings) -> str:
    """`{{ text|digits:display }}` writes the figures of a text the way the reader chose."""
    if not display.eastern:
        return str(value)
    if isinstance(value, SafeString) and ("<" in value or "&" in value):
        return value  # attributes and character references hold figures that are not text
    return write_digits(str(value), display.digits)


@register.filter
def phone(value: str) -> SafeString:
    """`{{ channel.phone|phone }}` → a link that calls, left to right in every page."""
    address = figures.phone_address(value)
    text = format_html('<bdi dir="ltr">{}</bdi>', figures.phone_text(value))
    return format_html('<a class="phone" href="{}">{}</a>', address, text) if address else text


@register.filter
def isolate(value: object) -> SafeString:
    """`{{ file_number|isolate }}` keeps the direction of a value to itself."""
    return mark_safe(f"<bdi>{conditional_escape(str(value))}</bdi>")  # noqa: S308 (escaped just here)
