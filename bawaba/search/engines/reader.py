"""What one process knows of the index in the database, refreshed when the index's stamp changes."""

import time
from dataclasses import dataclass, field
from threading import RLock
from typing import Final

import numpy as np

from bawaba.search.embedders import Embedder
from bawaba.search.engines.documents import DocumentRow, DocumentTable
from bawaba.search.engines.postings import DatabasePostings, read_words
from bawaba.search.engines.ranking import Searchable, Vectors
from bawaba.search.engines.vectors import MOST_EXACT, CellVectorSet, VectorSet
from bawaba.search.models import IndexedDocument, IndexState, Passage, Vector, VectorCells
from bawaba.search.rules.spelling import Vocabulary

INDEX: Final = "index"
POLL_S: Final = 1.0
# Many vectors are read again at most this often: new documents are found by their words meanwhile.
RELOAD_MANY_S: Final = 60.0
MANY: Final = 10_000
WORDS_S: Final = 300.0


@dataclass(slots=True)
class Snapshot:
    """The index at one stamp."""

    generation: str = ""
    stamp: str = ""
    version: int = 0
    table: DocumentTable = field(default_factory=DocumentTable)
    postings: DatabasePostings = field(default_factory=DatabasePostings)


@dataclass(frozen=True, slots=True)
class _KeptVectors:
    model: str
    generation: str
    stamp: str
    read_at: float
    vectors: VectorSet | CellVectorSet | None


class IndexReader:
    """Gives the current snapshot; asks the database for its stamp at most once in `POLL_S`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._snapshot = Snapshot()
        self._vectors = _KeptVectors("", "", "", 0.0, None)
        self._words = Vocabulary.empty(), "", 0.0
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

    def searchable(self, embedder: Embedder | None = None) -> Searchable:
        """Return what ranking reads, with the vectors of the model if there is one.

        Two SQL queries more when vectors changed.
        """
        snapshot = self.current()
        if embedder is None:
            return Searchable(snapshot.table, snapshot.postings, None, self.vocabulary)
        vectors = self._current_vectors(snapshot, embedder.id)
        return Searchable(snapshot.table, snapshot.postings, vectors, self.vocabulary, embedder.spread)

    def vocabulary(self) -> Vocabulary:
        """Return the index's words, at most `WORDS_S` old. Read when a question holds an unknown word."""
        with self._lock:
            generation = self._snapshot.generation
            known, of, read_at = self._words
            if of != generation or time.monotonic() - read_at > WORDS_S:
                known = Vocabulary.of(read_words())
                self._words = known, generation, time.monotonic()
        return known

    def forget(self) -> None:
        """Compare with the database at the next question (after a write of this process)."""
        self._checked = -POLL_S

    def _refresh(self) -> None:
        state = IndexState.objects.filter(name=INDEX).first()
        old = self._snapshot
        if state is None:
            self._snapshot = Snapshot()
        elif state.stamp != old.stamp:
            continues = state.generation == old.generation and state.version >= old.version
            table = old.table if continues else DocumentTable()
            table.update(_rows_after(old.version if continues else 0))
            self._snapshot = Snapshot(state.generation, state.stamp, state.version, table, DatabasePostings())

    def _current_vectors(self, snapshot: Snapshot, model: str) -> Vectors | None:
        kept = self._vectors
        if kept.model == model and kept.stamp == snapshot.stamp:
            return kept.vectors
        with self._lock:
            kept = self._vectors
            same = kept.model == model and kept.generation == snapshot.generation
            many = kept.vectors is not None and len(kept.vectors) > MANY
            if same and many and time.monotonic() - kept.read_at < RELOAD_MANY_S:
                return kept.vectors
            if not same or kept.stamp != snapshot.stamp:
                vectors = read_vectors(model)
                self._vectors = _KeptVectors(
                    model, snapshot.generation, snapshot.stamp, time.monotonic(), vectors
                )
            return self._vectors.vectors


def _rows_after(version: int) -> list[DocumentRow]:
    rows = IndexedDocument.objects.filter(version__gt=version).order_by("version", "number")
    return [
        DocumentRow(number, kind, key, live, weight, facets)
        for number, kind, key, live, weight, facets in rows.values_list(
            "number", "kind", "key", "live", "weight", "facets"
        ).iterator(chunk_size=5000)
    ]


def read_vectors(model: str) -> VectorSet | CellVectorSet | None:
    """Return the vectors that one model has made of live passages. Two or three SQL queries."""
    places: dict[str, int] = {}
    rows: list[np.ndarray[tuple[int], np.dtype[np.float32]]] = []
    cells: list[int] = []
    stored = Vector.objects.filter(model=model).values_list("content_hash", "values", "cell")
    for content_hash, values, cell in stored.iterator(chunk_size=5000):
        places[content_hash] = len(rows)
        rows.append(np.frombuffer(bytes(values), "<f4"))
        cells.append(cell)
    passages = Passage.objects.values_list("document_id", "content_hash").iterator(chunk_size=5000)
    pairs = [(number, places[content_hash]) for number, content_hash in passages if content_hash in places]
    if not pairs:
        return None
    numbers, chosen = np.array([pair[0] for pair in pairs], np.int32), [pair[1] for pair in pairs]
    matrix = np.stack(rows)[chosen]
    fitted = VectorCells.objects.filter(model=model).first() if len(pairs) > MOST_EXACT else None
    if fitted is None:
        return VectorSet(numbers, matrix)
    centroids = np.frombuffer(bytes(fitted.centroids), "<f4").reshape(-1, fitted.dimensions)
    return CellVectorSet(numbers, matrix, np.array(cells, np.int32)[chosen], centroids)


reader: Final = IndexReader()
