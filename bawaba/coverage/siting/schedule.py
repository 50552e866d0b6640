"""Sites by period: what is open stays open, milestones and quotas are met, some people come first.

The last milestone's sites come first: greedily, then by HiGHS as few as it finds in its time. The periods
before it open a part of them, in the order of what each adds when the people who come first count more.
Every milestone is told with the fewest sites that any plan would need for it alone, as far as proven.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.fewest import Fewest, count_at_least
from bawaba.coverage.siting.greedy import choose_greedily
from bawaba.coverage.siting.merging import Merged, merge
from bawaba.coverage.siting.problem import Numbers, OutOfReach, Problem, Watch
from bawaba.coverage.siting.terms import Terms, read_terms

Chosen = NDArray[np.int64]
CLOSE: Final = 1e-9
SMALL_PAIRS: Final = 20_000  # that HiGHS proves in a moment


@dataclass(frozen=True, slots=True)
class Goal:
    """What must be covered by the end of a year: a share of all people, and of each named stratum."""

    year: int
    share: float
    quotas: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan by year. first_year: of openings; goals: in their order of years, shares that grow

    strata: name → which cells; first, first_factor: cells that count so many times more in the order
    existing: sites that stand before; most_a_year, budget_a_year: None where nothing limits them
    """

    problem: Problem
    first_year: int
    goals: Sequence[Goal]
    strata: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    first: NDArray[np.bool_] | None = None
    first_factor: float = 1.0
    existing: Sequence[int] = ()
    most_a_year: int | None = None
    budget_a_year: float | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal's outcome. sites: open by then; needed: how many of the order meet it; fewest: proven for it alone.

    holds: it is met in time; binding: what hinders it, or the quotas without which fewer sites would do
    """

    goal: Goal
    share: float
    sites: int
    needed: int
    fewest: int
    holds: bool
    binding: Sequence[str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Sites with their years, in the order of opening; `shares`: year → covered share of all and by stratum."""

    openings: Sequence[tuple[int, int]]
    shares: Mapping[int, Mapping[str, float]]
    goals: Sequence[Reached]


