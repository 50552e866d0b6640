"""Our own format: JSON Lines with one service each, the form of the starter catalogue and of our export.

Fields of the starter catalogue: id; title, summary, authority {fr, ar, …}; audience; life_event;
documents, steps [{fr, ar}]; fee_mad, fee_note; delay_days; channels; url; legal_basis; validity;
keywords {fr, ar, darija_latin, darija_ar}; idarati_id; sources [{page, seen}]; confidence. The
export adds what these cannot say: authority_key, life_event as a list, keys of items, channels
with addresses, description, outputs, rules, contact, related, fee and currency, verified_on,
verified_by, territory, country, origin, kind, external_ids, synthetic.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, cast

from django.conf import settings

from bawaba.catalogue.importers.json_lines import (
    Row,
    language_code,
    list_in,
    read_objects,
    strings_in,
    text_in,
    texts_in,
)
from bawaba.catalogue.importers.protocol import ImportedRow, RowFault, quarantine
from bawaba.catalogue.types import (
    Audience,
    Channel,
    ChannelKind,
    Confidence,
    Cost,
    ImportedService,
    Item,
    LegalResource,
    Quarantined,
    RecordKind,
    ServiceRecord,
    SourcePage,
)
from bawaba.directory.types import BodyRecord

IDARATI: Final = "idarati"
_ADDRESS_AND_NOTE: Final = re.compile(r"(https?://\S+) \((.+)\)")
_PARTS: Final = {"documents": "d", "steps": "s", "outputs": "o", "rules": "r"}


def read(path: Path) -> Iterator[ImportedRow]:
    """Yield each line as a record, or as quarantined.

    raises: FileBroken
    """
    for found in read_objects(path):
        if isinstance(found, Quarantined):
            yield found
            continue
        line, original, row = found
        try:
            yield _imported(line, original, row)
        except RowFault as fault:
            yield quarantine(line=line, fault=fault, original=original)


def _imported(line: int, original: str, row: Row) -> ImportedService:
    record = record_of(row)
    names = texts_in(row, "authority") if not isinstance(row.get("authority"), str) else {}
    bodies: tuple[BodyRecord, ...] = ()
    if record.authority and names:
        bodies = (BodyRecord(key=record.authority, names=names, country=record.country),)
    return ImportedService(line, record, bodies=bodies, authority_names=names, original=original)


def record_of(row: Row) -> ServiceRecord:
    """Return the record that one object says.

    raises: RowFault
    """
    country = text_in(row, "country") or settings.COUNTRY
    idarati_id = text_in(row, "idarati_id")
    address = _idarati_addresses().get(idarati_id, "")
    return ServiceRecord(
        identifier=text_in(row, "id"),
        titles=texts_in(row, "title"),
        summaries=texts_in(row, "summary"),
        descriptions=texts_in(row, "description"),
        keywords=_keywords(row),
        authority=_authority_key(row),
        audiences=cast("tuple[Audience, ...]", strings_in(row, "audience")),  # checked by the rules
        events=strings_in(row, "life_event"),
        documents=_items(row, "documents"),
        steps=_items(row, "steps"),
        outputs=_items(row, "outputs"),
        rules=_items(row, "rules"),
        cost=_cost(row),
        delay_days=_whole_number(row, "delay_days"),
        validities=texts_in(row, "validity"),
        channels=tuple(_channel(entry) for entry in list_in(row, "channels")),
        url=text_in(row, "url") or address,
        legal=tuple(_legal(entry) for entry in list_in(row, "legal_basis")),
        related=strings_in(row, "related"),
        sources=tuple(_source(entry, address) for entry in list_in(row, "sources")),
        confidence=cast("Confidence", text_in(row, "confidence") or "general-knowledge"),  # as above
        verified_on=_date(row, "verified_on"),
        verified_by=text_in(row, "verified_by"),
        contact=texts_in(row, "contact"),
        territory=text_in(row, "territory"),
        country=country,
        origin=text_in(row, "origin") or f"{country.lower()}-catalogue",
        external_ids={**_plain_texts(row, "external_ids"), **({IDARATI: idarati_id} if idarati_id else {})},
        synthetic=row.get("synthetic") is True,
        kind=cast("RecordKind", text_in(row, "kind") or "service"),  # as above
    )


@cache
def _idarati_addresses() -> Mapping[str, str]:
    """Return the official page of each procedure of idarati.ma that we know an identifier of."""
    file = resources.files("bawaba.catalogue").joinpath("data", "idarati_addresses.csv")
    with file.open(encoding="utf-8") as lines:
        return {row["idarati_id"]: row["url"] for row in csv.DictReader(lines)}


def _authority_key(row: Row) -> str:
    return (
        text_in(row, "authority") if isinstance(row.get("authority"), str) else text_in(row, "authority_key")
    )


def _keywords(row: Row) -> dict[str, tuple[str, ...]]:
    value = row.get("keywords")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RowFault("keywords", "wrong-type")
    return {language_code(code): strings_in(value, code) for code in value}


def _plain_texts(row: Row, name: str) -> dict[str, str]:
    value = row.get(name) or {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise RowFault(name, "wrong-type")
    return dict(value)


def _items(row: Row, name: str) -> tuple[Item, ...]:
    items = []
    for place, entry in enumerate(list_in(row, name), start=1):
        if not isinstance(entry, dict):
            raise RowFault(name, "wrong-type")
        texts = texts_in({name: {code: text for code, text in entry.items() if code != "key"}}, name)
        items.append(Item(text_in(entry, "key") or f"{_PARTS[name]}{place}", texts))
    return tuple(items)


def _cost(row: Row) -> Cost:
    notes = texts_in(row, "fee_note")
    if row.get("fee") is not None:
        return Cost(_amount(row["fee"], "fee"), text_in(row, "currency") or "MAD", notes)
    if row.get("fee_mad") is not None:
        return Cost(_amount(row["fee_mad"], "fee_mad"), "MAD", notes)
    return Cost(None, text_in(row, "currency") or "MAD", notes)


def _amount(value: Any, name: str) -> Decimal:  # Any: a JSON value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RowFault(name, "not-a-number")
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise RowFault(name, "not-a-number") from None
    if not amount.is_finite():
        raise RowFault(name, "not-a-number")
    return amount


def _whole_number(row: Row, name: str) -> int | None:
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise RowFault(name, "not-a-number")
    return value


def _date(row: Row, name: str) -> date | None:
    text = text_in(row, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RowFault(name, "not-a-date") from None


def _channel(entry: Any) -> Channel:  # Any: a JSON value
    if isinstance(entry, str):
        return Channel(cast("ChannelKind", entry))  # checked by the rules
    if not isinstance(entry, dict):
        raise RowFault("channels", "wrong-type")
    return Channel(
        cast("ChannelKind", text_in(entry, "kind")),  # checked by the rules
        text_in(entry, "url"),
        text_in(entry, "phone"),
        texts_in(entry, "notes"),
    )


def _legal(entry: Any) -> LegalResource:  # Any: a JSON value
    if isinstance(entry, str):
        return LegalResource(entry)
    if not isinstance(entry, dict):
        raise RowFault("legal_basis", "wrong-type")
    return LegalResource(text_in(entry, "title"), text_in(entry, "url"))


def _source(entry: Any, idarati_address: str) -> SourcePage:  # Any: a JSON value
    """Return a page that was read; an address followed by a note in brackets is taken apart."""
    if not isinstance(entry, dict):
        raise RowFault("sources", "wrong-type")
    page, seen = text_in(entry, "page"), text_in(entry, "seen")
    if idarati_address and page.startswith("https://idarati.ma ("):
        return SourcePage(idarati_address, seen)
    found = _ADDRESS_AND_NOTE.fullmatch(page)
    if found:
        return SourcePage(found.group(1), "; ".join(part for part in (seen, found.group(2)) if part))
    return SourcePage(page, seen)
