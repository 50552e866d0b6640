"""The Lagrangian bound of a core, numpy alone, and what it says of single sites.

L(λ) = Σ (w - λ) + the best `count` sites, each worth its own and the prices λ of what it shares. A site
whose presence (or absence) would push L below a known plan is surely out (or in): reduced-cost fixing.
The steps are those of `dual`; a core is small enough to go without compiled loops.
"""

from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.problem import Numbers
from bawaba.coverage.siting.remainder import Core, Flags, Sites, shrink

STALLS: Final = 8
FIRST_STEP: Final = 0.5
CHILD_STEP: Final = 0.1
LAST_STEP: Final = 2e-4
MEMORY: Final = 0.9
TRIED: Final = 4  # sites that a branch is chosen from
TRIAL_ROUNDS: Final = 8
CLOSE: Final = 1e-9


class Known:
    """The best plan known of the whole problem (merged numbers), and what a better one covers at least."""

    def __init__(self, plan: Sites, value: float, *, whole: bool) -> None:
        """whole: all weights are whole numbers, so that a better plan is better by one"""
        self.plan, self.value, self._whole = plan, value, whole

    @property
    def better(self) -> float:
        return self.value + (1 - 1e-6 if self._whole else CLOSE * max(self.value, 1.0))

    def offer(self, plan: Sites, value: float) -> None:
        """Take a plan if it covers more."""
        if value > self.value:
            self.plan, self.value = plan, value


