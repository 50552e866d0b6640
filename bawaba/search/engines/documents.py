"""The documents as a process holds them: who they are, alive or not, and their facets as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.types import SearchFilters

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
FACETS: Final = ("audience", "event", "authority", "territory", "country", "online", "free", "kind")
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of the index as the table reads it."""

    number: int
    kind: str
    key: str
    live: bool
    weight: float
    facets: Mapping[str, Sequence[str]]


class FacetColumn:
    """One facet of all documents: codes of values, and which documents hold each value."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._codes: dict[str, int] = {}
        self._numbers: list[int] = []
        self._held: list[int] = []
        self._packed: tuple[Ints, Ints] | None = None
        self._starts: NDArray[np.int64] = np.zeros(1, np.int64)

    def add(self, number: int, values: Sequence[str]) -> None:
        for value in values:
            code = self._codes.setdefault(value, len(self.values))
            if code == len(self.values):
                self.values.append(value)
            self._numbers.append(number)
            self._held.append(code)
        self._packed = None

    def holders(self, wanted: Sequence[str], size: int) -> Bools:
        """Return, by document number, whether one of the wanted values is held."""
        numbers, held = self._arrays()
        codes = [self._codes[value] for value in wanted if value in self._codes]
        mask = np.zeros(size, dtype=np.bool_)
        mask[numbers[np.isin(held, codes)]] = True
        return mask

    def count(self, found: Ints) -> dict[str, int]:
        """Return value → how many of the found documents hold it, the most frequent first.

        Reads what the found documents hold, not every document.
        """
        _, held = self._arrays()
        if not len(held) or not len(found):
            return {}
        found = found[found < len(self._starts) - 1]
        first, last = self._starts[found], self._starts[found + 1]
        counts = np.zeros(len(self.values), np.int64)
        for place in range(int((last - first).max(initial=0))):
            counts += np.bincount(held[(first + place)[first + place < last]], minlength=len(self.values))
        order = np.argsort(-counts, kind="stable")
        return {self.values[code]: int(counts[code]) for code in order.tolist() if counts[code]}

    def values_of(self, number: int) -> list[str]:
        """Return the values that one document holds."""
        numbers, held = self._arrays()
        first, last = np.searchsorted(numbers, [number, number + 1])
        return [self.values[code] for code in held[first:last].tolist()]

    def _arrays(self) -> tuple[Ints, Ints]:
        if self._packed is None:
            numbers, held = np.array(self._numbers, np.int32), np.array(self._held, np.int32)
            self._starts = np.searchsorted(numbers, np.arange(int(numbers.max(initial=0)) + 2))
            self._packed = numbers, held
        return self._packed


class DocumentTable:
    """All documents by number. Grows by `update`; a rebuilt index starts a new table."""

    def __init__(self) -> None:
        self.kinds: list[str] = [""]
        self.keys: list[str] = [""]
        self.live: Bools = np.zeros(1, np.bool_)
        self.weights: NDArray[np.float32] = np.zeros(1, np.float32)
        self.facets = {name: FacetColumn() for name in FACETS}
        self._numbers: dict[tuple[str, str], int] = {}

    @property
    def size(self) -> int:
        return len(self.keys)

    @property
    def count(self) -> int:
        return len(self._numbers)

    def number_of(self, kind: str, key: str) -> int | None:
        return self._numbers.get((kind, key))

    def update(self, rows: Sequence[DocumentRow]) -> None:
        """Take new and changed rows, in the order of their versions."""
        if not rows:
            return
        self._grow(max(row.number for row in rows) + 1)
        for row in sorted(rows, key=lambda row: row.number):
            self._take(row)

    def _grow(self, size: int) -> None:
        missing = size - self.size
        if missing > 0:
            self.kinds.extend([""] * missing)
            self.keys.extend([""] * missing)
            self.live = np.concatenate([self.live, np.zeros(missing, np.bool_)])
            self.weights = np.concatenate([self.weights, np.zeros(missing, np.float32)])

    def _take(self, row: DocumentRow) -> None:
        identity = (row.kind, row.key)
        known = bool(self.keys[row.number])
        self.live[row.number] = row.live
        self.weights[row.number] = row.weight
        if row.live:
            self._numbers[identity] = row.number
        elif self._numbers.get(identity) == row.number:
            del self._numbers[identity]
        if known or not row.live:
            return
        self.kinds[row.number], self.keys[row.number] = identity
        for name, column in self.facets.items():
            column.add(row.number, row.facets.get(name, ()))

    def allowed(self, filters: SearchFilters, territories: Sequence[str] = ()) -> Bools:
        """Return, by document number, whether it lives and passes the filters.

        territories: codes that the territory filter accepts (itself, above and below)
        """
        mask = self.live
        for name, values in _wanted(filters, territories):
            mask = mask & self.facets[name].holders(values, self.size)
        return mask

    def of_kind(self, kind: str) -> Bools:
        """Return, by document number, whether it is of this kind."""
        return np.array([other == kind for other in self.kinds], np.bool_)

    def share_facet(self, name: str, number: int) -> Bools:
        """Return, by document number, whether it holds a value of this facet that `number` holds."""
        column = self.facets[name]
        return column.holders(column.values_of(number), self.size)

    def counts(self, found: Ints) -> dict[str, dict[str, int]]:
        """Return facet → value → number of the found documents."""
        return {name: counts for name, column in self.facets.items() if (counts := column.count(found))}


def _wanted(filters: SearchFilters, territories: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    wanted: list[tuple[str, Sequence[str]]] = [
        (name, [value])
        for name in ("audience", "event", "authority", "country")
        if (value := str(getattr(filters, name)))
    ]
    if filters.territory:
        wanted.append(("territory", territories or [filters.territory]))
    for name, choice in (("online", filters.online), ("free", filters.free)):
        if choice is not None:
            wanted.append((name, [YES if choice else NO]))
    return wanted
