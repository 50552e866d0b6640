"""Languages of interface and content: direction, own name, fallback, figures, dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from hijridate import Gregorian

Direction = Literal["rtl", "ltr"]
Digits = Literal["western", "eastern"]


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface.

    code:      BCP 47 (`zgh` is Standard Moroccan Tamazight, in Tifinagh)
    fallbacks: where to look, in order, when a text is missing
    """

    code: str
    own_name: str
    direction: Direction
    fallbacks: tuple[str, ...]


LANGUAGES: Final[dict[str, Language]] = {
    "ar": Language("ar", "العربية", "rtl", ("fr", "en")),
    "fr": Language("fr", "Français", "ltr", ("ar", "en")),
    "zgh": Language("zgh", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ltr", ("ar", "fr", "en")),
    "en": Language("en", "English", "ltr", ("fr", "ar")),
}

_EASTERN: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_WESTERN: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_HIJRI_MONTHS_AR: Final = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
    "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
)  # fmt: skip
_HIJRI_MONTHS_LATIN: Final = (
    "mouharram", "safar", "rabii I", "rabii II", "joumada I", "joumada II",
    "rajab", "chaabane", "ramadan", "chaoual", "dou al qiida", "dou al hijja",
)  # fmt: skip


def direction_of(code: str) -> Direction:
    """Return the writing direction of a language code; unknown codes read left to right."""
    language = LANGUAGES.get(code)
    return language.direction if language else "ltr"


def reading_order(code: str) -> tuple[str, ...]:
    """Return the language itself, then its declared fallbacks, then every other one."""
    language = LANGUAGES.get(code)
    first = (code, *(language.fallbacks if language else ()))
    return first + tuple(other for other in LANGUAGES if other not in first)


def write_digits(text: str, digits: Digits) -> str:
    """Return `text` with its ASCII digits in the chosen figures."""
    return text.translate(_EASTERN) if digits == "eastern" else text


def western_digits(text: str) -> str:
    """Return `text` with Arabic-Indic and Persian figures written as western ones."""
    return text.translate(_WESTERN)


def hijri_text(day: date, code: str) -> str:
    """Return `day` in the Umm al-Qura calendar, in words; empty outside its range (1924-2077).

    Umm al-Qura is computed; a country that decides months by sighting may differ by a day.
    """
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return ""
    months = _HIJRI_MONTHS_AR if code == "ar" else _HIJRI_MONTHS_LATIN
    return f"{hijri.day} {months[hijri.month - 1]} {hijri.year}"


@dataclass(frozen=True, slots=True)
class Picked:
    """A text and the language it is really in, so that the page can say when it fell back."""

    text: str
    language: str


def pick(texts: Mapping[str, str], code: str) -> Picked:
    """Return the text in `code`, else in its first declared fallback that has one, else in any; else empty."""
    for candidate in (*reading_order(code), *texts):
        text = texts.get(candidate, "")
        if text:
            return Picked(text, candidate)
    return Picked("", code)
