"""Amounts, dates, delays and phone numbers, written in words in the reader's language."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext

from bawaba.kernel.languages import Digits, hijri_text, write_digits

_MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو",
        "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "zgh": (
        "ⵉⵏⵏⴰⵢⵔ", "ⴱⵕⴰⵢⵕ", "ⵎⴰⵕⵚ", "ⵉⴱⵔⵉⵔ", "ⵎⴰⵢⵢⵓ", "ⵢⵓⵏⵢⵓ",
        "ⵢⵓⵍⵢⵓⵣ", "ⵖⵓⵛⵜ", "ⵛⵓⵜⴰⵏⴱⵉⵔ", "ⴽⵜⵓⴱⵔ", "ⵏⵓⵡⴰⵏⴱⵉⵔ", "ⴷⵓⵊⴰⵏⴱⵉⵔ",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_NARROW: Final = "\u202f"  # narrow no-break space (French and Tamazight group figures with it)
_NO_BREAK: Final = "\u00a0"


def _separators(code: str, digits: Digits) -> tuple[str, str]:
    """Return the signs between groups and before decimals."""
    if digits == "eastern":
        return "٬", "٫"
    return (",", ".") if code == "en" else (_NARROW, ",")


def number_text(value: int | Decimal, code: str, digits: Digits = "western") -> str:
    """Return a number with its groups of three; two decimals when it is not whole."""
    whole = value == int(value)
    group, point = _separators(code, digits)
    plain = f"{int(value):,d}" if whole else f"{value:,.2f}"
    written = plain.replace(",", "\0").replace(".", point).replace("\0", group)
    return write_digits(written, digits)


def _dirhams(count: int) -> str:
    return ngettext("%(amount)s dirham", "%(amount)s dirhams", count)


def _euros(count: int) -> str:
    return ngettext("%(amount)s euro", "%(amount)s euros", count)


def _kenyan_shillings(count: int) -> str:
    return ngettext("%(amount)s Kenyan shilling", "%(amount)s Kenyan shillings", count)


_CURRENCIES: Final[dict[str, Callable[[int], str]]] = {
    "MAD": _dirhams,
    "EUR": _euros,
    "KES": _kenyan_shillings,
}


def money_text(amount: Decimal, currency: str, code: str, digits: Digits = "western") -> str:
    """Return an amount in words, such as "50 dirhams"; zero is "Free".

    currency: ISO 4217; one without words here keeps its code
    """
    with translation.override(code):
        return _money_in_words(amount, currency, code, digits)


def _money_in_words(amount: Decimal, currency: str, code: str, digits: Digits) -> str:
    if amount == 0:
        return gettext("Free")
    written = number_text(amount, code, digits)
    in_words = _CURRENCIES.get(currency)
    if in_words is None:
        return f"{written}{_NO_BREAK}{currency}"
    whole = amount == int(amount)
    count = int(amount) if whole or code == "fr" else 100  # a fraction takes the last plural form
    return in_words(count) % {"amount": written}


def day_text(day: date, code: str, digits: Digits = "western") -> str:
    """Return a day in words, with the months as Morocco names them ("3 غشت 2026", "1er mai 2026")."""
    months = _MONTHS.get(code, _MONTHS["en"])
    number = "1er" if code == "fr" and day.day == 1 else str(day.day)
    return write_digits(f"{number} {months[day.month - 1]} {day.year}", digits)


def hijri_day_text(day: date, code: str, digits: Digits = "western") -> str:
    """Return the Hijri day in words with its era's mark, or an empty text outside the calendar."""
    text = hijri_text(day, code)
    if not text:
        return ""
    return write_digits(f"{text} {'هـ' if code == 'ar' else 'AH'}", digits)


def days_text(days: int, code: str, digits: Digits = "western") -> str:
    """Return a delay in words, such as "3 days"; zero is "the same day"."""
    with translation.override(code):
        if days == 0:
            return gettext("The same day")
        written = number_text(days, code, digits)
        return npgettext("delay", "%(days)s day", "%(days)s days", days) % {"days": written}


def phone_text(number: str) -> str:
    """Return a phone number in groups that the eye can hold; one in no known form stays as it is."""
    compact = re.sub(r"[\s().-]", "", number)
    if re.fullmatch(r"0\d{9}", compact):  # national form: pairs
        return _NO_BREAK.join(compact[at : at + 2] for at in range(0, 10, 2))
    if re.fullmatch(r"\+212\d{9}", compact):
        rest = compact[4:]
        return _NO_BREAK.join([compact[:4], rest[0], *(rest[at : at + 2] for at in range(1, 9, 2))])
    return number.strip()


def phone_address(number: str) -> str:
    """Return the `tel:` address of a phone number (RFC 3966), or an empty text when it has no digit."""
    compact = re.sub(r"[^\d+]", "", number)
    return f"tel:{compact}" if re.search(r"\d", compact) else ""
