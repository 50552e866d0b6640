"""The best plan of the core: what a tight relaxation is least sure of is chosen anew, the rest stays as it has it.

The core is searched as the whole is, from the bound down, and costs a tenth of it. (Cores of knapsacks: Balas
and Zemel 1980; of several dimensions: Puchinger, Raidl and Pferschy 2010.)
"""

from typing import Final

import numpy as np

from bawaba.ai.portfolio.climbing import Ladder
from bawaba.ai.portfolio.racing import Race
from bawaba.ai.portfolio.relaxing import EXACT, PROVING, Flags, Floats, Model, Relaxation, search

FIRST: Final = 2e-5
"""How far below the bound the first cut lies, as a share of it: cuts too high cost next to nothing in a core."""

STEP: Final = (1.5, 1.25)
"""By how much the next cut lies further below: after a search of one node, and of more."""


def doubts(relaxation: Relaxation) -> Floats:
    """Return what another value of each column would cost at least; 0 for what lies between."""
    between = (relaxation.at > 1e-6) & (relaxation.at < 1 - 1e-6)
    found: Floats = np.where(between, 0.0, np.abs(relaxation.reduced))
    return found


def outside(relaxation: Relaxation, more: int) -> Flags:
    """Return the columns that are not in the core: what is open at no cost, and `more` columns beyond."""
    doubt = doubts(relaxation)
    ranked = np.sort(doubt)
    open_ones = int((ranked < 1e-9).sum())
    held: Flags = doubt > ranked[min(open_ones + more, len(ranked) - 1)]
    return held


def search_core(race: Race, model: Model, relaxation: Relaxation, more: int, until_s: float) -> bool:
    """Offer the best plan of the core; say whether it is known, before `until_s` are left."""
    ladder, held = Ladder(race, relaxation, first=FIRST), outside(relaxation, more)
    step = 1.0
    while not race.over() and race.left_s() > until_s:
        before = race.objective
        cut = ladder.descend(step)
        settled = relaxation.settled(cut)
        at = np.where(settled, relaxation.chosen, relaxation.at)
        options = {
            **EXACT, **PROVING, "objective_bound": -cut, "time_limit": max(0.1, race.left_s() - until_s),
        }  # fmt: skip
        solver = model.load(options, fixed=held | settled, at=at)
        ended = search(solver, race.ears(model.programme, cut, whole=False))
        if not ended.exhausted:
            return False
        if race.objective > max(before, cut) or cut <= race.to_beat():
            return True
        step = STEP[ended.nodes > 1]
    return False
