"""The catalogue as a table for spreadsheets: CSV (RFC 4180), UTF-8, one service a row."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bawaba.catalogue.types import Item, PublishedService
from bawaba.kernel.languages import LANGUAGES

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_PLAIN: Final = (
    "id", "kind", "country", "authority", "audience", "event", "fee", "currency", "delay_days", "online",
    "url", "confidence", "verified_on", "origin",
)  # fmt: skip
_BY_LANGUAGE: Final = ("title", "summary", "authority_name", "documents")


def columns() -> list[str]:
    """Return the names of the columns; those of texts end in a language's code."""
    return [*_PLAIN, *(f"{name}_{code}" for name in _BY_LANGUAGE for code in LANGUAGES)]


def csv_pieces(services: Iterable[PublishedService]) -> Iterator[str]:
    """Yield the header, then one line for each service; lists are separated by ` | `."""
    yield _line(columns())
    for service in services:
        yield _line([*_plain(service), *_texts(service)])


def _plain(service: PublishedService) -> list[str]:
    record = service.record
    return [
        record.identifier,
        record.kind,
        record.country,
        record.authority,
        " | ".join(record.audiences),
        " | ".join(record.events),
        "" if record.cost.amount is None else format(record.cost.amount, "f"),
        record.cost.currency,
        "" if record.delay_days is None else str(record.delay_days),
        "yes" if record.is_online else "no",
        record.url,
        record.confidence,
        record.verified_on.isoformat() if record.verified_on else "",
        record.origin,
    ]


def _texts(service: PublishedService) -> Iterator[str]:
    record = service.record
    for texts in (record.titles, record.summaries, service.authority_names):
        yield from (texts.get(code, "") for code in LANGUAGES)
    yield from (_joined(record.documents, code) for code in LANGUAGES)


def _joined(items: Sequence[Item], language: str) -> str:
    return " | ".join(item.texts[language] for item in items if item.texts.get(language))


def _line(cells: Sequence[str]) -> str:
    kept = io.StringIO()
    csv.writer(kept, lineterminator="\r\n").writerow([_safe(cell) for cell in cells])
    return kept.getvalue()


def _safe(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
