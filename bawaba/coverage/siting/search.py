"""Maximal covering at sizes that no solver proves: a search on one thread, its proven bound on another.

The search: greedy, then swaps of one site, then ruin and recreate under falling heat (annealing). The bound: the Lagrangian relaxation of
the covering rows, max over prices within [0, w], by a deflected subgradient ("volume") method. What the
bound's own plans choose most often seeds further greedy starts.
"""

import importlib
import threading
import time
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.dual import Dual
from bawaba.coverage.siting.merging import Merged
from bawaba.coverage.siting.pairs import Grid
from bawaba.coverage.siting.problem import Watch
from bawaba.coverage.siting.terms import Terms

CLOSED, OPEN, FIXED, BARRED = 0, 1, 2, -1
SEED_SHARE: Final = 0.7  # of the sites, taken from the bound's favourites
IDLE_SLICES: Final = 8  # of a cold search that found nothing better
SLICE_S: Final = 0.5
HEAT: Final = 0.08  # of what a site covers on average: worse by about this is accepted at first
COOL_SHARE: Final = 0.1  # of the time, at the end, without heat
LONGEST_HEAT_S: Final = 60.0
NEIGHBOUR_RADII: Final = 3.0


def load_kernels() -> ModuleType:
    """Return the compiled loops; the first time on a machine they are compiled and kept."""
    return importlib.import_module("bawaba.coverage.siting.kernels")


@dataclass(slots=True)
class _Standing:
    """One plan that is being bettered: which sites are open, what covers a class, what a site would add."""

    state: NDArray[np.int8]
    cover: NDArray[np.int32]
    gain: NDArray[np.float64]
    left: float
    covered: float = 0.0


@dataclass(slots=True)
class _Arrays:
    """What the loops read: both directions of the covering, weights, costs."""

    starts: NDArray[np.int64]
    classes: NDArray[np.int32]
    back: NDArray[np.int64]
    owners: NDArray[np.int32]
    weights: NDArray[np.float64]
    costs: NDArray[np.float64]
    points: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 1)))

    @property
    def covering(self) -> tuple[Any, ...]:  # Any: arrays of several kinds, handed to compiled loops
        return (self.starts, self.classes, self.back, self.owners, self.weights)


class Search:
    """Betters one plan until the watch ends, the gap closes or nothing moves."""

    def __init__(
        self, merged: Merged, terms: Terms, watch: Watch, points: NDArray[np.float64], radius: float
    ) -> None:
        self._loops = load_kernels()
        self._merged, self._terms, self._watch = merged, terms, watch
        back, owners = self._loops.turn(merged.starts, merged.classes, len(merged.weights))
        costs = np.zeros(len(points)) if terms.costs is None else terms.costs
        self._arrays = _Arrays(
            merged.starts, merged.classes, back, owners, merged.weights, costs.astype(float), points
        )
        self._first = self._loops.first_gains(merged.starts, merged.classes, merged.weights)
        self._random = np.random.default_rng(1)
        self._near = find_neighbours(points, radius)

    def start(self, seeds: NDArray[np.int64]) -> _Standing:
        """Open the fixed sites and the seeds, then fill greedily."""
        arrays, terms = self._arrays, self._terms
        state = np.where(terms.upper > 0, CLOSED, BARRED).astype(np.int8)
        plan = _Standing(state, np.zeros(len(arrays.weights), np.int32), self._first.copy(), terms.left())
        for site in np.flatnonzero(terms.lower):
            self._open(plan, int(site), FIXED)
        for site in seeds:
            if plan.state[site] == CLOSED and arrays.costs[site] <= plan.left:
                self._open(plan, int(site), OPEN)
        self.fill(plan, np.zeros(1, np.int8))  # a first plan is due even when time is up
        return plan

    def _open(self, plan: _Standing, site: int, mark: int) -> None:
        self._loops.open_site(site, self._arrays.covering, plan.cover, plan.gain)
        plan.state[site] = mark
        plan.left -= float(self._arrays.costs[site])

    def fill(self, plan: _Standing, flag: NDArray[np.int8] | None = None) -> None:
        """Open sites greedily while the terms allow; `flag` may end it early."""
        room = self._terms.count - int((plan.state > 0).sum())
        arrays = self._arrays
        per_cost = self._terms.costs is not None
        _room, plan.left = self._loops.fill(
            arrays.covering, plan.cover, plan.gain, arrays.costs, plan.left, plan.state, room, per_cost,
            self._watch.flag if flag is None else flag,
        )  # fmt: skip
        plan.covered = float(arrays.weights[plan.cover > 0].sum())

    def swap(self, plan: _Standing) -> None:
        """Swap single sites until no swap betters the plan by a hundred-thousandth."""
        arrays = self._arrays
        while not self._watch.stopped:
            order = self._random.permutation(np.flatnonzero(plan.state == OPEN))
            gained, plan.left = self._loops.swap_all(
                arrays.covering, plan.cover, plan.gain, arrays.costs, plan.left, plan.state, order,
                self._watch.flag,
            )  # fmt: skip
            self.fill(plan)
            if gained <= 1e-5 * plan.covered:
                break

    def shake(self, plan: _Standing, rounds: int, heat: float = 0.0) -> float:
        """Ruin and recreate; return what was gained."""
        before, arrays = plan.covered, self._arrays
        _gained, plan.left = self._loops.ruin_and_recreate(
            arrays.covering, plan.cover, plan.gain, arrays.costs, plan.left, plan.state, arrays.points,
            *self._near, rounds, int(self._random.integers(2**31)), heat, self._watch.flag,
        )  # fmt: skip
        self.fill(plan)
        return plan.covered - before


