"""Cells of the sheets that people take away: what somebody wrote never becomes a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"
"""Office programs read a CSV file as UTF-8 when it begins with this."""
_STARTS_FORMULA: Final = frozenset("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")
Cell = str | int | Decimal | float | date | datetime | None


def safe_text(text: str) -> str:
    """Return `text` so that no office program reads it as a formula (OWASP, CSV injection).

    An apostrophe goes before a text that begins, after spaces, with a character that starts formulas in
    some program (`=`, `+`, `-`, `@`, their wide forms, tabs and line ends).
    """
    first = text.lstrip(" \u00a0\u200e\u200f\u2066\u2067\u2068\u2069\ufeff\x00")[:1]
    return f"'{text}" if first in _STARTS_FORMULA or text[:1] in _STARTS_FORMULA else text


def plain(cell: Cell) -> str:
    """Return a cell as the text that a CSV file holds: dates as ISO 8601, texts made safe."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_text(cell) if cell else ""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180), its byte order mark first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow([plain(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
