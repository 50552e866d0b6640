"""Proof from above: is there a plan worth nearly the bound? If not, a little less? Until there is one.

A search for plans worth more than a cut is the smaller the higher the cut is, and the columns that the
relaxation settles are the more. The last search, just below the best there is, is as small as a search that
knew the best from the start; those before it cost less each.
"""

import threading
from dataclasses import replace
from typing import Final

from bawaba.ai.portfolio.racing import NOWHERE, Race
from bawaba.ai.portfolio.relaxing import EXACT, PROVING, Ended, Model, Relaxation, search

FIRST: Final = 1e-4
"""How far below the bound of the relaxation the first cut lies, as a share of it."""

STEPS: Final = ((1, 1.5), (60, 1.25), (float("inf"), 1.12))
"""By how much the next cut lies further below the bound, by the nodes that the last search needed."""

NEAR: Final = 0.2
"""When so little of the way from the cut to the best plan would be left, the next cut is the best plan."""

DEEP: Final = 0.5
"""A search this share of the way from the bound to the best plan below it is larger than a new one from there."""


class Ladder:
    """The cuts of one race, from the bound down; each is handed out once, to whoever is free."""

    def __init__(self, race: Race, relaxation: Relaxation, *, first: float = FIRST) -> None:
        self.race, self.relaxation = race, relaxation
        self._first = first * max(abs(relaxation.bound), *map(abs, race.portfolio.value))
        self._depth = max(self._first, 1e-6)
        self._last = relaxation.bound
        self._trusted = False
        self._lock = threading.Lock()

    def descend(self, step: float) -> float:
        """Return the next cut, `step` times as far below the bound as the last; the best plan when that is near."""
        with self._lock:
            cut = self.relaxation.bound - self._depth * step
            best = self.race.to_beat()
            if best > NOWHERE and (self._trusted or cut - best < NEAR * (self._last - best)):
                cut = best
            self._last, self._depth = cut, self.relaxation.bound - cut
            return cut

    def tighten(self, relaxation: Relaxation) -> None:
        """Go on from a relaxation with a tighter bound."""
        with self._lock:
            self.relaxation = relaxation
            self._depth = max(self._first, relaxation.bound - self._last, 1e-6)

    def trust(self) -> None:
        """Take the best plan for the best there is: the next cuts lie there."""
        self._trusted = True

    def outdated(self, cut: float) -> bool:
        """Say whether a search of all plans worth more than `cut` had better begin anew from the best plan."""
        best = self.race.objective
        return best - cut > DEEP * (self.relaxation.bound - best)


def climb(ladder: Ladder, model: Model, *, step: float = 1.0, restart: bool = True) -> None:
    """Lower the cut until the best plan is proven or the time is over. step: for the first cut, from the last"""
    race = ladder.race
    while not race.over():
        cut = ladder.descend(step)
        ended = prove(ladder, model, cut, restart=restart)
        overtaken = race.bound <= cut or ladder.outdated(cut)
        if (ended.exhausted and ended.bound > cut) or not (ended.exhausted or overtaken):
            return
        step = next(step for most, step in STEPS if ended.nodes <= most)


def prove(ladder: Ladder, model: Model, cut: float, *, restart: bool = True) -> Ended:
    """Search all plans worth more than `cut`, and tell the race what follows from the end."""
    race, relaxation = ladder.race, ladder.relaxation
    options = {
        **EXACT, **PROVING, "objective_bound": -cut, "time_limit": max(0.1, race.left_s()), "mip_allow_restart": restart,
    }  # fmt: skip
    solver = model.load(options, fixed=relaxation.settled(cut), at=relaxation.chosen)
    ears = race.ears(model.programme, cut)
    ended = search(solver, replace(ears, stop=lambda: ears.stop() or ladder.outdated(cut)))
    if ended.exhausted:
        race.limit(max(cut, ended.bound))
    return ended
