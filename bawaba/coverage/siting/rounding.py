"""Plans of a core from what its bound prefers: some favourites first, greedily filled, then bettered by swaps.

All swaps of one site are weighed at once: what the newcomer adds, with what of the leaver's own it covers
again, less what the leaver alone covers. Each next plan begins with other favourites.
"""

from typing import Final

import numpy as np

from bawaba.coverage.siting.problem import Numbers
from bawaba.coverage.siting.remainder import Core, Sites

SEED_SHARES: Final = (0.6, 1.0)
FIRST_SHARE: Final = 0.7
DOUBT: Final = 0.3  # how far chance may move a favourite
MOST_LOOKS: Final = 5_000_000  # pairs and swaps looked at to better one plan
LOOKS: Final = 8_000_000  # the same, for all plans of a turn
MOST_PLANS: Final = 8
CLOSE: Final = 1e-9


def round_off(core: Core, often: Numbers, draw: np.random.Generator) -> Sites:
    """Return the best of a few plans of the core that begin with sites that are often in the relaxed plans."""
    plans = max(min(MOST_PLANS, LOOKS // (40 * _looks(core))), 1)
    found = [_plan(core, often, FIRST_SHARE)]
    for _ in range(plans - 1):
        doubted = np.where(often > 0, often + draw.uniform(0, DOUBT, len(often)), 0.0)
        found.append(_plan(core, doubted, float(draw.uniform(*SEED_SHARES))))
    return max(found, key=core.value)


def _plan(core: Core, often: Numbers, share: float) -> Sites:
    liked = np.argsort(-often, kind="stable")[: int(share * core.count)]
    return swap(core, fill(core, liked[often[liked] > 0]))


def fill(core: Core, plan: Sites) -> Sites:
    """Return the plan with the sites that add most, one after another, as many as the core may have."""
    free = core.cover(plan) == 0
    for _ in range(min(core.count, len(core.sites)) - len(plan)):
        gains = core.own + core.sum_over(np.where(free, core.weights, 0.0))
        gains[plan] = -1.0
        site = int(np.argmax(gains))
        plan = np.append(plan, site)
        free[core.classes[core.starts[site] : core.starts[site + 1]]] = False
    return plan


def swap(core: Core, plan: Sites) -> Sites:
    """Return the plan after swaps of one site, the best of all each time, until none betters it."""
    if not 0 < len(plan) < len(core.sites):
        return plan
    swaps = Swaps(core, plan)
    least = CLOSE * max(core.value(plan), 1.0)
    for _ in range(MOST_LOOKS // _looks(core)):
        won = swaps.weigh()
        place, site = divmod(int(np.argmax(won)), len(core.sites))
        if won[place, site] <= least:
            break
        swaps.make(place, site)
    return swaps.plan


def _looks(core: Core) -> int:
    return len(core.classes) + core.count * len(core.sites) + 1


class Swaps:
    """A plan of a core, with what each swap of one site would change."""

    def __init__(self, core: Core, plan: Sites) -> None:
        self.core, self.plan = core, plan.copy()
        self._weights = core.weights[core.classes]
        self._shared = np.flatnonzero(np.diff(core.starts))
        self._cover = np.zeros(len(core.weights), np.int32)
        self._places = np.zeros(len(core.weights), np.int64)  # sum of the places of the plan that cover
        for place, site in enumerate(plan):
            self._add(place, int(site), 1)
        self._picked = np.zeros(len(core.sites), bool)
        self._picked[plan] = True

    def _add(self, place: int, site: int, sign: int) -> None:
        mine = self.core.classes[self.core.starts[site] : self.core.starts[site + 1]]
        self._cover[mine] += sign
        self._places[mine] += sign * place

    def weigh(self) -> Numbers:
        """Return what the plan wins by a swap: a row for each place of the plan, a column for each site."""
        core, size = self.core, len(self.core.sites)
        above = self._cover[core.classes]
        gains = core.own.copy()
        if len(self._shared):
            fresh = np.where(above == 0, self._weights, 0.0)
            gains[self._shared] += np.add.reduceat(fresh, core.starts[self._shared])
        alone = np.flatnonzero(above == 1)  # there the sum of places is the place itself
        keys = self._places[core.classes[alone]] * size + core.owners[alone]
        table = np.bincount(keys, weights=self._weights[alone], minlength=len(self.plan) * size)
        won: Numbers = table.reshape(len(self.plan), size).astype(np.float64, copy=False)
        lost = core.own[self.plan] + won[np.arange(len(self.plan)), self.plan]
        won += gains - lost[:, None]
        won[:, self._picked] = -np.inf
        return won

    def make(self, place: int, site: int) -> None:
        """Put a site in this place of the plan."""
        gone = int(self.plan[place])
        self._add(place, gone, -1)
        self._add(place, site, 1)
        self._picked[gone], self._picked[site] = False, True
        self.plan[place] = site
