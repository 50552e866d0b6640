"""Where sites should stand: plans from files of demand and sites. No SQL query."""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.computing.points import Points, chord_m, read_points
from bawaba.coverage.errors import CoverageFileInvalid, PlanInvalid
from bawaba.coverage.siting import engine
from bawaba.coverage.siting.problem import OutOfReach, Plan, Problem, Report, Watch, ignore_report

DEFAULT_LIMIT_S: Final = 30.0
_METRES_A_DEGREE_HINT: Final = 1_000.0  # a radius of a kilometre, and everything within 180 × 90 units


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: how many sites at most, or which share of the weight with the fewest sites."""

    radius_m: float
    count: int | None = None
    share: float | None = None
    budget: float | None = None


def plan_sites(
    *,
    demand: Path,
    sites: Path,
    radius_m: float,
    count: int | None = None,
    share: float | None = None,
    budget: float | None = None,
    time_limit_s: float = DEFAULT_LIMIT_S,
    report: Report = ignore_report,
    on_watch: Callable[[Watch], object] = lambda _watch: None,
) -> dict[str, object]:
    """Choose sites that cover the greatest weight, and say how far from the best possible plan they are.

    demand: CSV with x,y,weight in metres or lon,lat,weight; sites: x,y or lon,lat, maybe `cost`, and maybe
    `radius_m` of their own. count: sites at most; share: instead, the fewest sites that cover this share
    on_watch: is given the watch, so that a door can stop the search with the best so far
    raises: CoverageFileInvalid, PlanInvalid
    """
    began = time.monotonic()
    question = Question(radius_m, count, share, budget)
    _check_question(question)
    if not time_limit_s > 0:
        raise PlanInvalid(_("The time limit must be greater than zero."))
    watch = Watch(began + time_limit_s, report)
    on_watch(watch)
    cells = read_points(demand, needs=("weight",))
    places = read_points(sites, may_have=("cost", "radius_m"))
    problem = _problem(cells, places, question)
    watch.deadline = max(watch.deadline, time.monotonic() + time_limit_s / 2)  # large files take long to read
    report("read", 0.0, float(problem.weights.sum()))
    plan = _solve(problem, question, watch)
    return _answer(plan, places, began)


def _solve(problem: Problem, question: Question, watch: Watch) -> Plan:
    if question.share is None:
        return engine.solve(problem, watch)
    try:
        return engine.solve_least(problem, question.share * float(problem.weights.sum()), watch)
    except OutOfReach as error:
        raise PlanInvalid(_("All these sites together do not cover that share.")) from error


def _check_question(question: Question) -> None:
    if not (np.isfinite(question.radius_m) and question.radius_m > 0):
        raise PlanInvalid(_("The radius must be greater than zero."))
    if (question.count is None) == (question.share is None):
        raise PlanInvalid(_("Say either how many sites, or which share they must cover."))
    if question.count is not None and question.count < 1:
        raise PlanInvalid(_("At least one site must be chosen."))
    if question.share is not None and not 0 < question.share <= 1:
        raise PlanInvalid(_("The share lies above 0 and up to 1."))


def _problem(cells: Points, places: Points, question: Question) -> Problem:
    if cells.on_globe != places.on_globe:
        reason = _("the two files do not have the same coordinates: x,y in one, lon,lat in the other")
        raise CoverageFileInvalid(reason, name=places.name)
    radius = places.extra.get("radius_m", np.full(len(places.places), question.radius_m))
    _check_projection(cells, places, float(radius.max()))
    costs = places.extra.get("cost")
    if question.budget is not None and costs is None:
        raise PlanInvalid(_("A budget needs a column cost in the file of sites."))
    return Problem(
        cells=cells.metres,
        weights=cells.extra["weight"],
        sites=places.metres,
        radius=chord_m(radius) if cells.on_globe else radius,
        count=len(places.places) if question.count is None else question.count,
        costs=costs,
        budget=question.budget,
    )


def _check_projection(cells: Points, places: Points, radius_m: float) -> None:
    """Refuse what is surely in another coordinate system than it says. raises: CoverageFileInvalid"""
    ours, theirs = _box(cells.places), _box(places.places)
    reach = radius_m / 100_000 if cells.on_globe else radius_m
    if not cells.on_globe and radius_m >= _METRES_A_DEGREE_HINT and _within_degrees(ours, theirs):
        reason = _("columns x and y hold degrees, it seems: name them lon and lat")
        raise CoverageFileInvalid(reason, name=cells.name)
    if _apart(ours, theirs, reach) and not _apart(ours, theirs[:, ::-1], reach):
        reason = _("the sites lie among the demand only if their two coordinates are swapped")
        raise CoverageFileInvalid(reason, name=places.name)


def _box(places: np.ndarray) -> np.ndarray:
    return np.stack([places.min(axis=0), places.max(axis=0)])


def _within_degrees(*boxes: np.ndarray) -> bool:
    return all(bool((np.abs(box) <= (180, 90)).all()) for box in boxes)


def _apart(ours: np.ndarray, theirs: np.ndarray, reach: float) -> bool:
    return bool(((theirs[0] > ours[1] + reach) | (theirs[1] < ours[0] - reach)).any())


def _answer(plan: Plan, places: Points, began: float) -> dict[str, object]:
    answer: dict[str, object] = {
        "covered": plan.covered,
        "total": plan.total,
        "share": plan.covered / plan.total if plan.total else 0.0,
        "bound": plan.bound,
        "gap": plan.gap,
        "count": len(plan.selected),
        "selected": plan.selected,
        "method": plan.method,
    }
    if plan.fewest is not None:
        answer["fewest"] = plan.fewest
    if "cost" in places.extra:
        answer["cost"] = float(places.extra["cost"][plan.selected].sum())
    answer["seconds"] = round(time.monotonic() - began, 3)
    answer["peak_mb"] = round(peak_mb(), 1)
    return answer


def peak_mb() -> float:
    """Return the most memory that this process has held, in MB (10⁶ bytes)."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
