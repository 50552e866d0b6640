"""What one process knows of the index in the database, refreshed when the index's stamp changes."""

import time
from dataclasses import dataclass, field
from threading import RLock
from typing import Final

from bawaba.search.engines.documents import DocumentRow, DocumentTable
from bawaba.search.engines.postings import DatabasePostings
from bawaba.search.models import IndexedDocument, IndexState

INDEX: Final = "index"
POLL_S: Final = 1.0


@dataclass(slots=True)
class Snapshot:
    """The index at one stamp: documents, postings, and when it was last compared with the database."""

    generation: str = ""
    stamp: str = ""
    version: int = 0
    table: DocumentTable = field(default_factory=DocumentTable)
    postings: DatabasePostings = field(default_factory=DatabasePostings)


class IndexReader:
    """Gives the current snapshot; asks the database for its stamp at most once in `POLL_S`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._snapshot = Snapshot()
        self._checked = -POLL_S

    def current(self) -> Snapshot:
        """Return the snapshot. One SQL query a second at most, one more when the index changed."""
        if time.monotonic() - self._checked < POLL_S:
            return self._snapshot
        with self._lock:
            if time.monotonic() - self._checked >= POLL_S:
                self._refresh()
                self._checked = time.monotonic()
        return self._snapshot

    def forget(self) -> None:
        """Compare with the database at the next question (after a write of this process)."""
        self._checked = -POLL_S

    def _refresh(self) -> None:
        state = IndexState.objects.filter(name=INDEX).first()
        old = self._snapshot
        if state is None:
            self._snapshot = Snapshot()
        elif state.stamp != old.stamp:
            continues = state.generation == old.generation and state.version > old.version
            table = old.table if continues else DocumentTable()
            table.update(_rows_after(old.version if continues else 0))
            self._snapshot = Snapshot(state.generation, state.stamp, state.version, table, DatabasePostings())


def _rows_after(version: int) -> list[DocumentRow]:
    rows = IndexedDocument.objects.filter(version__gt=version).order_by("version", "number")
    return [
        DocumentRow(number, kind, key, live, weight, facets)
        for number, kind, key, live, weight, facets in rows.values_list(
            "number", "kind", "key", "live", "weight", "facets"
        ).iterator(chunk_size=5000)
    ]


reader: Final = IndexReader()
