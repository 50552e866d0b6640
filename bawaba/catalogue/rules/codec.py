"""The stored form of a record: `facts` without language, and one text per language.

Defaults are left out, so that a field added to the record later changes no hash.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bawaba.catalogue.types import Channel, Cost, Item, LegalResource, ServiceRecord, SourcePage, Texts

Json = dict[str, Any]  # Any: JSON values

ITEM_PARTS: Final = ("documents", "steps", "outputs", "rules")
TEXT_PARTS: Final = {"description": "descriptions", "validity": "validities", "contact": "contact"}


@dataclass(frozen=True, slots=True)
class LanguageText:
    """What a record says in one language (see `models.RevisionText`)."""

    title: str = ""
    summary: str = ""
    content: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as its revision keeps it."""

    facts: Json
    texts: Mapping[str, LanguageText]


def _compact(values: Json) -> Json:
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, False)}


def _decimal_text(amount: Decimal | None) -> str | None:
    """Return the amount in one form: 40, 40.0 and 4E+1 are the same money."""
    return None if amount is None else format(amount.normalize() + 0, "f")


def encode_facts(record: ServiceRecord) -> Json:
    """Return what a record says in no language, as JSON values."""
    facts = _compact(
        {
            "authority": record.authority,
            "audiences": list(record.audiences),
            "events": list(record.events),
            "delay_days": None if record.delay_days is None else record.delay_days,
            "channels": [_compact({"kind": c.kind, "url": c.url, "phone": c.phone}) for c in record.channels],
            "url": record.url,
            "legal": [_compact({"title": text.title, "url": text.url}) for text in record.legal],
            "related": list(record.related),
            "sources": [_compact({"page": source.page, "seen": source.seen}) for source in record.sources],
            "confidence": record.confidence,
            "verified_on": record.verified_on.isoformat() if record.verified_on else None,
            "verified_by": record.verified_by,
            "territory": record.territory,
            "country": record.country,
            "origin": record.origin,
            "external_ids": dict(record.external_ids),
            "synthetic": record.synthetic,
            "kind": "" if record.kind == "service" else record.kind,
            **{part: [item.key for item in _items(record, part)] for part in ITEM_PARTS},
        }
    )
    if record.cost.amount is not None:
        facts["amount"] = _decimal_text(record.cost.amount)
    if record.cost.currency != "MAD":
        facts["currency"] = record.cost.currency
    if record.delay_days == 0:
        facts["delay_days"] = 0
    return facts


def _items(record: ServiceRecord, part: str) -> tuple[Item, ...]:
    items: tuple[Item, ...] = getattr(record, part)
    return items


def languages_of(record: ServiceRecord) -> list[str]:
    """Return every language that the record says anything in, sorted."""
    maps: list[Iterable[str]] = [record.titles, record.summaries, record.keywords, record.cost.notes]
    maps += [getattr(record, part) for part in TEXT_PARTS.values()]
    maps += [item.texts for part in ITEM_PARTS for item in _items(record, part)]
    maps += [channel.notes for channel in record.channels]
    return sorted({language for texts in maps for language in texts})


def _encode_text(record: ServiceRecord, language: str) -> LanguageText:
    content: Json = {
        name: getattr(record, attribute).get(language, "") for name, attribute in TEXT_PARTS.items()
    }
    content["fee_note"] = record.cost.notes.get(language, "")
    content["keywords"] = list(record.keywords.get(language, ()))
    for part in ITEM_PARTS:
        content[part] = _compact({item.key: item.texts.get(language, "") for item in _items(record, part)})
    content["channels"] = _compact(
        {str(place): channel.notes.get(language, "") for place, channel in enumerate(record.channels)}
    )
    return LanguageText(
        record.titles.get(language, ""), record.summaries.get(language, ""), _compact(content)
    )


def encode(record: ServiceRecord) -> Stored:
    """Return the stored form of `record`; languages that say nothing are left out."""
    texts = {language: _encode_text(record, language) for language in languages_of(record)}
    return Stored(
        encode_facts(record), {code: text for code, text in texts.items() if text != LanguageText()}
    )


def _by_language(texts: Mapping[str, LanguageText], name: str) -> Texts:
    return {code: text.content[name] for code, text in texts.items() if text.content.get(name)}


def _part(texts: Mapping[str, LanguageText], part: str, key: str) -> Texts:
    found = {code: text.content.get(part, {}).get(key, "") for code, text in texts.items()}
    return {code: text for code, text in found.items() if text}


def _decode_items(facts: Json, texts: Mapping[str, LanguageText], part: str) -> tuple[Item, ...]:
    return tuple(Item(key, _part(texts, part, key)) for key in facts.get(part, ()))


def _decode_channels(facts: Json, texts: Mapping[str, LanguageText]) -> tuple[Channel, ...]:
    return tuple(
        Channel(row["kind"], row.get("url", ""), row.get("phone", ""), _part(texts, "channels", str(place)))
        for place, row in enumerate(facts.get("channels", ()))
    )


def _decode_cost(facts: Json, texts: Mapping[str, LanguageText]) -> Cost:
    amount = facts.get("amount")
    return Cost(
        None if amount is None else Decimal(amount),
        facts.get("currency", "MAD"),
        _by_language(texts, "fee_note"),
    )


def decode(identifier: str, facts: Json, texts: Mapping[str, LanguageText]) -> ServiceRecord:
    """Return the record that `encode` stored."""
    verified_on = facts.get("verified_on")
    return ServiceRecord(
        identifier=identifier,
        titles={code: text.title for code, text in texts.items() if text.title},
        summaries={code: text.summary for code, text in texts.items() if text.summary},
        descriptions=_by_language(texts, "description"),
        keywords={
            code: tuple(text.content["keywords"])
            for code, text in texts.items()
            if text.content.get("keywords")
        },
        authority=facts.get("authority", ""),
        audiences=tuple(facts.get("audiences", ())),
        events=tuple(facts.get("events", ())),
        documents=_decode_items(facts, texts, "documents"),
        steps=_decode_items(facts, texts, "steps"),
        outputs=_decode_items(facts, texts, "outputs"),
        rules=_decode_items(facts, texts, "rules"),
        cost=_decode_cost(facts, texts),
        delay_days=facts.get("delay_days"),
        validities=_by_language(texts, "validity"),
        channels=_decode_channels(facts, texts),
        url=facts.get("url", ""),
        legal=tuple(LegalResource(row["title"], row.get("url", "")) for row in facts.get("legal", ())),
        related=tuple(facts.get("related", ())),
        sources=tuple(SourcePage(row["page"], row.get("seen", "")) for row in facts.get("sources", ())),
        confidence=facts.get("confidence", "general-knowledge"),
        verified_on=date.fromisoformat(verified_on) if verified_on else None,
        verified_by=facts.get("verified_by", ""),
        contact=_by_language(texts, "contact"),
        territory=facts.get("territory", ""),
        country=facts.get("country", "MA"),
        origin=facts.get("origin", ""),
        external_ids=facts.get("external_ids", {}),
        synthetic=facts.get("synthetic", False),
        kind=facts.get("kind", "service"),
    )


def hash_stored(identifier: str, stored: Stored) -> str:
    """Return the SHA-256, in hexadecimal, of the stored form as canonical JSON."""
    whole = [
        identifier,
        stored.facts,
        {code: [text.title, text.summary, text.content] for code, text in stored.texts.items()},
    ]
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_hash(record: ServiceRecord) -> str:
    """Return the hash by which two records say exactly the same."""
    return hash_stored(record.identifier, encode(record))
