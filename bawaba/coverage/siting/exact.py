"""Maximal covering by HiGHS, to proven optimality, when the merged problem is small enough."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.merging import Merged
from bawaba.coverage.siting.problem import Watch
from bawaba.coverage.siting.remainder import Core
from bawaba.coverage.siting.terms import Terms
from bawaba.kernel.solver import quiet_solver

if TYPE_CHECKING:
    import highspy

OPTIONS: Final[dict[str, bool | float | str]] = {
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-6,
}
# With few sites and many classes cuts and restarts cost more than they prove (half the time on the
# Cordeau-Furini-Ljubić family); with thousands of sites they close the gap at the root.
FEW_SITES: Final = 300
LEAN_OPTIONS: Final[dict[str, bool | float | str]] = {
    **OPTIONS,
    "mip_heuristic_effort": 0.0,
    "mip_allow_restart": False,
    "mip_allow_cut_separation_at_nodes": False,
}


@dataclass(frozen=True, slots=True)
class Found:
    """Chosen sites in the merged numbering, and a proven bound of the covered weight."""

    chosen: NDArray[np.int64]
    bound: float


@dataclass(frozen=True, slots=True)
class Best:
    """Chosen sites in the merged numbering, what they cover, and a proven bound of that for this core."""

    chosen: NDArray[np.int64]
    value: float
    bound: float


@dataclass(frozen=True, slots=True)
class Limit:
    """A row Σ sites·y + Σ classes·u ≤ most."""

    sites: NDArray[np.float64] | None
    classes: NDArray[np.float64] | None
    most: float


def solve_exactly(merged: Merged, terms: Terms, watch: Watch, *, start: NDArray[np.int64]) -> Found:
    """Return the best choice of sites, proven optimal unless the watch ended first.

    min Σ w u  with  u_c + Σ y of the sites that cover c ≥ 1,  Σ y ≤ count,  Σ cost·y ≤ budget,
    y binary, u in [0, 1]: what stays uncovered; with y whole, u is whole by itself.
    start: a choice to begin with
    """
    limits = [Limit(np.ones(len(merged.starts) - 1), None, float(terms.count))]
    if terms.costs is not None:
        limits.append(Limit(terms.costs, None, terms.left()))
    costs = np.concatenate([np.zeros(len(merged.starts) - 1), merged.weights])
    options = LEAN_OPTIONS if len(merged.starts) - 1 <= FEW_SITES else OPTIONS
    chosen, bound = _run(_model(merged, terms, costs, limits), merged, watch, start, options)
    return Found(chosen, float(merged.weights.sum()) - bound)


def solve_core(core: Core, watch: Watch, *, better: float, limit_s: float, improve: bool) -> Best:
    """Return the best choice for a core, with the sites that it has in already.

    better: what covers less is of no interest: the bound stays there, whatever the choice
    improve: let HiGHS look for better plans by its own heuristics
    """
    merged = Merged(core.weights, core.starts, core.classes, core.sites, np.zeros(0, np.int32))
    count = len(core.sites)
    terms = Terms(core.count, None, None, np.zeros(count, np.int8), np.ones(count, np.int8))
    limits = [Limit(np.ones(count), None, float(core.count))]
    costs = np.concatenate([-core.own, core.weights])
    most = core.covered + float(core.weights.sum())
    options = {**(LEAN_OPTIONS if count <= FEW_SITES else OPTIONS), "objective_bound": most - better}
    options["time_limit"] = min(watch.left_s, limit_s)
    options["presolve"] = "off"  # a core is merged and without replaced sites already: twice as fast without
    if not improve:
        options["mip_heuristic_effort"] = 0.0
    start = np.zeros(0, np.int64)
    chosen, least = _run(_model(merged, terms, costs, limits), merged, watch, start, options)
    sites = np.concatenate([core.chosen, core.sites[chosen]])
    return Best(sites, core.value(chosen), max(most - least, better))


def solve_least_exactly(
    merged: Merged,
    terms: Terms,
    watch: Watch,
    *,
    weight: float,
    start: NDArray[np.int64],
    quotas: Sequence[tuple[NDArray[np.float64], float]] = (),
) -> Found:
    """Return the fewest sites that cover `weight`, and the proven fewest there can be.

    min Σ y  with  u_c + Σ y ≥ 1,  Σ w u ≤ all - weight, and the same for each quota.
    quotas: weights of the classes, and how much of them must be covered
    """
    limits = [
        Limit(None, weights, float(weights.sum()) - needed + 1e-9 * needed)
        for weights, needed in ((merged.weights, weight), *quotas)
    ]
    costs = np.concatenate([np.ones(len(merged.starts) - 1), np.zeros(len(merged.weights))])
    chosen, bound = _run(_model(merged, terms, costs, limits), merged, watch, start, OPTIONS)
    return Found(chosen, float(np.ceil(bound - 1e-6)))


def _run(
    lp: "highspy.HighsLp",
    merged: Merged,
    watch: Watch,
    start: NDArray[np.int64],
    options: Mapping[str, bool | float | str],
) -> tuple[NDArray[np.int64], float]:
    solver = quiet_solver(**{"time_limit": watch.left_s, **options})
    solver.passModel(lp)
    if len(start):
        solver.setSolution(_solution(merged, start))
    watch.on_stop.append(solver.cancelSolve)
    solver.HandleUserInterrupt = True
    running = threading.Thread(target=solver.solve, daemon=True)
    running.start()
    while running.is_alive():  # in slices, so that the interpreter can take a signal in between
        running.join(0.2)
    watch.on_stop.remove(solver.cancelSolve)
    values = np.asarray(solver.getSolution().col_value)
    chosen = np.flatnonzero(values[: len(merged.starts) - 1] > 0.5) if len(values) else start
    return chosen, float(solver.getInfo().mip_dual_bound)


def _model(
    merged: Merged, terms: Terms, costs: NDArray[np.float64], limits: Sequence[Limit]
) -> "highspy.HighsLp":
    """Columns: sites, then classes. Rows: one a class (it is covered or counted as uncovered), then limits."""
    import highspy  # noqa: PLC0415 - heavy: many plans are proven without it

    sites, classes = len(merged.starts) - 1, len(merged.weights)
    owners = np.repeat(np.arange(sites, dtype=np.int64), np.diff(merged.starts))
    columns: list[NDArray[np.int64]] = [owners, np.arange(sites, sites + classes)]
    rows: list[NDArray[np.int64]] = [merged.classes.astype(np.int64), np.arange(classes)]
    values = [np.ones(merged.pairs + classes)]
    for number, limit in enumerate(limits, classes):
        for first, part in ((0, limit.sites), (sites, limit.classes)):
            if part is not None:
                columns.append(np.arange(first, first + len(part)))
                rows.append(np.full(len(part), number))
                values.append(part)
    column, row, value = np.concatenate(columns), np.concatenate(rows), np.concatenate(values)
    order = np.lexsort((row, column))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = sites + classes, classes + len(limits)
    lp.col_cost_ = costs
    lp.col_lower_ = np.concatenate([terms.lower.astype(float), np.zeros(classes)])
    lp.col_upper_ = np.concatenate([terms.upper.astype(float), np.ones(classes)])
    most = [limit.most for limit in limits]
    lp.row_lower_ = np.concatenate([np.ones(classes), np.full(len(most), -highspy.kHighsInf)])
    lp.row_upper_ = np.concatenate([np.full(classes, highspy.kHighsInf), most])
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger] * sites + [kinds.kContinuous] * classes
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(column[order], np.arange(sites + classes + 1))
    lp.a_matrix_.index_ = row[order].astype(np.int32)
    lp.a_matrix_.value_ = value[order]
    return lp


def _solution(merged: Merged, start: NDArray[np.int64]) -> "highspy.HighsSolution":
    import highspy  # noqa: PLC0415 - as above

    sites = len(merged.starts) - 1
    values = np.zeros(sites + len(merged.weights))
    values[start], values[sites:] = 1, 1
    for site in start:
        values[sites + merged.classes[merged.starts[site] : merged.starts[site + 1]]] = 0
    solution = highspy.HighsSolution()
    solution.col_value = list(values)
    return solution
