"""The engine: merge, then prove by HiGHS what is small enough, else search with a proven bound."""

import threading
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.exact import Found, solve_exactly, solve_least_exactly
from bawaba.coverage.siting.greedy import choose_greedily
from bawaba.coverage.siting.merging import Merged, merge
from bawaba.coverage.siting.polish import polish
from bawaba.coverage.siting.problem import Method, OutOfReach, Plan, Problem, Watch
from bawaba.coverage.siting.proof import prove
from bawaba.coverage.siting.terms import Terms, read_terms

EXACT_PAIRS: Final = 500_000  # merged pairs that prices and HiGHS prove in seconds


def solve(problem: Problem, watch: Watch) -> Plan:
    """Return the best plan found, with a proven bound; ends when optimal or when the watch says so."""
    merged = merge(problem)
    terms = read_terms(problem, merged.site_order)
    if _everything_fits(merged, terms):
        return _trivial(problem, merged, terms)
    if merged.pairs <= EXACT_PAIRS:
        found = _prove(merged, terms, watch)
        return make_plan(problem, merged, found.chosen, found.bound, "exact")
    from bawaba.coverage.siting.search import search  # noqa: PLC0415 - numba loads for this alone

    radius = float(np.max(problem.radius))
    timer = threading.Timer(watch.left_s, watch.stop)
    timer.daemon = True
    timer.start()
    try:
        chosen, bound = search(merged, terms, watch, problem.sites[merged.site_order], radius)
    finally:
        timer.cancel()
    return make_plan(problem, merged, chosen, bound, "search")


def _prove(merged: Merged, terms: Terms, watch: Watch) -> Found:
    first = polish(merged, terms, choose_greedily(merged, terms), watch)
    watch.report("start", covered_weight(merged, first), float(merged.weights.sum()))
    if terms.costs is None:
        return prove(merged, terms, watch, start=first)
    return solve_exactly(merged, terms, watch, start=first)


def solve_least(problem: Problem, weight: float, watch: Watch) -> Plan:
    """Return the fewest sites that cover at least `weight`; no plan with less than `fewest` sites does.

    raises: OutOfReach when all sites together cover less
    """
    merged = merge(problem)
    terms = read_terms(problem, merged.site_order)
    if float(merged.weights.sum()) < weight:
        raise OutOfReach(float(merged.weights.sum()))
    first = choose_greedily(merged, terms, weight)
    found = solve_least_exactly(merged, terms, watch, weight=weight, start=first)
    plan = make_plan(problem, merged, found.chosen, float(merged.weights.sum()), "exact")
    return replace(plan, fewest=int(found.bound))


def covered_weight(merged: Merged, chosen: NDArray[np.int64]) -> float:
    """Return the weight that these sites, in the merged numbering, cover together."""
    covered = np.zeros(len(merged.weights), bool)
    for site in chosen:
        covered[merged.classes[merged.starts[site] : merged.starts[site + 1]]] = True
    return float(merged.weights[covered].sum())


def make_plan(
    problem: Problem, merged: Merged, chosen: NDArray[np.int64], bound: float, method: Method
) -> Plan:
    """Return the plan in the caller's numbers. The bound never lies below what is covered."""
    covered = covered_weight(merged, chosen)
    reachable = float(merged.weights.sum())
    total = float(problem.weights.sum())
    proven = max(min(bound, reachable), covered)
    if proven - covered <= 1e-9 * max(covered, 1.0):
        proven = covered
    selected = sorted(int(site) for site in merged.site_order[chosen])
    return Plan(selected, covered, total, proven, method, merged.pairs)


def _everything_fits(merged: Merged, terms: Terms) -> bool:
    useful = (np.diff(merged.starts) > 0) & (terms.upper > 0) | (terms.lower > 0)
    affordable = terms.costs is None or float(terms.costs[useful].sum()) <= (terms.budget or 0)
    return bool(useful.sum() <= terms.count) and affordable


def _trivial(problem: Problem, merged: Merged, terms: Terms) -> Plan:
    useful = (np.diff(merged.starts) > 0) & (terms.upper > 0) | (terms.lower > 0)
    chosen = np.flatnonzero(useful)
    return make_plan(problem, merged, chosen, covered_weight(merged, chosen), "trivial")
