"""Demand cells that the same sites cover are one: exact, and often a thousandfold smaller.

Each site draws two random 64-bit keys; a cell's keys are the exclusive or of its sites'. Equal keys mean
equal sets of sites, but for a chance of about cells² / 2¹²⁹.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.pairs import Chunk, Grid
from bawaba.coverage.siting.problem import Indices, Numbers, Problem, Starts

KEPT_PAIRS: Final = 25_000_000  # 100 MB; beyond that pairs are found twice instead of kept
SEED: Final = 20_260_101


@dataclass(frozen=True, slots=True)
class Merged:
    """The problem after merging. Class c weighs `weights[c]`; site s, in the grid's order, covers
    `classes[starts[s]:starts[s + 1]]`. `site_order` leads to the caller's numbers of sites;
    `class_of` leads from the caller's cells to classes, -1 for a cell out of reach or without weight.
    """

    weights: Numbers
    starts: Starts
    classes: Indices
    site_order: NDArray[np.int64]
    class_of: Indices

    @property
    def pairs(self) -> int:
        return len(self.classes)


def merge(problem: Problem) -> Merged:
    """Find what each site covers and merge the cells that the same sites cover."""
    heavy = np.flatnonzero(problem.weights > 0)
    class_of = np.full(len(problem.weights), -1, np.int32)
    sites = len(problem.sites)
    if not len(heavy) or not sites:
        empty = np.zeros(sites + 1, np.int64)
        return Merged(np.zeros(0), empty, np.zeros(0, np.int32), np.arange(sites), class_of)
    radii = np.broadcast_to(np.asarray(problem.radius, dtype=np.float64), (sites,))
    grid = Grid(problem.cells[heavy], float(radii.max()))
    order = grid.site_order(problem.sites)
    finder = _Finder(grid, problem.sites[order], radii[order])
    numbers, count, pairs = _number_classes(finder, len(heavy))
    class_of[heavy[grid.order]] = numbers
    weights = problem.weights[heavy][grid.order]
    reached = numbers >= 0
    totals = np.bincount(numbers[reached], weights=weights[reached], minlength=count).astype(np.float64)
    starts, classes = _class_pairs(finder, numbers, pairs)
    return Merged(totals, starts, classes, order, class_of)


class _Finder:
    """Finds pairs, to be gone through twice; kept for the second time when they are few."""

    def __init__(self, grid: Grid, sites: Numbers, radii: Numbers) -> None:
        self._grid, self._sites, self._radii = grid, sites, radii
        self._kept: list[Chunk] | None = None

    def __iter__(self) -> Iterator[Chunk]:
        if self._kept is not None:
            while self._kept:
                yield self._kept.pop(0)
            return
        kept: list[Chunk] = []
        size = 0
        for chunk in self._grid.find(self._sites, self._radii):
            size += len(chunk.cells)
            if size <= KEPT_PAIRS:
                kept.append(chunk)
            else:
                kept.clear()
            yield chunk
        if size <= KEPT_PAIRS:
            self._kept = kept


def _number_classes(finder: _Finder, cells: int) -> tuple[Indices, int, int]:
    """Return the class of each cell (-1: out of reach), numbered by first appearance; how many; their pairs."""
    random = np.random.default_rng(SEED)
    keys, degrees = np.zeros((2, cells), np.uint64), np.zeros(cells, np.int32)
    for chunk in finder:
        sites = len(chunk.starts) - 1
        drawn = random.integers(1, 2**64, (2, sites), dtype=np.uint64, endpoint=False)
        lengths = np.diff(chunk.starts)
        for row in range(2):
            np.bitwise_xor.at(keys[row], chunk.cells, np.repeat(drawn[row], lengths))
        np.add.at(degrees, chunk.cells, np.int32(1))
    reached = np.flatnonzero((keys[0] != 0) | (keys[1] != 0))
    order = reached[np.argsort(keys[0][reached], kind="stable")]
    changes = np.ones(len(order), bool)
    if len(order):
        changes[1:] = (np.diff(keys[0][order]) != 0) | (np.diff(keys[1][order]) != 0)
    groups = np.cumsum(changes) - 1
    first = order[changes]  # a stable sort: the first of a group is its first cell
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    numbers = np.full(cells, -1, np.int32)
    numbers[order] = rank[groups]
    return numbers, len(first), int(degrees[first].sum(dtype=np.int64))


def _class_pairs(finder: _Finder, numbers: Indices, pairs: int) -> tuple[Starts, Indices]:
    """Return the classes of each site, from the first cell of each class."""
    reached = np.flatnonzero(numbers >= 0)
    _values, first = np.unique(numbers[reached], return_index=True)
    seen = np.zeros(len(numbers), bool)
    seen[reached[first]] = True
    lengths, classes, done = [np.zeros(1, np.int64)], np.empty(pairs, np.int32), 0
    for chunk in finder:
        kept = seen[chunk.cells]
        ahead = np.concatenate([[0], np.cumsum(kept)])
        lengths.append(np.diff(ahead[chunk.starts]))
        classes[done : done + int(ahead[-1])] = numbers[chunk.cells[kept]]
        done += int(ahead[-1])
    return np.cumsum(np.concatenate(lengths)).astype(np.int64), classes
