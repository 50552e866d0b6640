"""Records made safe: texts without HTML, control or direction characters; reports without personal data."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bawaba.catalogue.types import Channel, Item, LegalResource, ServiceRecord, SourcePage, Texts
from bawaba.kernel.markup import clean_text

_EMAIL: Final = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_LONG_NUMBER: Final = re.compile(r"(?<!\d)(?!\d{1,2}[.\-]\d{1,2}[.\-]\d{4}(?!\d))\+?\d(?:[\s.\-()]*\d){7,}")
_IDENTITY_CARD: Final = re.compile(r"\b[A-Za-z]{1,2}\s?\d{5,7}\b")
REMOVED: Final = "[…]"


def _line(value: str) -> str:
    """Return cleaned text on one line."""
    return " ".join(clean_text(value).split())


def _texts(texts: Texts) -> dict[str, str]:
    cleaned = {code: clean_text(text) for code, text in texts.items()}
    return {code: text for code, text in cleaned.items() if text}


def _lines(texts: Texts) -> dict[str, str]:
    return {code: " ".join(text.split()) for code, text in _texts(texts).items()}


def _keywords(keywords: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    cleaned = {
        code: tuple(dict.fromkeys(word for word in map(_line, words) if word))
        for code, words in keywords.items()
    }
    return {code: words for code, words in cleaned.items() if words}


def _items(items: tuple[Item, ...]) -> tuple[Item, ...]:
    cleaned = (Item(item.key, _texts(item.texts)) for item in items)
    return tuple(item for item in cleaned if item.texts)


def _channels(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    return tuple(
        replace(channel, url=_line(channel.url), phone=_line(channel.phone), notes=_texts(channel.notes))
        for channel in channels
    )


def clean_record(record: ServiceRecord) -> ServiceRecord:
    """Return `record` with every text plain and in one form; items that say nothing are dropped."""
    return replace(
        record,
        titles=_lines(record.titles),
        summaries=_texts(record.summaries),
        descriptions=_texts(record.descriptions),
        keywords=_keywords(record.keywords),
        documents=_items(record.documents),
        steps=_items(record.steps),
        outputs=_items(record.outputs),
        rules=_items(record.rules),
        cost=replace(record.cost, notes=_texts(record.cost.notes)),
        validities=_texts(record.validities),
        channels=_channels(record.channels),
        url=_line(record.url),
        legal=tuple(LegalResource(_line(text.title), _line(text.url)) for text in record.legal),
        sources=tuple(SourcePage(_line(page.page), _line(page.seen)) for page in record.sources),
        verified_by=_line(record.verified_by),
        contact=_texts(record.contact),
    )


def strip_personal_data(text: str) -> str:
    """Return `text` with e-mail addresses, identity-card numbers and numbers of 8 digits or more removed.

    A reader's report must not identify its writer: what looks like an address, a phone, a bank or
    an identity number (Moroccan CNIE: one or two letters and five to seven digits) is replaced.
    """
    for form in (_EMAIL, _LONG_NUMBER, _IDENTITY_CARD):
        text = form.sub(REMOVED, text)
    return text