class _Board:
    """The merged problem with what strata weigh in its classes."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        problem = replace(asked.problem, fixed=tuple(asked.existing), count=len(asked.problem.sites))
        self.merged = merge(problem)
        self.terms = read_terms(problem, self.merged.site_order)
        self.total = float(problem.weights.sum())
        self.strata = {name: self._weights_of(cells) for name, cells in asked.strata.items()}
        self.sizes = {name: float(problem.weights[cells].sum()) for name, cells in asked.strata.items()}
        self.ordering = self.merged.weights
        if asked.first is not None:
            self.ordering = self.ordering + (asked.first_factor - 1) * self._weights_of(asked.first)

    def _weights_of(self, cells: NDArray[np.bool_]) -> Numbers:
        inside = cells & (self.merged.class_of >= 0)
        weights = np.bincount(
            self.merged.class_of[inside], weights=self.asked.problem.weights[inside],
            minlength=len(self.merged.weights),
        )  # fmt: skip
        return weights.astype(np.float64)

    def needs(self, goal: Goal) -> list[tuple[str, Numbers, float]]:
        """Return (name, weights of classes, weight to cover) of everything that a goal asks for."""
        quotas = [(name, self.strata[name], share * self.sizes[name]) for name, share in goal.quotas.items()]
        return [("", self.merged.weights, goal.share * self.total), *quotas]

    def covered(self, chosen: Chosen) -> NDArray[np.bool_]:
        found = np.zeros(len(self.merged.weights), bool)
        for site in chosen:
            found[self.merged.classes[self.merged.starts[site] : self.merged.starts[site + 1]]] = True
        return found

    def shortfalls(self, chosen: Chosen, goal: Goal) -> list[str]:
        """Return the names of what these sites do not meet; the share of all people is named empty."""
        covered = self.covered(chosen)
        return [
            name
            for name, weights, needed in self.needs(goal)
            if weights[covered].sum() < needed * (1 - CLOSE)
        ]

    def among(self, sites: Chosen) -> Terms:
        """Return the terms of a choice among these sites alone."""
        upper = np.zeros_like(self.terms.upper)
        upper[sites] = 1
        return replace(self.terms, upper=upper, count=len(sites))


def plan_years(asked: Asked, watch: Watch) -> Schedule:
    """Return sites by year that meet the goals, or come as near as the limits of a year allow.

    raises: OutOfReach when all sites together do not meet a goal
    """
    board = _Board(asked)
    last = asked.goals[-1]
    chosen, fewest = _choose_all(board, last, watch)
    order = order_sites(board, chosen)
    needed = [_count_for(board, order, goal) for goal in asked.goals]
    order = order[: max(needed)]
    years = _spread(board, order, needed)
    openings = [(int(board.merged.site_order[site]), year) for site, year in zip(order, years, strict=True)]
    before = [
        _fewest(board, goal, order[:count], watch.left_s / len(needed), watch)[1]
        for goal, count in zip(asked.goals[:-1], needed[:-1], strict=True)
    ]
    goals = [
        _judge(board, order, years, goal, least)
        for goal, least in zip(asked.goals, [*before, fewest], strict=True)
    ]
    return Schedule(openings, _shares(board, order, years), goals)


def choose_by_order(board: "_Board", goal: Goal) -> Chosen:
    """Return sites that meet a goal: greedily for all people and for each quota, in the order that takes fewer.

    raises: OutOfReach
    """
    begin = np.flatnonzero(board.terms.lower)
    people_first = _meet_quotas(board, goal, _meet_people(board, goal, begin))
    if not goal.quotas:
        return people_first
    quotas_first = _meet_people(board, goal, _meet_quotas(board, goal, begin))
    return min(people_first, quotas_first, key=len)


def _meet_people(board: _Board, goal: Goal, begin: Chosen) -> Chosen:
    weighted = replace(board.merged, weights=board.ordering)
    return _greedy_until(board, weighted, board.terms, begin, goal.share * board.total)


def _meet_quotas(board: _Board, goal: Goal, begin: Chosen) -> Chosen:
    chosen = begin
    for name, weights, needed in board.needs(goal)[1:]:
        lower = np.zeros_like(board.terms.lower)
        lower[chosen] = 1
        merged = replace(board.merged, weights=weights)
        chosen = choose_greedily(merged, replace(board.terms, lower=lower), needed)
        if weights[board.covered(chosen)].sum() < needed * (1 - CLOSE):
            raise OutOfReach(float(weights.sum()) / max(board.sizes[name], 1.0))
    return chosen


def _greedy_until(board: _Board, weighted: Merged, terms: Terms, begin: Chosen, needed: float) -> Chosen:
    """Return greedy's sites by the weighted people, as many as cover `needed` of the plain ones."""
    lower = terms.lower.copy()
    lower[begin] = 1
    order = choose_greedily(weighted, replace(terms, lower=lower))
    covered = np.cumsum(_gains(board, order))
    enough = np.flatnonzero(covered >= needed * (1 - CLOSE))
    if not len(enough):
        raise OutOfReach(float(covered[-1]) / board.total if len(covered) else 0.0)
    return order[: max(int(enough[0]) + 1, int((lower > 0).sum()))]


def _gains(board: _Board, order: Chosen) -> Numbers:
    """Return the people that each site adds to those before it."""
    covered = np.zeros(len(board.merged.weights), bool)
    gains = np.zeros(len(order))
    for place, site in enumerate(order):
        mine = board.merged.classes[board.merged.starts[site] : board.merged.starts[site + 1]]
        gains[place] = board.merged.weights[mine[~covered[mine]]].sum()
        covered[mine] = True
    return gains


def _choose_all(board: _Board, goal: Goal, watch: Watch) -> tuple[Chosen, int]:
    """Return the sites of the last goal, and how many are proven to be needed. Takes half of the time."""
    greedy = choose_by_order(board, goal)
    watch.report("order", float(len(greedy)), float(len(greedy)))
    return _fewest(board, goal, greedy, watch.left_s / 2, watch)


def _fewest(board: _Board, goal: Goal, start: Chosen, limit_s: float, watch: Watch) -> tuple[Chosen, int]:
    """Return few sites that meet a goal, and how many are proven to be needed for its people alone."""
    part = Watch(time.monotonic() + limit_s, watch.report)
    watch.on_stop.append(part.stop)
    if board.merged.pairs <= SMALL_PAIRS:
        return _fewest_exactly(board, goal, start, part)
    problem = board.asked.problem
    found = Fewest(
        board.merged, board.terms, problem.sites[board.merged.site_order], float(np.max(problem.radius)),
        goal.share * board.total, lambda chosen: not board.shortfalls(chosen, goal), start,
    )  # fmt: skip
    found.narrow(part)
    return found.best, found.proven


