"""What an importer is: a function that reads one format, row after row, and never writes.

`bawaba/catalogue/importers/<format>.py` offers `read`. A row that cannot become a record is
yielded as `Quarantined` with the reason; a file that cannot be read at all raises `FileBroken`,
at the first row or later: the caller's transaction then changes nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from bawaba.catalogue.types import ImportedService, Quarantined

KEPT_CHARACTERS: Final = 20_000

ImportedRow = ImportedService | Quarantined


class Reader(Protocol):
    """Yields every row of the file at `path` once, in order, as a record or as quarantined.

    raises: FileBroken
    """

    def __call__(self, path: Path) -> Iterator[ImportedRow]: ...


class RowFault(Exception):
    """One row cannot become a record: the field (`authority`) and a stable reason (`missing`)."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def quarantine(*, line: int, fault: RowFault, original: str) -> Quarantined:
    """Return the row as quarantined, its original kept up to `KEPT_CHARACTERS`."""
    return Quarantined(line, fault.field, fault.reason, original[:KEPT_CHARACTERS])
