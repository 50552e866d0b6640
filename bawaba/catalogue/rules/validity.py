"""What a record must be before the catalogue takes it, and before a country publishes it."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from bawaba.catalogue.types import (
    AUDIENCES,
    CHANNELS,
    CONFIDENCES,
    RECORD_KINDS,
    Item,
    Problem,
    ServiceRecord,
    Texts,
)

IDENTIFIER: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE: Final = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_HOST: Final = re.compile(r"[^\s/@]+")

MOST: Final = {
    "identifier": 120,
    "title": 400,
    "summary": 4_000,
    "text": 40_000,
    "item": 4_000,
    "items": 200,
    "keyword": 120,
    "keywords": 200,
    "url": 1_000,
    "related": 500,
    "language": 12,
}
MOST_DELAY_DAYS: Final = 3_650
MOST_AMOUNT: Final = Decimal(10) ** 9

Check = Callable[[ServiceRecord], Iterator[Problem]]


def is_identifier(text: str) -> bool:
    """Return whether `text` may stand in an address: letters a to z, digits, single hyphens, up to 120."""
    return len(text) <= MOST["identifier"] and IDENTIFIER.fullmatch(text) is not None


def is_web_address(text: str) -> bool:
    """Return whether `text` is an http or https address with a host and without spaces."""
    if len(text) > MOST["url"] or re.search(r"\s", text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and _HOST.fullmatch(host) is not None


def _check_texts(name: str, texts: Texts, most: int) -> Iterator[Problem]:
    for language, text in texts.items():
        if len(language) > MOST["language"] or not _LANGUAGE.fullmatch(language):
            yield Problem(f"{name}.{language[:20]}", "unknown-language")
        if len(text) > most:
            yield Problem(f"{name}.{language[:20]}", "too-long")


def _check_identity(record: ServiceRecord) -> Iterator[Problem]:
    if not is_identifier(record.identifier):
        yield Problem("identifier", "not-an-identifier")
    if not record.authority:
        yield Problem("authority", "missing")
    elif not is_identifier(record.authority):
        yield Problem("authority", "not-an-identifier")
    if not any(record.titles.values()):
        yield Problem("titles", "missing")
    if not _COUNTRY.fullmatch(record.country):
        yield Problem("country", "unknown")


def _check_words(record: ServiceRecord) -> Iterator[Problem]:
    if not record.audiences:
        yield Problem("audiences", "missing")
    if set(record.audiences) - set(AUDIENCES):
        yield Problem("audiences", "unknown")
    if any(channel.kind not in CHANNELS for channel in record.channels):
        yield Problem("channels", "unknown")
    if record.confidence not in CONFIDENCES:
        yield Problem("confidence", "unknown")
    if record.kind not in RECORD_KINDS:
        yield Problem("kind", "unknown")


def _check_language_texts(record: ServiceRecord) -> Iterator[Problem]:
    yield from _check_texts("titles", record.titles, MOST["title"])
    yield from _check_texts("summaries", record.summaries, MOST["summary"])
    yield from _check_texts("descriptions", record.descriptions, MOST["text"])
    yield from _check_texts("validities", record.validities, MOST["item"])
    yield from _check_texts("contact", record.contact, MOST["item"])
    yield from _check_texts("cost", record.cost.notes, MOST["item"])
    for language, words in record.keywords.items():
        yield from _check_texts("keywords", {language: max(words, key=len, default="")}, MOST["keyword"])
        if len(words) > MOST["keywords"]:
            yield Problem(f"keywords.{language}", "too-many")


def _check_items(name: str, items: Sequence[Item]) -> Iterator[Problem]:
    if len(items) > MOST["items"]:
        yield Problem(name, "too-many")
    if len({item.key for item in items}) < len(items):
        yield Problem(name, "duplicate")
    for place, item in enumerate(items):
        yield from _check_texts(f"{name}.{place}", item.texts, MOST["item"])


def _check_parts(record: ServiceRecord) -> Iterator[Problem]:
    for name in ("documents", "steps", "outputs", "rules"):
        yield from _check_items(name, getattr(record, name))
    for name, parts in (("channels", record.channels), ("sources", record.sources), ("legal", record.legal)):
        if len(parts) > MOST["items"]:
            yield Problem(name, "too-many")
    if len(record.related) > MOST["related"]:
        yield Problem("related", "too-many")


def _check_figures(record: ServiceRecord) -> Iterator[Problem]:
    amount, delay = record.cost.amount, record.delay_days
    if amount is not None and not (amount.is_finite() and 0 <= amount <= MOST_AMOUNT):
        yield Problem("cost", "out-of-range")
    if not _CURRENCY.fullmatch(record.cost.currency):
        yield Problem("cost", "unknown")
    if delay is not None and not 0 <= delay <= MOST_DELAY_DAYS:
        yield Problem("delay_days", "out-of-range")


def _check_addresses(record: ServiceRecord) -> Iterator[Problem]:
    if record.url and not is_web_address(record.url):
        yield Problem("url", "not-an-address")
    for place, channel in enumerate(record.channels):
        if channel.url and not is_web_address(channel.url):
            yield Problem(f"channels.{place}", "not-an-address")
    for place, text in enumerate(record.legal):
        if text.url and not is_web_address(text.url):
            yield Problem(f"legal.{place}", "not-an-address")


_CHECKS: Final[tuple[Check, ...]] = (
    _check_identity,
    _check_words,
    _check_language_texts,
    _check_parts,
    _check_figures,
    _check_addresses,
)


def find_problems(record: ServiceRecord, *, events: Collection[str] | None = None) -> tuple[Problem, ...]:
    """Return everything that the record breaks, in reading order; empty when it may be kept.

    events: keys that the catalogue knows, or None to leave them unchecked
    """
    problems = [problem for check in _CHECKS for problem in check(record)]
    if events is not None:
        problems += [Problem("events", "unknown") for key in record.events if key not in events]
    return tuple(problems)


def missing_for_publication(record: ServiceRecord, *, languages: Sequence[str]) -> tuple[Problem, ...]:
    """Return which titles and summaries are missing in the languages that the country requires."""
    wanted = (("titles", record.titles), ("summaries", record.summaries))
    return tuple(
        Problem(f"{name}.{language}", "missing")
        for name, texts in wanted
        for language in languages
        if not texts.get(language)
    )
