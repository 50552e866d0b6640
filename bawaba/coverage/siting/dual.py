"""The proven bound of the search: prices of the covering rows, bettered by the volume method.

L(λ) = Σ max(w - λ, 0) + the best choice of sites when each is worth the prices of all that it covers. For
any λ ≥ 0 no plan covers more than L(λ). The steps follow the methods sheet: start at 0.9 w where greedy
covers once, w where it doesn't, 0 where it covers more; direction 0.3 new + 0.7 old, projected at the
bounds; the step is halved after some stalls, going back to the best prices.
"""

import importlib
import time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.merging import Merged
from bawaba.coverage.siting.problem import Watch
from bawaba.coverage.siting.terms import Terms

STALLS: Final = 8
FIRST_STEP: Final = 0.5
LAST_STEP: Final = 2e-4
MEMORY: Final = 0.95  # of the favourites


class Dual:
    """Lowers the bound on its own thread; other threads read `bound`, `settled`, `ended` and write `covered`."""

    def __init__(
        self, merged: Merged, terms: Terms, watch: Watch, *, first_cover: NDArray[np.int32], covered: float
    ) -> None:
        self._loops = importlib.import_module("bawaba.coverage.siting.kernels")
        self._merged, self._terms, self._watch = merged, terms, watch
        self._weights = merged.weights.astype(np.float32)
        share = np.where(first_cover == 0, 1.0, np.where(first_cover == 1, 0.9, 0.0))
        self._price = (self._weights * share).astype(np.float32)
        self._best = self._price.copy()
        self._often = np.zeros(len(merged.starts) - 1)
        self._finished = False
        self.covered = covered
        self.bound = float(merged.weights.sum())
        self.settled = self.ended = False
        self.rounds = 0
        self.fault: BaseException | None = None

    def finish(self) -> None:
        self._finished = True

    def closed(self, covered: float) -> bool:
        return self.bound - covered <= 1e-9 * max(covered, 1.0)

    def favourites(self) -> NDArray[np.int64]:
        """Return the sites that the relaxed plans chose, most often first, as many as a plan may have."""
        order = np.argsort(-self._often, kind="stable")[: self._terms.count]
        return order[self._often[order] > 0.01]

    def fewest(self, needed: float) -> int:
        """Return how many sites any plan needs that covers `needed`: the best prices bound every count at once."""
        merged, terms = self._merged, self._terms
        value = self._loops.site_values(merged.starts, merged.classes, self._best)
        loose = float(np.maximum(merged.weights - self._best, 0).sum(dtype=np.float64))
        fixed = terms.lower > 0
        free = np.sort(value[(terms.upper > 0) & ~fixed])[::-1]
        reached = loose + float(value[fixed].sum()) + np.concatenate([[0.0], np.cumsum(free)])
        return int(fixed.sum()) + int(np.searchsorted(reached, needed * (1 - 1e-9)))

    def run(self) -> None:
        """Lower the bound on this thread; what goes wrong is kept for the thread that waits."""
        try:
            self._lower()
        except BaseException as error:  # noqa: BLE001  # raised again by the search, which waits for this thread
            self.fault = error
        finally:
            self.settled = self.ended = True

    def _lower(self) -> None:
        """Lower the bound until the step has shrunk to nothing or somebody says stop."""
        direction = np.zeros(len(self._price), np.float32)
        cover = np.zeros(len(self._price), np.float32)
        length, stalls = FIRST_STEP, 0
        while not (self._finished or self._watch.stopped or self.closed(self.covered)):
            bound = self._relax(cover)
            self.rounds += 1
            if bound < self.bound:
                stalls = stalls if self.bound - bound < 1e-5 * (self.bound - self.covered) else 0
                self.bound = bound
                np.copyto(self._best, self._price)
            else:
                stalls += 1
            if stalls >= STALLS:
                length, stalls = length / 2, 0
                np.copyto(self._price, self._best)
                self._relax(cover)
            self.settled = length < FIRST_STEP / 8 or self.rounds > 150
            if length < LAST_STEP:
                break
            square = self._loops.blend(direction, cover, self._price, self._weights)
            if square <= 0:
                break
            step = length * max(bound - self.covered, 1e-6 * self.bound) / square
            self._loops.step_prices(self._price, self._weights, direction, np.float32(step))
            time.sleep(0)  # let the searching thread take the interpreter

    def _relax(self, cover: NDArray[np.float32]) -> float:
        """Return L(λ) and set `cover` to how often the relaxed plan covers each class."""
        merged = self._merged
        value = self._loops.site_values(merged.starts, merged.classes, self._price)
        chosen, share = self._choose(value)
        self._loops.count_cover(merged.starts, merged.classes, chosen, share, cover)
        self._often *= MEMORY
        self._often[chosen] += (1 - MEMORY) * share
        loose = np.maximum(merged.weights - self._price, 0).sum(dtype=np.float64)
        return float(loose + (value[chosen] * share).sum())

    def _choose(self, value: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the sites of the relaxed plan and the share of each: whole, but the last within a budget."""
        terms = self._terms
        fixed = np.flatnonzero(terms.lower)
        free = np.flatnonzero((terms.upper > 0) & (terms.lower == 0))
        room = terms.count - len(fixed)
        if terms.costs is None:
            if room < len(free):
                free = free[np.argpartition(-value[free], room)[:room]]
            chosen = np.concatenate([fixed, free])
            return chosen, np.ones(len(chosen), np.float32)
        order = free[np.argsort(-value[free] / np.maximum(terms.costs[free], 1e-12))]
        left = terms.left() - float(terms.costs[fixed].sum())
        spent = np.cumsum(terms.costs[order])
        share = np.clip((left - (spent - terms.costs[order])) / np.maximum(terms.costs[order], 1e-12), 0, 1)
        kept = share > 0
        chosen = np.concatenate([fixed, order[kept]])
        return chosen, np.concatenate([np.ones(len(fixed)), share[kept]]).astype(np.float32)
