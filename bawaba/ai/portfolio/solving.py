"""HiGHS proves the best plan: two formulations race, the first proof ends the race.

Which of the two is quicker differs by instance, up to threefold either way, and one solver alone keeps one
core busy; the better plan and the tighter bound of the two are kept whichever ends first.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import highspy
import numpy as np
import numpy.typing as npt

from bawaba.ai.portfolio.explaining import Price
from bawaba.ai.portfolio.formulation import Programme, as_columns, as_plan, formulate
from bawaba.ai.portfolio.instances import TOLERANCE, Plan, Portfolio, broken_rules
from bawaba.kernel.solver import quiet_solver

ABSOLUTE_GAP: Final = 1e-7
PROOF: Final = 1e-6
"""How near the bound a plan is proven to be the best: sums of thousands of products differ by less."""
LIMITS: Final = frozenset({"budget", "org_cap", "high_risk"})
SMALL: Final = 40
"""Up to so many items one solver alone is done before a second one has begun."""

Watcher = Callable[[float, float, float], bool]
"""Told (seconds, objective so far, bound so far); true ends the search with the best so far."""


@dataclass(frozen=True)
class Entrant:
    """One way to solve: a formulation and the solver's options."""

    sums: bool
    options: dict[str, Any]  # Any: HiGHS takes numbers, words and booleans


ENTRANTS: Final = (
    Entrant(sums=True, options={"mip_heuristic_effort": 0.15, "random_seed": 7}),
    Entrant(sums=False, options={}),
)

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


@dataclass
class _Race:
    """What the entrants share."""

    portfolio: Portfolio
    started: float
    watch: Watcher
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    objective: float = float("-inf")
    plan: Plan = field(default_factory=dict)
    bound: float = float("inf")
    impossible: bool = False

    def offer(self, plan: Plan) -> None:
        """Keep a plan if it keeps every rule and is worth more than what is there."""
        worth = self.portfolio.worth(plan)
        with self.lock:
            if worth > self.objective and not broken_rules(self.portfolio, plan):
                self.objective, self.plan = worth, plan

    def limit(self, bound: float) -> None:
        with self.lock:
            self.bound = min(self.bound, bound)

    def seconds(self) -> float:
        return time.monotonic() - self.started


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
    race = _Race(portfolio, time.monotonic(), watch or (lambda *_: False))
    if start is not None:
        race.offer(start)
    alone = len(portfolio.value) <= SMALL or (os.cpu_count() or 1) == 1
    runners = [
        threading.Thread(target=_run, args=(race, entrant, time_limit_s), daemon=True)
        for entrant in (ENTRANTS[:1] if alone else ENTRANTS)
    ]
    for runner in runners:
        runner.start()
    try:
        while any(runner.is_alive() for runner in runners):
            runners[0].join(0.05) if runners[0].is_alive() else runners[-1].join(0.05)
            if race.watch(race.seconds(), race.objective, race.bound):
                race.stop.set()
    except BaseException:
        race.stop.set()
        raise
    return _conclude(race)


def _conclude(race: _Race) -> Solution:
    seconds = race.seconds()
    if race.impossible:
        return Solution("impossible", {}, float("-inf"), float("-inf"), seconds)
    if race.objective == float("-inf"):
        return Solution("undecided", {}, float("-inf"), race.bound, seconds)
    bound = max(race.bound, race.objective)
    proven = bound - race.objective <= max(PROOF, PROOF * 1e-3 * abs(race.objective))
    return Solution("proven" if proven else "stopped", race.plan, race.objective, bound, seconds)


def _run(race: _Race, entrant: Entrant, time_limit_s: float) -> None:
    programme = formulate(race.portfolio, sums=entrant.sums)
    solver = _load(programme)
    options = {
        "time_limit": max(0.1, time_limit_s - race.seconds()),
        "mip_rel_gap": 0.0, "mip_abs_gap": ABSOLUTE_GAP, "threads": 1, "parallel": "off", **entrant.options,
    }  # fmt: skip
    for name, value in options.items():
        solver.setOptionValue(name, value)
    if race.plan:
        begun = highspy.HighsSolution()
        begun.col_value = list(as_columns(programme, race.plan))
        solver.setSolution(begun)

    def heard(event: Any) -> None:  # Any: HiGHS hands over an untyped event
        if race.stop.is_set():
            event.data_in.user_interrupt = 1
        race.limit(event.data_out.mip_dual_bound)

    def improved(event: Any) -> None:
        race.offer(as_plan(programme, np.array(event.data_out.mip_solution)))

    solver.cbMipInterrupt += heard
    solver.cbMipImprovingSolution += improved
    solver.HandleKeyboardInterrupt = False
    solver.run()
    _keep(race, programme, solver)


def _keep(race: _Race, programme: Programme, solver: Any) -> None:
    status, facts = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        race.impossible = True
        race.stop.set()
        return
    columns: npt.NDArray[np.float64] = np.array(solver.getSolution().col_value)
    if len(columns) and facts.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        race.offer(as_plan(programme, columns))
    race.limit(facts.mip_dual_bound)
    if status == highspy.HighsModelStatus.kOptimal:
        race.stop.set()


def _load(programme: Programme, *, whole: bool = True) -> Any:
    model = highspy.HighsLp()
    columns = len(programme.worth)
    model.num_col_, model.num_row_ = columns, len(programme.rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = programme.worth
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
    model.row_lower_, model.row_upper_ = np.array(programme.low), np.array(programme.high)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in programme.rows)])
    model.a_matrix_.index_ = np.array([column for row in programme.rows for column in row])
    model.a_matrix_.value_ = np.array([factor for row in programme.rows for factor in row.values()])
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    solver = quiet_solver()
    solver.passModel(model)
    return solver


def price_limits(portfolio: Portfolio) -> list[Price]:
    """Return what one more unit of each limit would add to the relaxed plan, those that add something, most first."""
    programme = formulate(portfolio, sums=False)
    solver = _load(programme, whole=False)
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
