"""Our own format, JSON Lines: what `importers.jsonl` reads, so that an export imports unchanged."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from bawaba.catalogue.types import Channel, Cost, Item, LegalResource, PublishedService, ServiceRecord

Row = dict[str, Any]  # Any: JSON values

_PARTS: Final = {"documents": "d", "steps": "s", "outputs": "o", "rules": "r"}
_KEYWORDS: Final = {"darija": "darija_ar", "darija-latn": "darija_latin"}


def jsonl_pieces(services: Iterable[PublishedService]) -> Iterator[str]:
    """Yield one line for each service."""
    for service in services:
        yield json.dumps(row_of(service), ensure_ascii=False) + "\n"


def row_of(service: PublishedService) -> Row:
    """Return the object of one line; what is empty is left out, but for the starter's own fields."""
    record = service.record
    return {
        "id": record.identifier,
        "title": dict(record.titles),
        "summary": dict(record.summaries),
        "audience": list(record.audiences),
        "life_event": record.events[0] if len(record.events) == 1 else list(record.events) or None,
        "authority": dict(service.authority_names),
        "documents": _items(record, "documents"),
        "steps": _items(record, "steps"),
        **_fee(record.cost),
        "delay_days": record.delay_days,
        "channels": [_channel(channel) for channel in record.channels],
        "url": record.url or None,
        "legal_basis": [_legal(text) for text in record.legal],
        "validity": dict(record.validities) or None,
        "keywords": {_KEYWORDS.get(code, code): list(words) for code, words in record.keywords.items()},
        "idarati_id": record.external_ids.get("idarati"),
        "sources": [{"page": source.page, "seen": source.seen} for source in record.sources],
        "confidence": record.confidence,
        "authority_key": record.authority,
        **_further(record),
    }


def _further(record: ServiceRecord) -> Row:
    """Return what the starter catalogue has no field for."""
    further: Row = {
        "description": dict(record.descriptions),
        "outputs": _items(record, "outputs"),
        "rules": _items(record, "rules"),
        "contact": dict(record.contact),
        "related": list(record.related),
        "verified_on": record.verified_on.isoformat() if record.verified_on else "",
        "verified_by": record.verified_by,
        "territory": record.territory,
        "country": record.country,
        "origin": record.origin,
        "kind": "" if record.kind == "service" else record.kind,
        "external_ids": {name: value for name, value in record.external_ids.items() if name != "idarati"},
        "synthetic": record.synthetic,
    }
    return {name: value for name, value in further.items() if value}


def _items(record: ServiceRecord, part: str) -> list[Row]:
    items: tuple[Item, ...] = getattr(record, part)
    return [_item(item, f"{_PARTS[part]}{place}") for place, item in enumerate(items, start=1)]


def _item(item: Item, usual_key: str) -> Row:
    return {**item.texts} if item.key == usual_key else {**item.texts, "key": item.key}


def _fee(cost: Cost) -> Row:
    fee: Row = {"fee_mad": None, "fee_note": dict(cost.notes) or None}
    if cost.currency == "MAD":
        return {**fee, "fee_mad": _number(cost.amount)}
    return {**fee, "fee": _number(cost.amount), "currency": cost.currency}


def _number(amount: Decimal | None) -> int | str | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else format(amount.normalize(), "f")


def _channel(channel: Channel) -> str | Row:
    if not (channel.url or channel.phone or channel.notes):
        return channel.kind
    return {"kind": channel.kind, "url": channel.url, "phone": channel.phone, "notes": dict(channel.notes)}


def _legal(text: LegalResource) -> str | Row:
    return {"title": text.title, "url": text.url} if text.url else text.title