def _fewest_exactly(board: _Board, goal: Goal, start: Chosen, watch: Watch) -> tuple[Chosen, int]:
    """Return the fewest sites that meet a goal with its quotas, and how many HiGHS proves to be needed."""
    from bawaba.coverage.siting.exact import solve_least_exactly  # noqa: PLC0415 - highspy loads for this alone

    (_all, _weights, weight), *quotas = board.needs(goal)
    found = solve_least_exactly(
        board.merged, board.terms, watch, weight=weight, start=start,
        quotas=[(weights, needed) for _name, weights, needed in quotas],
    )  # fmt: skip
    proven = int(found.bound) if np.isfinite(found.bound) else 0
    best = (
        found.chosen
        if len(found.chosen) <= len(start) and not board.shortfalls(found.chosen, goal)
        else start
    )
    return best, max(proven, count_at_least(board.merged, weight))


def order_sites(board: _Board, chosen: Chosen) -> Chosen:
    """Return the chosen sites, existing ones first, then by what each adds for those who come first."""
    weighted = replace(board.merged, weights=board.ordering)
    order = choose_greedily(weighted, board.among(chosen))
    return np.concatenate([order, np.setdiff1d(chosen, order)])


def _count_for(board: _Board, order: Chosen, goal: Goal) -> int:
    """Return how many sites of the order meet a goal."""
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        if board.shortfalls(order[:middle], goal):
            low = middle + 1
        else:
            high = middle
    return low


def _spread(board: _Board, order: Chosen, needed: Sequence[int]) -> list[int]:
    """Return the year of each site of the order: even steps to each goal, within the limits of a year.

    What stands already is told with the year before the first.
    """
    asked = board.asked
    last = asked.goals[-1].year
    standing = int((board.terms.lower > 0).sum())
    years, opened, before, begin = [asked.first_year - 1] * standing, standing, standing, asked.first_year
    for goal, count in zip(asked.goals, needed, strict=True):
        for year in range(begin, goal.year + 1):
            aim = before + round((max(count, before) - before) * (year - begin + 1) / (goal.year - begin + 1))
            aim = min(aim if year < last else len(order), opened + _room(board, order, opened))
            years += [year] * (aim - opened)
            opened = max(opened, aim)
        before, begin = max(count, before), goal.year + 1
    return years + [last + 1] * (len(order) - len(years))


def _room(board: _Board, order: Chosen, opened: int) -> int:
    """Return how many more sites of the order a year can open."""
    asked, left = board.asked, len(order) - opened
    if asked.most_a_year is not None:
        left = min(left, asked.most_a_year)
    if asked.budget_a_year is not None and asked.problem.costs is not None:
        costs = asked.problem.costs[board.merged.site_order[order[opened:]]]
        left = min(left, int(np.searchsorted(np.cumsum(costs), asked.budget_a_year * (1 + CLOSE), "right")))
    return left


def _judge(board: _Board, order: Chosen, years: Sequence[int], goal: Goal, fewest: int) -> Reached:
    needed = _count_for(board, order, goal)
    open_then = order[: sum(year <= goal.year for year in years)]
    lacking = board.shortfalls(open_then, goal)
    binding = [f"quota:{name}" for name in _binding_quotas(board, goal, needed)]
    if lacking:
        binding.append("sites-a-year" if board.asked.most_a_year is not None else "budget-a-year")
    share = float(board.merged.weights[board.covered(open_then)].sum()) / board.total
    return Reached(goal, share, len(open_then), needed, fewest, not lacking, binding)


def _binding_quotas(board: _Board, goal: Goal, needed: int) -> list[str]:
    """Return the quotas without which greedy would need fewer sites."""
    without = {
        name: replace(goal, quotas={other: goal.quotas[other] for other in goal.quotas if other != name})
        for name in goal.quotas
    }
    return [name for name, eased in without.items() if len(choose_by_order(board, eased)) < needed]


def _shares(board: _Board, order: Chosen, years: Sequence[int]) -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    for year in range(board.asked.first_year, board.asked.goals[-1].year + 1):
        covered = board.covered(order[: sum(one <= year for one in years)])
        found[year] = {"": float(board.merged.weights[covered].sum()) / board.total} | {
            name: float(weights[covered].sum()) / (board.sizes[name] or 1.0)
            for name, weights in board.strata.items()
        }
    return found


def count_greedily(asked: Asked, goal: Goal) -> int:
    """Return how many sites greedy needs to meet a goal from nothing but what stands."""
    return len(choose_by_order(_Board(asked), goal))
