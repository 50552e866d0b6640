"""Better plans, soon: part of a plan is held and the rest chosen anew, again and again.

What is chosen anew are items drawn at random, those that the relaxation is least sure of most often; the
number of them grows while searches are easy and shrinks when they are not. (Large neighbourhood search: Shaw
1998; by a mixed-integer solver: Danna, Rothberg and Le Pape 2005.)
"""

from collections.abc import Mapping
from typing import Final

import highspy
import numpy as np

from bawaba.ai.portfolio.climbing import Ladder, climb
from bawaba.ai.portfolio.coring import outside, search_core
from bawaba.ai.portfolio.cutting import tighten
from bawaba.ai.portfolio.formulation import as_columns
from bawaba.ai.portfolio.racing import NOWHERE, Race
from bawaba.ai.portfolio.relaxing import EXACT, PROVING, Flags, Floats, Model, Relaxation, search
from bawaba.kernel.solver import Option

CORES: Final = (20, 60)
"""How many columns beyond those that the relaxation leaves open are chosen in the first two searches."""

CORE: Final = 60
"""The same for the core of the relaxation that cuts have drawn tighter."""

PART: Final[dict[str, Option]] = {**EXACT, **PROVING, "mip_max_nodes": 100}
SEEKING: Final[dict[str, Option]] = {**EXACT, "mip_max_nodes": 500}
"""In a core, HiGHS finds by its own heuristics what a hundred parts of the whole did not give."""

FIRST_ITEMS: Final = 40
PATIENCE: Final = 20
"""After so many searches in a row without a better plan the hunt is over."""

SECOND: Final = 1.12
"""Whoever joins a proof late takes the cut below the one that is being searched."""

SHARE: Final = 0.06
"""Of the time, for the hunt part by part."""

CORE_SHARE: Final = 0.4
"""Of the time, for the core."""


def hunt(ladder: Ladder, model: Model, other: Model) -> None:
    """Find a plan, better it while that goes on, draw the relaxation tighter, search its core, then help to prove.

    other: another formulation of the same, to prove with when there is nothing to cut
    """
    race = ladder.race
    if race.objective == NOWHERE and not _first(race, model):
        return
    _part_by_part(race, model, ladder.relaxation)
    tight = None if race.over() else tighten(race, model)
    if tight is None:
        climb(ladder, other, step=SECOND, restart=False)
        return
    cut, relaxation = tight
    race.limit(relaxation.bound)
    ladder.tighten(relaxation)
    _search(race, model, outside(relaxation, CORES[0]), relaxation.at, SEEKING)
    if search_core(race, model, relaxation, CORE, race.left_s() * (1 - CORE_SHARE)):
        ladder.trust()
    else:
        _part_by_part(race, model, relaxation)
    if not race.over():
        climb(ladder, cut, step=SECOND, restart=False)


def _part_by_part(race: Race, model: Model, relaxation: Relaxation) -> None:
    """Better the plan while that goes on, or the time for it is over."""
    until_s = race.left_s() * (1 - SHARE)
    for more in CORES:
        _search(race, model, outside(relaxation, more), relaxation.at)
    draw = np.random.default_rng(7)
    count, vain = float(FIRST_ITEMS), 0
    while vain < PATIENCE and not race.over() and race.left_s() > until_s:
        worth = race.objective
        held = _held(race, relaxation, draw, int(count))
        hard, nodes = _better(race, model, held)
        count *= 0.9 if hard else 1.07 if nodes < 15 else 1.0
        vain = 0 if race.objective > worth else vain + 1


def _first(race: Race, model: Model) -> bool:
    """Find any plan that keeps the rules; say whether there is one."""
    solver = model.load({**EXACT, "time_limit": max(0.1, race.left_s()), "mip_max_improving_sols": 1})
    search(solver, race.ears(model.programme, NOWHERE))
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        race.impossible = True
        race.stop.set()
    return race.objective > NOWHERE


def _held(race: Race, relaxation: Relaxation, draw: np.random.Generator, count: int) -> Flags:
    """Return the columns that stay: all of the items that are not drawn."""
    gap = max(relaxation.bound - race.objective, 1e-9)
    doubt = np.abs(relaxation.reduced).reshape(len(race.portfolio.value), -1).min(axis=1)
    candidates = np.flatnonzero(doubt < gap)
    chances = np.exp(-doubt[candidates] / (0.25 * gap))
    drawn = draw.choice(candidates, min(count, len(candidates)), replace=False, p=chances / chances.sum())
    held = np.ones(len(race.portfolio.value), dtype=bool)
    held[drawn] = False
    return np.repeat(held, len(race.portfolio.budget))


def _better(race: Race, model: Model, held: Flags) -> tuple[bool, int]:
    """Look for a better plan around the best; say whether that was too much to search, and the nodes."""
    return _search(race, model, held, as_columns(model.programme, race.plan))


def _search(
    race: Race, model: Model, fixed: Flags, at: Floats, how: Mapping[str, Option] = PART
) -> tuple[bool, int]:
    cut = race.to_beat()
    options = {
        **how, "objective_bound": -cut if cut > NOWHERE else float("inf"),
        "time_limit": max(0.1, race.left_s()),
    }  # fmt: skip
    solver = model.load(options, fixed=fixed, at=at)
    ended = search(solver, race.ears(model.programme, cut, whole=False))
    return not ended.exhausted, ended.nodes
