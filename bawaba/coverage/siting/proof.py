"""A proven optimum by prices first: most sites are settled by what the bound says of them, HiGHS has the rest.

With prices that are nearly the best, a plan that reaches a goal just under the bound can only have sites of
small margins: HiGHS finds the best of those few in a moment. If that reaches the goal it is the best of all;
if not, nothing reaches the goal, and a lower one is tried. What is still open is branched, site by site,
best bound first, and each branch that prices have made small goes to HiGHS.
"""

import heapq
import itertools
import sys
import threading
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.dominance import find_dominated
from bawaba.coverage.siting.exact import Best, Found, solve_core
from bawaba.coverage.siting.merging import Merged
from bawaba.coverage.siting.prices import CLOSE, Known, Prices
from bawaba.coverage.siting.problem import Watch
from bawaba.coverage.siting.remainder import Core, begin
from bawaba.coverage.siting.rounding import round_off
from bawaba.coverage.siting.terms import Terms

ROUNDS: Final = 50
BRANCH_ROUNDS: Final = 15
SLOW: Final = 0.15  # of the gap closed in a turn: HiGHS does better from here
MOST_TURNS: Final = 12
SMALL_PAIRS: Final = 6_000  # that HiGHS proves at once
PRICED_PAIRS: Final = 1_000  # that prices leave alone
LEAF_PAIRS: Final = 1_500  # the same, of a branch
FEW_SITES: Final = 150  # that are branched at once: their bounds cost next to nothing
GOALS: Final = (120, 240, 480)  # sites left open by goals, where more than twice as many are
GOAL_S: Final = 3.0
CLOSE_GAP: Final = 0.005  # below it HiGHS proves, and does not look for better plans by itself
SEED: Final = 20_260_104
SWITCH_S: Final = 5e-4  # how long a thread waits for the interpreter while two share it


def prove(merged: Merged, terms: Terms, watch: Watch, *, start: NDArray[np.int64]) -> Found:
    """Return the best choice of sites, proven optimal unless the watch ended first. No budget is kept."""
    core = begin(merged, terms)
    whole = bool((merged.weights == np.round(merged.weights)).all())
    known = Known(start, core.value(core.place(start)), whole=whole)
    proof = Proof(known, watch)
    proof.run(Prices.begin(core, known))
    return Found(known.plan, max(proof.bound, known.value))


@dataclass(slots=True)
class Proof:
    """Open parts of the problem, best bound first. bound: what no plan exceeds, as far as proven."""

    known: Known
    watch: Watch
    _open: list[tuple[float, int, Prices]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _draw: np.random.Generator = field(default_factory=lambda: np.random.default_rng(SEED))

    @property
    def bound(self) -> float:
        return -self._open[0][0] if self._open else self.known.value

    def run(self, root: Prices) -> None:
        """Go on until nothing is open or the watch ends."""
        self._price(root)
        self._keep(root)
        if self._open and len(root.core.classes) > SMALL_PAIRS and len(root.core.sites) <= FEW_SITES:
            self._race(root)
        elif self._open:
            self._aim(root)

    def _aim(self, root: Prices) -> None:
        """Try goals from just under the bound, then all that is left."""
        while (replaced := find_dominated(root.core)).any():
            root.drop(replaced)
        for sites in GOALS:
            if self.watch.stopped or root.closed or len(root.core.sites) <= 2 * sites:
                break
            if not self._solve(root, root.goal_for(sites), GOAL_S):
                break
            root.follow()
        self._solve(root, self.known.better, np.inf)
        self._open.clear()
        self._keep(root)

    def _race(self, root: Prices) -> None:
        """Branch by prices beside HiGHS; whoever is first has the proof."""
        other = Solving(root.core, self.known, self.watch)
        other.start()
        while self._open and not (self.watch.stopped or other.ended):
            self._go_on(heapq.heappop(self._open)[2])
        if other.finish():
            self._open.clear()

    def _price(self, root: Prices) -> None:
        """Lower the bound, and round it off to plans, while either gets on."""
        while not (root.settled or self.watch.stopped):
            before = root.bound - self.known.value
            root.lower(ROUNDS)
            plan = round_off(root.core, root.often, self._draw)
            sites = np.concatenate([root.core.chosen, root.core.sites[plan]])
            self.known.offer(sites, root.core.value(plan))
            root.follow()
            self.watch.report("prices", self.known.value, root.bound)
            slow = before - (root.bound - self.known.value) < SLOW * before
            if slow or len(root.core.classes) <= PRICED_PAIRS:
                break

    def _solve(self, part: Prices, goal: float, limit_s: float) -> bool:
        """Let HiGHS find the best plan of a part that reaches a goal; say whether it came to an end."""
        close = part.bound - self.known.value < CLOSE_GAP * part.bound
        better = self.known.better
        found = solve_core(part.tighten(goal), self.watch, better=better, limit_s=limit_s, improve=not close)
        self.known.offer(found.chosen, found.value)
        part.bound = min(part.bound, max(found.bound, goal - CLOSE * goal))
        return found.bound <= self.known.better

    def _go_on(self, part: Prices) -> None:
        """Solve an open part, or branch it."""
        part.follow()
        if part.closed:
            return
        if len(part.core.classes) <= LEAF_PAIRS:
            self._solve(part, self.known.better, np.inf)
            self._keep(part)
            return
        for half in part.branch():
            self._descend(half)
            half.bound = min(half.bound, part.bound)
            self._keep(half)
        self.watch.report("branches", self.known.value, self.bound)

    def _descend(self, part: Prices) -> None:
        """Lower the bound of a part while that gets on."""
        before = np.inf
        for _ in range(MOST_TURNS):
            part.lower(BRANCH_ROUNDS)
            smaller = part.follow() if not part.closed else False
            if part.settled or not (smaller or before - part.bound > 0.04 * (part.bound - self.known.value)):
                break
            before = part.bound

    def _keep(self, part: Prices) -> None:
        if not part.closed:
            heapq.heappush(self._open, (-part.bound, next(self._numbers), part))


class Solving(threading.Thread):
    """HiGHS at work on the whole core, on a thread of its own."""

    def __init__(self, core: Core, known: Known, watch: Watch) -> None:
        super().__init__(daemon=True)
        self._core, self._known, self._better = core, known, known.better
        self._watch = Watch(watch.deadline)
        watch.on_stop.append(self._watch.stop)
        self._switch_s = sys.getswitchinterval()
        self._found: Best | None = None
        self._fault: BaseException | None = None
        self.ended = False
        sys.setswitchinterval(SWITCH_S)

    def run(self) -> None:
        try:
            self._found = solve_core(
                self._core, self._watch, better=self._better, limit_s=np.inf, improve=False
            )
        except BaseException as error:  # noqa: BLE001  # raised again by the thread that waits
            self._fault = error
        finally:
            self.ended = True

    def finish(self) -> bool:
        """Stop; take what was found, and say whether it is proven to be the best."""
        self._watch.stop()
        self.join()
        sys.setswitchinterval(self._switch_s)
        if self._fault is not None:
            raise self._fault
        if self._found is None:
            return False
        self._known.offer(self._found.chosen, self._found.value)
        return self._found.bound <= self._known.better
