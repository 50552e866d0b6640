"""Proof from above: is there a plan worth nearly the bound? If not, a little less? Until there is one.

A search for plans worth more than a cut is the smaller the higher the cut is, and the columns that the
relaxation settles are the more. The last search, just below the best there is, is as small as a search that
knew the best from the start; those before it cost less each.
"""

from typing import Final

from bawaba.ai.portfolio.racing import NOWHERE, Race
from bawaba.ai.portfolio.relaxing import EXACT, PROVING, Ended, Model, Relaxation, search

FIRST: Final = 1e-4
"""How far below the bound of the relaxation the first cut lies, as a share of it."""

STEPS: Final = ((1, 1.5), (60, 1.25), (float("inf"), 1.12))
"""By how much the next cut lies further below the bound, by the nodes that the last search needed."""

NEAR: Final = 0.2
"""When so little of the way from the cut to the best plan would be left, the next cut is the best plan."""


def climb(race: Race, model: Model, relaxation: Relaxation) -> None:
    """Lower the cut until the best plan is proven or the time is over."""
    depth = max(FIRST * abs(relaxation.bound), 1e-4 * max(map(abs, race.portfolio.value)), 1e-6)
    last = relaxation.bound
    while not race.over():
        cut = next_cut(relaxation.bound - depth, last, race)
        ended = prove(race, model, relaxation, cut)
        if not ended.exhausted or ended.bound > cut or cut <= race.to_beat():
            return
        last = cut
        depth = (relaxation.bound - cut) * next(step for most, step in STEPS if ended.nodes <= most)


def next_cut(wished: float, last: float, race: Race) -> float:
    """Return the next cut: as wished, or the best plan when that is above or near."""
    best = race.to_beat()
    if race.objective == NOWHERE:
        return wished
    return best if wished - best < NEAR * (last - best) else wished


def prove(race: Race, model: Model, relaxation: Relaxation, cut: float, *, restart: bool = True) -> Ended:
    """Search all plans worth more than `cut`, and tell the race what follows from the end."""
    options = {
        **EXACT, **PROVING, "objective_bound": -cut, "time_limit": max(0.1, race.left_s()), "mip_allow_restart": restart,
    }  # fmt: skip
    solver = model.load(options, fixed=relaxation.settled(cut), at=relaxation.chosen)
    ended = search(solver, race.ears(model.programme, cut))
    if ended.exhausted:
        race.limit(max(cut, ended.bound))
    return ended
