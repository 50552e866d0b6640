"""The best plan of a portfolio with its proof: one search climbs down from the bound, one hunts for plans.

Each has a core of its own, tells the other of plans and bounds, and may finish the proof alone. Measured on
made-up portfolios, a proof that knows the best plan takes a tenth to a half of the time of one that must find it.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

import highspy

from bawaba.ai.portfolio.climbing import Ladder, climb
from bawaba.ai.portfolio.explaining import Price
from bawaba.ai.portfolio.formulation import formulate
from bawaba.ai.portfolio.hunting import hunt
from bawaba.ai.portfolio.instances import ROUNDING, TOLERANCE, Plan, Portfolio
from bawaba.ai.portfolio.racing import NOWHERE, Race, Watcher
from bawaba.ai.portfolio.relaxing import ALONE, EXACT, Model, relax, search

LIMITS: Final = frozenset({"budget", "org_cap", "high_risk"})
SMALL: Final = 40
"""Up to so many items one plain search is done before a second one has begun."""

Status = Literal["proven", "stopped", "impossible", "undecided"]


@dataclass(frozen=True)
class Solution:
    """The best plan found and what is proven of it.

    status: `proven` best; `stopped` by the time with a plan; `impossible`; `undecided`: no plan in the time
    bound: no plan is worth more; gap: (bound - objective) / max(1, |objective|)
    """

    status: Status
    plan: Plan
    objective: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        return max(0.0, self.bound - self.objective) / max(1.0, abs(self.objective))


def solve(
    portfolio: Portfolio,
    *,
    start: Plan | None = None,
    time_limit_s: float = 55.0,
    watch: Watcher | None = None,
) -> Solution:
    """Return the plan of greatest worth, proven or with its bound when the time is over.

    start: a plan that keeps every rule, to begin from
    """
    race = Race(in_lowest_terms(portfolio), time.monotonic() + time_limit_s)
    if start is not None:
        race.offer(start)
    runners = [threading.Thread(target=run, daemon=True) for run in _searches(race)]
    for runner in runners:
        runner.start()
    try:
        while any(runner.is_alive() for runner in runners):
            runners[0].join(0.05) if runners[0].is_alive() else runners[-1].join(0.05)
            if watch is not None and watch(race.seconds(), race.objective, race.bound):
                race.stop.set()
    except BaseException:
        race.stop.set()
        raise
    return _conclude(race)


def in_lowest_terms(portfolio: Portfolio) -> Portfolio:
    """Return a portfolio with the same plans whose whole costs share no factor: HiGHS is exact to a millionth."""
    if not all(float(cost).is_integer() for cost in portfolio.cost):
        return portfolio
    unit = math.gcd(*(int(cost) for cost in portfolio.cost)) or 1
    return replace(
        portfolio,
        cost=[cost / unit for cost in portfolio.cost],
        budget=[math.floor(budget * (1 + ROUNDING) / unit) for budget in portfolio.budget],
    )


def _searches(race: Race) -> list[Callable[[], object]]:
    model = Model(formulate(race.portfolio, sums=True))
    relaxation = relax(model) if len(race.portfolio.value) > SMALL else None
    if relaxation is None:
        return [lambda: _plain(race, model)]
    other = Model(formulate(race.portfolio, sums=False))
    race.limit(relaxation.bound)
    ladder = Ladder(race, relaxation)
    return [lambda: climb(ladder, model), lambda: hunt(ladder, model, other)]


def _plain(race: Race, model: Model) -> None:
    """Search as HiGHS does on its own."""
    solver = model.load({**EXACT, "time_limit": max(0.1, race.left_s())})
    ended = search(solver, race.ears(model.programme, NOWHERE))
    race.impossible = solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    if ended.exhausted:
        race.limit(ended.bound)


def _conclude(race: Race) -> Solution:
    seconds = race.seconds()
    if race.impossible:
        return Solution("impossible", {}, NOWHERE, NOWHERE, seconds)
    if race.objective == NOWHERE:
        return Solution("undecided", {}, NOWHERE, race.bound, seconds)
    proven = race.bound - race.objective <= race.near()
    return Solution("proven" if proven else "stopped", race.plan, race.objective, race.bound, seconds)


def price_limits(portfolio: Portfolio) -> list[Price]:
    """Return what one more unit of each limit would add to the relaxed plan, those that add something, most first."""
    programme = formulate(portfolio, sums=False)
    solver = Model(programme).load(ALONE, whole=False)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return []
    duals = solver.getSolution().row_dual
    found = [
        Price(family, wave, body, abs(float(dual)))  # type: ignore[arg-type]  # one of the three limits
        for family, (wave, body), dual in zip(programme.families, programme.places, duals, strict=True)
        if family in LIMITS and abs(dual) > TOLERANCE
    ]
    return sorted(found, key=lambda one: -one.value)
