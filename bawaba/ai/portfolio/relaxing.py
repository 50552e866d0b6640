"""A programme in the hands of HiGHS: its relaxation, which columns that settles, and searches of what is left.

HiGHS minimises here, so that a worth to beat can be handed over as its `objective_bound`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np
import numpy.typing as npt

from bawaba.ai.portfolio.formulation import Programme
from bawaba.kernel.solver import Option, quiet_solver

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ALONE: Final[dict[str, Option]] = {"threads": 1, "parallel": "off"}
EXACT: Final[dict[str, Option]] = {**ALONE, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-7}
PROVING: Final[dict[str, Option]] = {
    "mip_heuristic_effort": 0.0, "mip_heuristic_run_rins": False, "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False, "mip_heuristic_run_feasibility_jump": False,
}  # fmt: skip
"""No search for plans beside the proof: they are found elsewhere, and took half of the time."""


class Model:
    """A programme as HiGHS takes it, made once and loaded as often as one likes."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        rows = programme.rows
        self.low, self.high = np.array(programme.low), np.array(programme.high)
        self.start = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
        self.index = np.array([column for row in rows for column in row], dtype=np.int32)
        self.factor = np.array([factor for row in rows for factor in row.values()], dtype=float)

    def load(
        self,
        options: Mapping[str, Option],
        *,
        fixed: Flags | None = None,
        at: Floats | None = None,
        whole: bool = True,
    ) -> Any:  # Any: HiGHS' own type is not exported
        """Return HiGHS with the programme, the fixed columns held where `at` has them.

        whole: columns are 0 or 1, and nothing in between
        """
        columns = len(self.programme.worth)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, len(self.low)
        model.col_cost_ = -self.programme.worth
        low, high = np.zeros(columns), np.ones(columns)
        if fixed is not None and at is not None:
            low[fixed] = high[fixed] = np.round(at[fixed])
        model.col_lower_, model.col_upper_ = low, high
        model.row_lower_, model.row_upper_ = self.low, self.high
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = self.start, self.index
        model.a_matrix_.value_ = self.factor
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * columns
        solver = quiet_solver(**options)
        solver.passModel(model)
        return solver

    def against(self, prices: Floats) -> Floats:
        """Return what each column is worth when the rows are paid for at their prices."""
        paid = np.zeros(len(self.programme.worth))
        np.add.at(paid, self.index, self.factor * np.repeat(prices, np.diff(self.start)))
        reduced: Floats = self.programme.worth - paid
        return reduced


@dataclass(frozen=True)
class Relaxation:
    """The programme with fractions allowed.

    at: the columns; reduced: what each column adds once the rows are paid for at their prices
    bound: no plan is worth more, whatever tolerance HiGHS worked with: Σ limits · prices + Σ max(0, reduced)
    """

    at: Floats
    reduced: Floats
    bound: float

    def settled(self, worth: float) -> Flags:
        """Return the columns of which no plan worth more than `worth` has another value than `chosen`."""
        settled: Flags = self.bound - np.abs(self.reduced) < worth
        return settled

    @property
    def chosen(self) -> Floats:
        """Return the better value of each column at these prices."""
        return (self.reduced > 0).astype(float)


def relax(model: Model) -> Relaxation | None:
    """Return the relaxation, or None when even fractions keep no rule."""
    solver = model.load(ALONE, whole=False)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found = solver.getSolution()
    prices = -np.array(found.row_dual, dtype=float)
    prices = np.where(np.isinf(model.high), np.minimum(prices, 0.0), prices)
    prices = np.where(np.isinf(model.low), np.maximum(prices, 0.0), prices)
    limits = np.where(prices > 0, np.where(np.isinf(model.high), 0.0, model.high),
                      np.where(np.isinf(model.low), 0.0, model.low))  # fmt: skip
    reduced = model.against(prices)
    bound = float(limits @ prices + np.maximum(reduced, 0.0).sum())
    return Relaxation(np.array(found.col_value, dtype=float), reduced, bound)


@dataclass(frozen=True)
class Ears:
    """Whom a search listens to and tells.

    stop: whether to end; better: a plan found elsewhere that is worth more than the worth told, as columns
    found: told of each plan, as columns; bound: told how much the best can still be worth
    """

    stop: Callable[[], bool]
    better: Callable[[float], Floats | None]
    found: Callable[[Floats], None]
    bound: Callable[[float], None]


@dataclass(frozen=True)
class Ended:
    """How a search ended. exhausted: nothing is left to look at; bound: of what it looked for; nodes: of the tree"""

    exhausted: bool
    bound: float
    nodes: int


def search(solver: Any, ears: Ears) -> Ended:  # Any: as `Model.load` returns
    """Run a loaded search to its end, in touch with the others."""

    def heard(event: Any) -> None:  # Any: HiGHS hands over untyped events, here and below
        if ears.stop():
            event.data_in.user_interrupt = 1
        ears.bound(-event.data_out.mip_dual_bound)

    def improved(event: Any) -> None:
        ears.found(np.array(event.data_out.mip_solution))

    def asked(event: Any) -> None:
        columns = ears.better(-event.data_out.mip_primal_bound)
        if columns is not None:
            event.data_in.setSolution(columns)

    solver.cbMipInterrupt += heard
    solver.cbMipImprovingSolution += improved
    solver.cbMipUserSolution += asked
    solver.HandleKeyboardInterrupt = False
    solver.run()
    return _ended(solver, ears)


def _ended(solver: Any, ears: Ears) -> Ended:
    status, facts = solver.getModelStatus(), solver.getInfo()
    found = facts.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if found:
        ears.found(np.array(solver.getSolution().col_value))
    exhausted = status in {
        highspy.HighsModelStatus.kOptimal,
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kObjectiveBound,
    }
    bound = -float(facts.mip_dual_bound) if found or not exhausted else float("-inf")
    return Ended(exhausted, bound, int(facts.mip_node_count))