def find_neighbours(
    points: NDArray[np.float64], radius: float
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return (starts, sites): for each site the sites whose choice bears on its own, itself among them."""
    grid = Grid(points, NEIGHBOUR_RADII * radius)
    reach = np.full(len(points), NEIGHBOUR_RADII * radius)
    starts, parts = [np.zeros(1, np.int64)], []
    for chunk in grid.find(points, reach):
        starts.append(np.diff(chunk.starts))
        parts.append(grid.order[chunk.cells].astype(np.int32))
    return np.cumsum(np.concatenate(starts)), np.concatenate(parts)


def search(
    merged: Merged, terms: Terms, watch: Watch, points: NDArray[np.float64], radius: float
) -> tuple[NDArray[np.int64], float]:
    """Return chosen sites in the merged numbering and a proven upper bound of what any choice covers.

    points: where the sites stand, in the merged order; radius: the greatest of theirs
    """
    worker = Search(merged, terms, watch, points, radius)
    plan = worker.start(np.zeros(0, np.int64))
    watch.report("greedy", plan.covered, float(merged.weights.sum()))
    dual = Dual(merged, terms, watch, first_cover=plan.cover.copy(), covered=plan.covered)
    thread = threading.Thread(target=dual.run, daemon=True)
    thread.start()
    try:
        chosen = _anneal(worker, plan, dual, watch)
    finally:
        dual.finish()
        thread.join()
    if dual.fault is not None:
        raise dual.fault
    return chosen, dual.bound


def _anneal(worker: Search, plan: _Standing, dual: Dual, watch: Watch) -> NDArray[np.int64]:
    """Better the plan with ever less heat until nothing moves; return the best sites seen."""
    worker.swap(plan)
    best, covered = np.flatnonzero(plan.state > 0), plan.covered
    began, whole = time.monotonic(), min(watch.left_s, LONGEST_HEAT_S)
    rounds, idle, seeded = 64, 0, False
    while not (watch.stopped or dual.closed(covered) or (idle > IDLE_SLICES and dual.ended)):
        if dual.settled and not seeded:
            plan, seeded = _reseed(worker, plan, dual), True
        began_slice = time.monotonic()
        cooling = max(1 - COOL_SHARE - (began_slice - began) / max(whole, 1e-3), 0.0)
        worker.shake(plan, rounds, HEAT * cooling**2 * plan.covered / max(len(best), 1))
        took = max(time.monotonic() - began_slice, 1e-3)
        rounds = int(np.clip(rounds * SLICE_S / took, 16, 100_000))
        idle = idle + 1 if cooling == 0 and plan.covered <= covered * (1 + 1e-6) else 0
        if plan.covered > covered:
            best, covered = np.flatnonzero(plan.state > 0), plan.covered
            dual.covered = covered
        watch.report("search", covered, dual.bound)
    return best


def _reseed(worker: Search, plan: _Standing, dual: Dual) -> _Standing:
    """Return the better of the plan and a new one that begins with the bound's favourite sites."""
    favourites = dual.favourites()
    fresh = worker.start(favourites[: int(SEED_SHARE * len(favourites))])
    worker.swap(fresh)
    return fresh if fresh.covered > plan.covered else plan
