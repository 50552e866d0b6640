"""Numbers, addresses of mail and dates of birth that name a person."""

import re
from collections.abc import Iterator
from typing import Final

from bawaba.assistant.rules.redaction.spans import Span

_MONTH: Final = (
    r"(?:jan\w*|f[ée][vb]\w*|mars|march|avr\w*|apr\w*|mai|may|juin|june|juil\w*|july|ao[uû]t|aug\w*|sep\w*|oct\w*"
    r"|nov\w*|d[ée]c\w*|يناير|فبراير|مارس|ابريل|ماي|مايو|يونيو|يونيه|يوليوز|يوليو|غشت|اغسطس|شتنبر|سبتمبر"
    r"|اكتوبر|نونبر|نوفمبر|دجنبر|ديسمبر)"
)
_DATE: Final = (
    rf"(?:\d{{1,4}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?\d{{1,4}}|\d{{1,2}}(?:er|st|nd|rd|th)?\s+{_MONTH}\s+\d{{4}}"
    rf"|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|(?:19|20)\d\d)"
)
_BIRTH: Final = (
    r"(?:\bn[ée]+s?\b|naissance|\bborn\b|\bbirth\b|\bdob\b|مواليد|مولود\w*|ولد\w*|ازدد\w*|ازدياد\w*|مزداد\w*|ميلاد\w*"
    r"|تزاد\w*|\btzad\w*|\btzayd\w*|\bmz[ya]*[ou]*d[a]?\b|\btwled\w*)"
)
_CURRENCY: Final = r"(?!\s?(?:dirham|dhs?\b|mad\b|درهم|euro|€|\$))"
_IDENTITY: Final = (
    r"(?:\bc\.?i\.?n\.?(?:e\.?)?\b|\bcnie\b|carte|lakart|\bcard\b|\bid\b|identit|passepor\w*|passport|paspor\w*|بطاق\w*|لاسين"
    r"|لاكارط|كارت|جواز\w*|باسبور)"
)
# The strongest first: of two that overlap, the earlier one counts.
_PATTERNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("email", r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"),
        ("iban", r"\b[a-z]{2}\d{2}(?:[ \-]?[a-z0-9]{4}){2,7}(?:[ \-]?[a-z0-9]{1,4})?\b"),
        ("iban", r"(?<![\d/])\d{3}(?:[ .\-]?\d){17,21}(?![\d/])"),
        ("card", r"(?<![\d/])\d{4}(?:[ .\-]?\d){9,15}(?![\d/])"),
        ("phone", r"(?<![\w/])\(?(?:\+|00)\s?\d{1,3}\)?(?:[ .\-]?\(?\d+\)?){2,7}(?![\d/])"),
        ("phone", r"(?<![\w/.])0[5-8](?:[ .\-]?\d){8}(?![\d/])"),
        ("phone", r"(?<![\w/.])0[5-8](?:\d\d(?:/\d\d){3}|(?:/\d\d){4})(?![\d/])"),
        ("licence", r"(?<![\d/.\-])\d{1,2}/\d{5,7}(?![\d/])"),
        ("cnie", rf"(?<![\w\-])[a-z]{{1,3}}\-?\d{{5,9}}(?![\w\-/]){_CURRENCY}"),
        ("cnie", rf"(?<![\w\-])(?-i:[A-Z]{{1,2}}) \d{{5,7}}(?![\w\-/]){_CURRENCY}"),
        ("number", rf"(?<![\w/.,])\d(?:[ \-]?\d){{8,}}(?![\d/]){_CURRENCY}"),
    )
)
_AFTER_BIRTH: Final = re.compile(rf"{_BIRTH}[^?!;\n]{{0,40}}?(?P<told>(?<!\d){_DATE}(?!\d))", re.IGNORECASE)
_AFTER_IDENTITY: Final = re.compile(
    rf"{_IDENTITY}[^?!;,\n\d]{{0,30}}?(?P<told>(?:\b[a-z]{{1,3}})?[ \-]?(?<!\d)\d{{5,9}})(?![\w\-/]){_CURRENCY}",
    re.IGNORECASE,
)


def find_numbers(text: str) -> Iterator[Span]:
    """Yield what identifies by figures, in a plain text (`spans.plain`), the strongest kinds first."""
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            yield Span(kind, found.start(), found.end())
    for found in _AFTER_BIRTH.finditer(text):
        yield Span("birth", found.start("told"), found.end("told"))
    for found in _AFTER_IDENTITY.finditer(text):
        yield Span("cnie", found.start("told"), found.end("told"))