class Prices:
    """Prices of the shared classes of a core, and the best bound that they gave.

    level: L of the best prices, which is what margins are taken from; bound: as low, or lower where
    something else has proven that
    """

    def __init__(self, core: Core, known: Known, price: Numbers, often: Numbers) -> None:
        """often: how often, of late, each site was in the best choice for the prices"""
        self.core, self.known, self.often = core, known, often
        self.price, self.best_price = price, price.copy()
        self.bound = self.level = np.inf
        self._direction = np.zeros(len(core.weights))
        self._length, self._stalls = FIRST_STEP, 0

    @classmethod
    def begin(cls, core: Core, known: Known) -> Self:
        """Return prices near the known plan: high where nothing covers, none where more than one site does."""
        cover = core.cover(core.place(known.plan))
        price = core.weights * np.where(cover == 0, 1.0, np.where(cover == 1, 0.9, 0.0))
        return cls(core, known, price, np.zeros(len(core.sites)))

    @property
    def closed(self) -> bool:
        """Whether nothing better than the known plan is in this core."""
        return self.bound <= self.known.better

    @property
    def settled(self) -> bool:
        return self._length < LAST_STEP or self.closed

    def lower(self, rounds: int) -> None:
        """Go so many steps, or until the steps have shrunk to nothing."""
        for _ in range(rounds):
            if self.settled:
                break
            bound, cover = self._relax(self.price)
            if bound < self.level:
                little = self.level - bound < 1e-5 * (bound - self.known.value)
                self._stalls = self._stalls if little else 0
                self.level, self.best_price = bound, self.price.copy()
                self.bound = min(self.bound, bound)
            else:
                self._stalls += 1
            if self._stalls >= STALLS:
                self._length, self._stalls = self._length / 2, 0
                self.price = self.best_price.copy()
                bound, cover = self._relax(self.price)
            self._step(bound, cover)

    def _step(self, bound: float, cover: NDArray[np.int64]) -> None:
        weights, price = self.core.weights, self.price
        self._direction = 0.3 * (cover - 1) + 0.7 * self._direction
        ahead = self._direction
        stuck = ((price <= 0) & (ahead > 0)) | ((price >= weights) & (ahead < 0))
        square = float((weights * ahead * ahead)[~stuck].sum())
        if square <= 0:
            self._length = 0.0
            return
        step = self._length * max(bound - self.known.value, CLOSE * bound) / square
        self.price = np.clip(price - step * weights * ahead, 0, weights)

    def _relax(self, price: Numbers) -> tuple[float, NDArray[np.int64]]:
        """Return L and how often its choice of sites covers each class; a better plan on the way is kept."""
        core = self.core
        worth = core.own + core.sum_over(price)
        picked = np.arange(len(worth))
        if core.count < len(worth):
            picked = np.argpartition(-worth, core.count)[: core.count]
        cover = core.cover(picked)
        value = core.covered + float(core.own[picked].sum() + core.weights[cover > 0].sum())
        self.known.offer(np.concatenate([core.chosen, core.sites[picked]]), value)
        self.often *= MEMORY
        self.often[picked] += 1 - MEMORY
        return core.covered + float((core.weights - price).sum() + worth[picked].sum()), cover

    def margins(self) -> tuple[Numbers, Flags]:
        """Return by how much L falls when each site is forced the other way, and which sites L chooses."""
        core = self.core
        worth = core.own + core.sum_over(self.best_price)
        order = np.argsort(-worth, kind="stable")
        picked = np.zeros(len(worth), bool)
        picked[order[: core.count]] = True
        if core.count >= len(worth):
            return worth, picked
        last_in = worth[order[core.count - 1]] if core.count else np.inf
        return np.where(picked, worth - worth[order[core.count]], last_in - worth), picked

    def tighten(self, goal: float) -> Core:
        """Return the core that is left of this one for plans that cover at least `goal`."""
        margins, picked = self.margins()
        sure = self.level - margins < goal - CLOSE * max(goal, 1.0)
        return shrink(self.core, out=sure & ~picked, into=sure & picked, price=self.best_price)[0]

    def goal_for(self, sites: int) -> float:
        """Return the value to reach that leaves so many sites open; never less than a better plan covers."""
        margins = np.sort(self.margins()[0])
        if sites >= len(margins):
            return self.known.better
        return max(self.level - float(margins[sites]), self.known.better)

    def follow(self) -> bool:
        """Shrink the core to what a better plan than the known one may have; say whether it is smaller."""
        margins, picked = self.margins()
        sure = self.level - margins < self.known.better
        if sure.any():
            self._shrink(out=sure & ~picked, into=sure & picked)
        return bool(sure.any())

    def drop(self, sites: Flags) -> None:
        """Leave out sites that no best plan needs."""
        self._shrink(out=sites, into=np.zeros(len(sites), bool))

    def _shrink(self, *, out: Flags, into: Flags) -> None:
        self.core, self.best_price = shrink(self.core, out=out, into=into, price=self.best_price)
        self.often = self.often[~(out | into)]
        self.price = self.best_price.copy()
        self._direction = np.zeros(len(self.core.weights))

    def branch(self) -> tuple[Self, Self]:
        """Return both halves of this core, without and with a site: of a few in doubt, that which lowers L most."""
        doubt = np.minimum(self.often, 1 - self.often)
        worth = self.core.own + self.core.sum_over(self.best_price)
        tried = [self._split(int(site)) for site in np.argsort(-(doubt + CLOSE) * (worth + CLOSE))[:TRIED]]
        return max(tried, key=self._progress)

    def _split(self, site: int) -> tuple[Self, Self]:
        one, none = np.zeros(len(self.core.sites), bool), np.zeros(len(self.core.sites), bool)
        one[site] = True
        halves = self._half(out=one, into=none), self._half(out=none, into=one)
        for half in halves:
            half.lower(TRIAL_ROUNDS)
        return halves

    def _progress(self, halves: tuple[Self, Self]) -> float:
        least = 1e-3 * (self.bound - self.known.value)
        return float(np.prod([max(self.bound - half.bound, least) for half in halves]))

    def _half(self, *, out: Flags, into: Flags) -> Self:
        half = type(self)(self.core, self.known, self.best_price, self.often)
        half._length = CHILD_STEP
        half._shrink(out=out, into=into)
        return half
