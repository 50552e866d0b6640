"""How few sites cover enough: plans of ever fewer sites until the search fails, then the proven least.

The search for a count gives the best plan that it finds and a bound of what any plan of that count covers:
a plan that covers enough lowers the count, a bound below what is needed proves that more are needed.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.merging import Merged
from bawaba.coverage.siting.problem import Watch
from bawaba.coverage.siting.terms import Terms

Chosen = NDArray[np.int64]
SEARCH_S: Final = 6.0
PROOF_S: Final = 4.0
MOST_STEPS: Final = 60
CLOSE: Final = 1e-9


@dataclass(slots=True)
class Fewest:
    """The narrowing between the fewest sites found and how many are proven to be needed.

    points, radius: where the sites of the merged problem stand, in its order, and their greatest radius
    needed: the weight to cover; covers: says whether a choice meets everything that is asked
    best: sites that cover enough
    """

    merged: Merged
    terms: Terms
    points: NDArray[np.float64]
    radius: float
    needed: float
    covers: Callable[[Chosen], bool]
    best: Chosen
    proven: int = 0

    def narrow(self, watch: Watch) -> None:
        """Better both ends until they meet or the watch ends."""
        self.proven = max(self.proven, count_at_least(self.merged, self.needed))
        step, failed = self._first_step(), self.proven - 1
        self._prove(Watch(time.monotonic() + min(PROOF_S, watch.left_s / 3)))
        while self.proven < len(self.best) and watch.left_s > PROOF_S:
            count = max(len(self.best) - step, self.proven, failed + 1)
            if count >= len(self.best):
                break
            if self._try(count, watch):
                step = self._first_step()
            else:
                failed, step = count, max((len(self.best) - count) // 2, 1)
            watch.report("fewest", float(len(self.best)), float(self.proven))
        self._prove(Watch(time.monotonic() + min(PROOF_S, watch.left_s)))

    def _prove(self, watch: Watch) -> None:
        """Raise what is proven by the prices of the best plan's count: they bound every count at once."""
        from bawaba.coverage.siting.dual import Dual  # noqa: PLC0415 - numba loads for this alone

        if self.proven >= len(self.best) or watch.left_s <= 0:
            return
        cover = np.zeros(len(self.merged.weights), np.int32)
        for site in self.best:
            cover[self.merged.classes[self.merged.starts[site] : self.merged.starts[site + 1]]] += 1
        terms = replace(self.terms, count=len(self.best) - 1)
        dual = Dual(self.merged, terms, watch, first_cover=cover, covered=0.995 * self.needed)
        dual.run()
        if dual.fault is not None:
            raise dual.fault
        self.proven = max(self.proven, dual.fewest(self.needed))

    def _try(self, count: int, watch: Watch) -> bool:
        """Search for a plan of that many sites; say whether it covers enough."""
        from bawaba.coverage.siting.search import search  # noqa: PLC0415 - numba loads for this alone

        part = Watch(time.monotonic() + min(SEARCH_S, watch.left_s))
        watch.on_stop.append(part.stop)
        found, bound = search(self.merged, replace(self.terms, count=count), part, self.points, self.radius)
        if bound < self.needed * (1 - CLOSE):
            self.proven = max(self.proven, count + 1)
        if not self.covers(found):
            return False
        self.best = found
        return True

    def _first_step(self) -> int:
        """Return how many sites the excess would pay for, by what the weakest of them add alone; 1 at least."""
        merged, counts = self.merged, np.zeros(len(self.merged.weights), np.int64)
        mine = [merged.classes[merged.starts[site] : merged.starts[site + 1]] for site in self.best]
        for classes in mine:
            counts[classes] += 1
        excess = float(merged.weights[counts > 0].sum()) - self.needed
        alone = [float(merged.weights[classes[counts[classes] == 1]].sum()) for classes in mine]
        spare = int(np.searchsorted(np.cumsum(np.sort(np.array(alone))), excess, "right"))
        return max(spare, len(self.best) // MOST_STEPS, 1)


def count_at_least(merged: Merged, needed: float) -> int:
    """Return how many sites are needed at least, were no cell covered twice."""
    owners = np.repeat(np.arange(len(merged.starts) - 1), np.diff(merged.starts))
    values = np.bincount(owners, weights=merged.weights[merged.classes], minlength=len(merged.starts) - 1)
    covered = np.cumsum(np.sort(values)[::-1])
    return int(np.searchsorted(covered, needed * (1 - CLOSE))) + 1
