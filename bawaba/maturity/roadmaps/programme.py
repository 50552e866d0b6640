"""The best road map as a mixed-integer programme for HiGHS.

A variable says whether an action is finished *by* a wave. First the gain at the end is made as large as it can
be, and proven; then, among the road maps that gain as much, the one that brings it earliest is sought. What a
wave does not spend is left for the next: up to wave t, no more than t/N of the budget and of the days is used,
unless each wave has a limit of its own.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bawaba.kernel.solver import quiet_solver

if TYPE_CHECKING:
    import highspy

PROOF: Final = 1e-6
"""How near the bound, in points of the index, a gain is proven to be the largest."""
THRIFT: Final = 1e-3
"""What the whole cost weighs, in points of the index, when the earliest of the best road maps is sought."""
EARLY_S: Final = 4.0
"""How long the earliest of the best road maps is sought: its order is a comfort, its gain is proven before."""
THOUSAND: Final = 1000.0  # dirhams: so that rows have numbers of one size


@dataclass(frozen=True, slots=True)
class Limits:
    """What a road map may use. wave_*: the most of any one wave; None is no limit"""

    waves: int
    budget_mad: float
    days: float | None = None
    wave_budget_mad: float | None = None
    wave_days: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An action to choose. requires: places of those that must be finished before it or in the same wave"""

    cost_mad: float
    days: float
    gain: float
    requires: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The best choice found. waves: place of an item → its wave, from 0; bound: no choice gains more"""

    waves: Mapping[int, int]
    gain: float
    bound: float
    proven: bool
    seconds: float


@dataclass(slots=True)
class _Rows:
    """Rows low ≤ Σ factor · column ≤ high."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    terms: list[dict[int, float]] = field(default_factory=list)

    def add(self, terms: Iterable[tuple[int, float]], *, low: float = -1e30, high: float = 1e30) -> None:
        row: dict[int, float] = {}
        for column, factor in terms:
            row[column] = row.get(column, 0.0) + factor
        self.terms.append(row)
        self.low.append(low)
        self.high.append(high)


def choose(items: Sequence[Item], limits: Limits, *, time_limit_s: float = 30.0) -> Choice:
    """Return the choice with the largest gain, then the earliest; nothing is chosen where nothing fits."""
    begun = time.monotonic()
    if not any(item.gain > 0 for item in items):
        return Choice({}, 0.0, 0.0, True, 0.0)
    rows = _rows(items, limits)
    last = limits.waves - 1
    at_the_end = [
        item.gain if wave == last else 0.0 for item in items for wave in range(limits.waves)
    ]  # fmt: skip
    values, bound = _solve(at_the_end, rows, time_limit_s, None)
    gain = sum(weight * value for weight, value in zip(at_the_end, values, strict=True))
    rows.add(((column, weight) for column, weight in enumerate(at_the_end) if weight), low=gain - PROOF)
    early, _bound = _solve(_earliness(items, limits.waves), rows, min(EARLY_S, time_limit_s), values)
    chosen = _waves(early or values, limits.waves)
    total = sum(items[place].gain for place in chosen)
    bound = max(bound, total)
    return Choice(chosen, total, bound, bound - total <= 2 * PROOF, time.monotonic() - begun)


def _earliness(items: Sequence[Item], waves: int) -> list[float]:
    """Return what each column is worth when gains should come early and nothing should be paid for nothing."""
    whole = sum(item.cost_mad for item in items) or 1.0
    return [
        item.gain - (THRIFT * (item.cost_mad / whole + 1 / len(items)) if wave == waves - 1 else 0.0)
        for item in items
        for wave in range(waves)
    ]


def _rows(items: Sequence[Item], limits: Limits) -> _Rows:
    rows, waves = _Rows(), limits.waves
    for place, item in enumerate(items):
        for wave in range(waves):
            column = place * waves + wave
            if wave:
                rows.add([(column, 1.0), (column - 1, -1.0)], low=0.0)
            for needed in item.requires:
                rows.add([(needed * waves + wave, 1.0), (column, -1.0)], low=0.0)
    money = [item.cost_mad / THOUSAND for item in items]
    days = [item.days for item in items]
    _limit(rows, money, waves, limits.budget_mad / THOUSAND, _part(limits.wave_budget_mad))
    if limits.days is not None or limits.wave_days is not None:
        _limit(rows, days, waves, limits.days, limits.wave_days)
    return rows


def _part(amount: float | None) -> float | None:
    return None if amount is None else amount / THOUSAND


def _limit(
    rows: _Rows, uses: Sequence[float], waves: int, whole: float | None, of_a_wave: float | None
) -> None:
    """Add the rows of one limit: up to each wave its part of the whole, or the most of each wave and the whole."""
    for wave in range(waves):
        until = [(place * waves + wave, use) for place, use in enumerate(uses) if use]
        if whole is not None and (of_a_wave is None or wave == waves - 1):
            rows.add(until, high=whole * (wave + 1) / waves)
        if of_a_wave is not None:
            before = [(column - 1, -use) for column, use in until] if wave else []
            rows.add([*until, *before], high=of_a_wave)


def _solve(
    worth: Sequence[float], rows: _Rows, time_limit_s: float, start: Sequence[float] | None
) -> tuple[list[float], float]:
    """Return the columns of the best solution that was found, and the bound."""
    import highspy  # noqa: PLC0415 - heavy: for those who solve alone

    solver = quiet_solver(
        mip_rel_gap=0.0, mip_abs_gap=PROOF / 10, time_limit=max(1.0, time_limit_s), threads=1, random_seed=7
    )
    solver.passModel(_model(worth, rows))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = list(start)
        solver.setSolution(known)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return list(start or [0.0] * len(worth)), float(info.mip_dual_bound)
    return [float(round(value)) for value in solver.getSolution().col_value], float(info.mip_dual_bound)


def _model(worth: Sequence[float], rows: _Rows) -> "highspy.HighsLp":
    import highspy  # noqa: PLC0415 - as above
    import numpy as np  # noqa: PLC0415 - as above

    columns = len(worth)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(rows.terms)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array(worth)
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
    model.row_lower_, model.row_upper_ = np.array(rows.low), np.array(rows.high)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in rows.terms)])
    model.a_matrix_.index_ = np.array([column for row in rows.terms for column in row])
    model.a_matrix_.value_ = np.array([factor for row in rows.terms for factor in row.values()])
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return model


def _waves(values: Sequence[float], waves: int) -> dict[int, int]:
    """Return the wave in which each chosen item is finished."""
    found: dict[int, int] = {}
    for column, value in enumerate(values):
        if value > 0.5:
            found.setdefault(column // waves, column % waves)
    return found
