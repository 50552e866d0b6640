"""Road maps: the best set under a budget, proven, in an order that keeps what each action needs."""

import json
import random
from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command

from bawaba.assess.queries import score_with
from bawaba.assess.types import Method
from bawaba.maturity import queries, shipped
from bawaba.maturity.errors import PlanRefused
from bawaba.maturity.queries.planning import item_of
from bawaba.maturity.roadmaps.checking import broken_rules
from bawaba.maturity.roadmaps.gaps import apply_actions
from bawaba.maturity.roadmaps.programme import Item, Limits, choose
from bawaba.maturity.tests.factories import small_method
from bawaba.maturity.types import ImprovementAction, PlanResult

pytestmark = pytest.mark.sqlite_is_enough


def action(section: str, level: int, cost: float, *requires: str, days: float = 1) -> ImprovementAction:
    return ImprovementAction(
        f"{section}-{level}", section, level - 1, level, {"en": section}, (days, days), (cost, cost), requires
    )


def index_of(method: Method, answers: dict[str, str]) -> float:
    return float(score_with(method=method, answers=answers).figures["index"])


def best_by_hand(
    method: Method, answers: dict[str, str], actions: list[ImprovementAction], budget: float
) -> float:
    """Try every set of actions that keeps the budget and has what it requires; score each by the engine."""
    start, best = index_of(method, answers), 0.0
    for chosen in product((False, True), repeat=len(actions)):
        taken = [one for one, yes in zip(actions, chosen, strict=True) if yes]
        names = {one.id for one in taken}
        if sum(one.cost_mad[0] for one in taken) <= budget and all(
            set(one.requires) <= names for one in taken
        ):
            best = max(best, index_of(method, apply_actions(method, answers, taken)) - start)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_plan_gains_what_the_best_of_all_sets_gains(seed: int) -> None:
    draws, method = random.Random(seed), small_method()
    actions = [
        action(name, level, draws.randint(1, 9) * 10, *([f"{name}-{level - 1}"] if level > 1 else []))
        for name in "ab"
        for level in range(1, 5)
    ]
    actions[2] = action("a", 3, 40, "a-2", "b-1")
    answers = dict.fromkeys(("a1", "a2", "b1", "b2"), "l0")
    budget = draws.randint(2, 25) * 10
    plan = queries.plan_improvement(answers=answers, limits=Limits(3, budget), method=method, actions=actions)
    assert plan.proven
    assert plan.gain == pytest.approx(best_by_hand(method, answers, actions, budget), abs=1e-6)
    assert plan.index[-1] - plan.index[0] == pytest.approx(plan.gain)


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_over_the_whole_method_keeps_its_limits_and_its_order(seed: int) -> None:
    draws, method = random.Random(seed), shipped.default_method()
    answers = {one.id: f"l{draws.choice((0, 1, 1, 2, 3))}" for one in method.questions}
    limits = Limits(
        3, draws.choice((1.5e6, 4e6, 9e6)), draws.choice((None, 900.0)), draws.choice((None, 2e6))
    )
    plan = queries.plan_improvement(answers=answers, limits=limits)
    assert plan.proven
    assert plan.gain > 0
    assert _broken(plan, limits) == []
    assert sum(one.gain for one in plan.steps) == pytest.approx(plan.gain, abs=1e-6)
    assert list(plan.index) == sorted(plan.index)


def _broken(plan: PlanResult, limits: Limits) -> list[str]:
    actions = [one.action for one in plan.steps]
    needed = {one.id for one in shipped.improvement_actions()[2]}
    assert all(set(one.requires) <= needed for one in actions)
    items = [item_of(one, actions, 0.0) for one in actions]
    return broken_rules(items, {place: one.wave - 1 for place, one in enumerate(plan.steps)}, limits)


def test_what_is_reached_already_is_neither_bought_nor_required() -> None:
    method = small_method()
    actions = [
        action("a", 1, 10),
        action("a", 2, 10, "a-1"),
        action("b", 1, 10),
        action("b", 2, 10, "b-1", "a-1"),
    ]
    answers = {"a1": "l1", "a2": "l3", "b1": "l0", "b2": "l0"}
    plan = queries.plan_improvement(answers=answers, limits=Limits(1, 30), method=method, actions=actions)
    assert {one.action.id for one in plan.steps} == {"a-2", "b-1", "b-2"}
    # a2 is above level 2 already: the step brings half of its dimension's quarter, 3/4 · 25 / 2
    assert {one.action.id: round(one.gain, 6) for one in plan.steps}["a-2"] == 9.375


def test_what_does_not_apply_takes_no_part_and_what_is_missing_counts_lowest_and_is_named() -> None:
    method = small_method()
    answers = {"a1": "l1", "b1": {"state": "not-applicable"}, "b2": {"state": "not-applicable"}}
    plan = queries.plan_improvement(
        answers=answers, limits=Limits(1, 100), method=method, actions=[action("a", 1, 5), action("b", 1, 5)]
    )
    assert plan.missing == ("a2",)
    assert plan.index == pytest.approx((12.5, 25.0))
    assert [one.action.id for one in plan.steps] == ["a-1"]


def test_without_money_nothing_is_planned_and_that_is_proven() -> None:
    answers = dict.fromkeys((one.id for one in shipped.default_method().questions), "l1")
    plan = queries.plan_improvement(answers=answers, limits=Limits(2, 0))
    assert (plan.steps, plan.gain, plan.proven) == ((), 0.0, True)


def test_a_later_wave_may_spend_what_earlier_ones_left() -> None:
    items = [Item(90, 0, 5.0), Item(10, 0, 1.0)]
    chosen = choose(items, Limits(3, 100))
    assert chosen.waves == {0: 2, 1: 0}


def test_the_limit_of_one_wave_holds_in_each() -> None:
    items = [Item(30, 3, 1.0) for _ in range(6)]
    chosen = choose(items, Limits(3, 1000, None, 30, 3))
    assert sorted(chosen.waves.values()) == [0, 1, 2]
    assert choose(items, Limits(2, 1000, 9)).gain == 3


@pytest.mark.parametrize("limits", [Limits(0, 1), Limits(13, 1), Limits(2, -1), Limits(2, float("nan"))])
def test_limits_under_which_there_is_no_plan_are_refused(limits: Limits) -> None:
    with pytest.raises(PlanRefused):
        queries.plan_improvement(answers={}, limits=limits)


@pytest.mark.django_db
def test_the_command_prints_the_road_map(tmp_path: Path) -> None:
    answers = {one.id: "l1" for one in shipped.default_method().questions}
    file, out = tmp_path / "answers.json", StringIO()
    file.write_text(json.dumps({"answers": answers}))
    call_command(
        "maturity", "plan", "--answers", str(file), "--budget", "1000000", "--waves", "2", "--days", "400", "--json",
        stdout=out, stderr=StringIO(),
    )  # fmt: skip
    told = json.loads(out.getvalue().splitlines()[-1])
    assert told["index_before"] == pytest.approx(25)
    assert told["index_after"] == pytest.approx(25 + told["gain"])
    assert told["proven"]
    assert told["gap"] == pytest.approx(0, abs=1e-9)
    assert [one["wave"] for one in told["waves"]] == [1, 2]
    assert told["waves"][0]["cost_mad"] <= 500_000
    assert told["cost_mad"] <= 1_000_000
    assert told["days"] <= 400
