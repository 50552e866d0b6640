"""Make road maps: from answers to the actions that raise the index most. Nothing is kept here."""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from bawaba.assess.errors import MethodNotFound
from bawaba.assess.queries import find_published, score_with
from bawaba.assess.types import Method
from bawaba.maturity import shipped
from bawaba.maturity.errors import PlanRefused
from bawaba.maturity.roadmaps.gaps import Answers, Gaps, apply_actions, find_gaps
from bawaba.maturity.roadmaps.programme import Choice, Item, Limits, choose
from bawaba.maturity.types import INDEX, METHOD, ImprovementAction, Json, PlannedStep, PlanResult

MOST_WAVES: Final = 12
MOST_MAD: Final = 1e12
MOST_SECONDS: Final = 60.0
Estimate = Literal["least", "middle", "most"]


def method_in_use(*, urn: str = METHOD, version: str = "") -> Method:
    """Return the study's method as it was loaded, else as it ships. One SQL query.

    raises: MethodNotFound for another method, or another version than the shipped one, that was not loaded
    """
    try:
        return find_published(urn=urn, version=version)[1]
    except MethodNotFound:
        method = shipped.default_method()
        if urn != method.urn or version not in ("", method.version):
            raise
        return method


def read_answers(*, text: str) -> dict[str, Json]:
    """Return the answers that a JSON file holds, bare or under `answers`. No SQL query.

    raises: PlanRefused
    """
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except ValueError as fault:
        raise PlanRefused(_("The answers are not valid JSON.")) from fault
    if isinstance(found, dict) and isinstance(found.get("answers"), dict):
        found = found["answers"]
    if not isinstance(found, dict):
        raise PlanRefused(_("The answers must be one object: question → answer."))
    return found


def plan_improvement(
    *,
    answers: Answers,
    limits: Limits,
    method: Method | None = None,
    actions: Sequence[ImprovementAction] | None = None,
    estimate: Estimate = "middle",
    time_limit_s: float = 30.0,
) -> PlanResult:
    """Return the road map that gains most under a budget, then the one of these that gains earliest. No SQL query.

    The gains are computed by the scoring engine, dimension by dimension, before the choice; the index after each
    wave is computed by it anew.
    estimate: which end of each action's range of days and cost is planned with
    raises:   PlanRefused, InputRefused for answers that the method does not know
    """
    check_limits(limits)
    used = method or shipped.default_method()
    known = shipped.improvement_actions()[2] if actions is None else actions

    def index_of(given: Answers) -> float:
        value = score_with(method=used, answers=given).figures.get(INDEX)
        if not isinstance(value, int | float):
            raise PlanRefused(_("These answers give no index: too few questions apply."))
        return float(value)

    gaps = find_gaps(used, answers, known, index_of)
    items = [item_of(one, gaps.needed, gaps.gains[one.id], estimate) for one in gaps.needed]
    chosen = choose(items, limits, time_limit_s=min(time_limit_s, MOST_SECONDS))
    index = [gaps.index]
    for wave in range(limits.waves):
        done = [gaps.needed[place] for place, when in chosen.waves.items() if when <= wave]
        index.append(index_of(apply_actions(used, gaps.answers, done)))
    steps = [
        PlannedStep(gaps.needed[place], wave + 1, items[place].days, items[place].cost_mad, items[place].gain)
        for place, wave in sorted(chosen.waves.items(), key=lambda pair: (pair[1], pair[0]))
    ]
    return _result(used, chosen, tuple(steps), tuple(index), gaps)


def _result(
    method: Method, chosen: Choice, steps: tuple[PlannedStep, ...], index: tuple[float, ...], gaps: Gaps
) -> PlanResult:
    gain = index[-1] - index[0]
    proven = chosen.proven and abs(gain - chosen.gain) < 1e-6
    about = {"urn": method.urn, "version": method.version}
    return PlanResult(
        gaps.answers, steps, index, gain, max(chosen.bound, gain), proven, chosen.seconds, gaps.missing, about
    )


def check_limits(limits: Limits) -> None:
    """Refuse limits under which there is no road map. raises: PlanRefused"""
    amounts = [limits.budget_mad, limits.days, limits.wave_budget_mad, limits.wave_days]
    if not 1 <= limits.waves <= MOST_WAVES:
        raise PlanRefused(_("A road map has 1 to %(most)s waves.") % {"most": MOST_WAVES})
    if any(amount is not None and not 0 <= amount <= MOST_MAD for amount in amounts):
        raise PlanRefused(_("Budgets and days are numbers from 0."))


def item_of(
    action: ImprovementAction, among: Sequence[ImprovementAction], gain: float, estimate: Estimate = "middle"
) -> Item:
    """Return an action as something to choose; what it requires and is finished already does not count.

    A step of a dimension needs the steps below it, whether its data says so or not.
    """
    before = {one.id for one in among if one.section == action.section and one.to_level <= action.from_level}
    requires = {*action.requires, *before}
    places = tuple(place for place, one in enumerate(among) if one.id in requires)
    return Item(_within(action.cost_mad, estimate), _within(action.days, estimate), gain, places)


def _within(spread: tuple[float, float], estimate: Estimate) -> float:
    least, most = spread
    return {"least": least, "middle": (least + most) / 2, "most": most}[estimate]


def describe_plan(*, plan: PlanResult, limits: Limits) -> Mapping[str, Any]:  # Any: JSON
    """Return a road map as JSON."""
    return {
        "method": dict(plan.method),
        "index_before": plan.index[0],
        "index_after": plan.index[-1],
        "gain": plan.gain,
        "bound": plan.bound,
        "gap": plan.gap,
        "proven": plan.proven,
        "seconds": round(plan.seconds, 3),
        "limits": {
            "waves": limits.waves,
            "budget_mad": limits.budget_mad,
            "days": limits.days,
            "wave_budget_mad": limits.wave_budget_mad,
            "wave_days": limits.wave_days,
        },
        "cost_mad": sum(one.cost_mad for one in plan.steps),
        "cost_range_mad": [sum(one.action.cost_mad[end] for one in plan.steps) for end in (0, 1)],
        "days": sum(one.days for one in plan.steps),
        "days_range": [sum(one.action.days[end] for one in plan.steps) for end in (0, 1)],
        "waves": [_describe_wave(plan, number, pair) for number, pair in enumerate(pairwise(plan.index), 1)],
        "counted_as_lowest": list(plan.missing),
        "estimates": _("Days and costs are the project’s own estimates: correct them before you decide."),
    }


def _describe_wave(plan: PlanResult, number: int, index: tuple[float, float]) -> dict[str, Any]:  # Any: JSON
    steps = [one for one in plan.steps if one.wave == number]
    return {
        "wave": number,
        "index_before": index[0],
        "index_after": index[1],
        "cost_mad": sum(one.cost_mad for one in steps),
        "days": sum(one.days for one in steps),
        "actions": [
            {
                "id": one.action.id,
                "section": one.action.section,
                "from_level": one.action.from_level,
                "to_level": one.action.to_level,
                "titles": dict(one.action.titles),
                "requires": list(one.action.requires),
                "cost_mad": one.cost_mad,
                "cost_range_mad": list(one.action.cost_mad),
                "days": one.days,
                "days_range": list(one.action.days),
                "gain": one.gain,
            }
            for one in steps
        ],
    }
