"""Which cells each site covers, by a grid of buckets. Numpy alone: nothing to load, nothing to compile.

Cells are sorted by bucket, so that the buckets around a site are a few runs of neighbours. A run is asked
for with two binary searches, whatever the number of cells.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.problem import Indices, Numbers, Starts

CHUNK: Final = 1_500_000  # candidates looked at together: what bounds the memory
BUCKETS_A_SIDE: Final = 2**19  # three sides fit into 63 bits, their borders included
HALVES: Final = 2  # buckets a radius: smaller ones look at fewer cells outside the circle


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sites first, first + 1, … and the cells of each: `cells[starts[i]:starts[i + 1]]`, ascending by bucket."""

    first: int
    starts: Starts
    cells: Indices


@dataclass(frozen=True, slots=True)
class _Runs:
    """Where the runs of candidates of each site begin and end, shape (sites, runs)."""

    begins: NDArray[np.int64]
    ends: NDArray[np.int64]


class Grid:
    """Cells in buckets. `order` leads from the grid's numbering of cells to the caller's."""

    def __init__(self, cells: Numbers, radius: float) -> None:
        self._origin = cells.min(axis=0)
        extent = float((cells.max(axis=0) - self._origin).max())
        self._size = max(radius / HALVES, extent / BUCKETS_A_SIDE, np.finfo(float).tiny)
        self._reach = int(np.ceil(radius / self._size))
        places = self._places(cells)
        sides = places.max(axis=0) + 1 + 2 * self._reach
        self._strides = np.append(np.cumprod(sides[::-1])[-2::-1], 1).astype(np.int64)
        keys = self._keys(places)
        self.order: NDArray[np.int64] = np.argsort(keys, kind="stable")
        self._sorted = keys[self.order]
        self._points = cells[self.order]
        self._sides = sides

    def find(self, sites: Numbers, radii: Numbers) -> Iterator[Chunk]:
        """Yield the cells that each site covers, in the grid's numbering, for the sites in their order."""
        runs = self._runs(sites)
        sizes = (runs.ends - runs.begins).sum(axis=1)
        bounds = _cut(sizes, CHUNK)
        for first, last in itertools.pairwise(bounds):
            yield self._find_chunk(sites, radii, runs, first, last)

    def site_order(self, sites: Numbers) -> NDArray[np.int64]:
        """Return an order of the sites in which neighbours stand near each other."""
        places = np.clip(self._places(sites), 0, self._sides - 1)
        return np.asarray(np.argsort(self._keys(places), kind="stable"), dtype=np.int64)

    def _places(self, points: Numbers) -> NDArray[np.int64]:
        return np.asarray(np.floor((points - self._origin) / self._size), dtype=np.int64)

    def _keys(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.asarray((places + self._reach) @ self._strides)

    def _runs(self, sites: Numbers) -> _Runs:
        """Return where the runs of candidates of each site begin and end, shape (sites, runs)."""
        span = range(-self._reach, self._reach + 1)
        offsets = np.array(list(itertools.product(span, repeat=sites.shape[1] - 1)), dtype=np.int64)
        offsets = offsets.reshape(len(offsets), sites.shape[1] - 1)
        places = self._places(sites)
        begins, ends = [], []
        for offset in offsets:
            row = places[:, :-1] + offset
            inside = ((row >= -self._reach) & (row < self._sides[:-1] - self._reach)).all(axis=1)
            low, high = (
                self._keys(np.column_stack([row, self._column(places[:, -1] + step)]))
                for step in (-self._reach, self._reach)
            )
            begins.append(np.where(inside, np.searchsorted(self._sorted, low, "left"), 0))
            ends.append(np.where(inside, np.searchsorted(self._sorted, high, "right"), 0))
        return _Runs(np.stack(begins, axis=1), np.stack(ends, axis=1))

    def _column(self, column: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.clip(column, -self._reach, self._sides[-1] - self._reach - 1)

    def _find_chunk(self, sites: Numbers, radii: Numbers, runs: _Runs, first: int, last: int) -> Chunk:
        begins, ends = runs.begins[first:last], runs.ends[first:last]
        lengths = (ends - begins).ravel()
        offsets = np.cumsum(lengths) - lengths
        candidates = np.arange(lengths.sum()) + np.repeat(begins.ravel() - offsets, lengths)
        owners = np.repeat(np.repeat(np.arange(first, last), begins.shape[1]), lengths)
        away = self._points[candidates] - sites[owners]
        near = np.einsum("ij,ij->i", away, away) <= radii[owners] ** 2
        counts = np.bincount(owners[near] - first, minlength=last - first)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Chunk(first, starts, candidates[near].astype(np.int32))


def _cut(sizes: NDArray[np.int64], limit: int) -> list[int]:
    """Return bounds that cut the sites into chunks of about `limit` candidates."""
    whole = np.cumsum(sizes)
    bounds, done = [0], 0
    while bounds[-1] < len(sizes):
        step = int(np.searchsorted(whole, done + limit, "right"))
        bounds.append(min(max(step, bounds[-1] + 1), len(sizes)))
        done = int(whole[bounds[-1] - 1])
    return bounds
