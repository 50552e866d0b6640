"""Explanations of a plan: values from which an item is in are the very edge; prices and obstacles are those of the plan."""

from dataclasses import replace
from itertools import product

import pytest

from bawaba.ai.portfolio.explaining import explain_kept, explain_left, price_entry
from bawaba.ai.portfolio.instances import Plan, Portfolio, broken_rules
from bawaba.ai.portfolio.solving import price_limits

pytestmark = pytest.mark.sqlite_is_enough
SMALL = Portfolio(
    value=[10.0, 9.0, 6.0, 5.0, 4.0], cost=[5.0, 5.0, 4.0, 3.0, 2.0], budget=[6.0, 5.0], discount=0.8,
    org=[0, 0, 1, 1, 1], org_cap=1, requires=[(3, 2)], exclusive=[(0, 4)], high_risk=frozenset({1}),
    max_high_risk_per_wave=1, mandatory=frozenset(),
)  # fmt: skip


def best(portfolio: Portfolio) -> tuple[float, Plan] | None:
    """Return the best plan by trying every one: nothing of ours is trusted."""
    waves = [None, *portfolio.waves]
    plans = [
        {item: wave for item, wave in enumerate(choice) if wave is not None}
        for choice in product(waves, repeat=len(portfolio.value))
    ]
    kept = [plan for plan in plans if not broken_rules(portfolio, plan)]
    return max(((portfolio.worth(plan), plan) for plan in kept), key=lambda one: one[0], default=None)


def test_an_item_is_out_just_below_the_value_told_and_in_just_above() -> None:
    found = best(SMALL)
    assert found is not None
    worth, plan = found
    told = price_entry(SMALL, worth, explain_left(SMALL, plan), best)
    assert {one.item for one in told} == set(SMALL.items) - set(plan)
    assert any(one.value_needed for one in told)
    for one in told:
        if one.value_needed is None:
            continue
        for change, inside in ((-1e-3, False), (1e-3, True)):
            values = [
                one.value_needed + change if item == one.item else held
                for item, held in enumerate(SMALL.value)
            ]
            again = best(replace(SMALL, value=values))
            assert again is not None
            assert (one.item in again[1]) is inside


def test_what_no_value_brings_in_is_told_so() -> None:
    impossible = replace(SMALL, cost=[5.0, 5.0, 40.0, 3.0, 2.0])
    found = best(impossible)
    assert found is not None
    told = price_entry(impossible, found[0], explain_left(impossible, found[1]), best)
    assert {one.item for one in told if one.never} == {2, 3}  # 2 costs more than any budget, 3 needs 2


def test_obstacles_and_what_lacks_are_those_of_the_nearest_wave() -> None:
    left = {one.item: one for one in explain_left(SMALL, {0: 0, 2: 1})}
    assert left[1].obstacles == ["budget"]  # in the second wave: 4 of 5 are used, it costs 5
    assert (left[1].wave, left[1].short) == (1, 4.0)
    assert left[4].blockers == [0]
    assert "excluded" in left[4].obstacles


def test_an_item_of_the_plan_says_who_rests_on_it() -> None:
    (zero, two, three) = explain_kept(SMALL, {0: 0, 2: 0, 3: 1})
    assert (zero.needed_by, two.needed_by, three.needed_by) == ([], [3], [])
    assert zero.share == 1.0


def test_a_limit_that_binds_has_its_price_and_one_that_does_not_has_none() -> None:
    one = Portfolio(
        value=[10.0, 6.0], cost=[5.0, 5.0], budget=[5.0], discount=1.0, org=[0, 1], org_cap=5, requires=[], exclusive=[],
        high_risk=frozenset(), max_high_risk_per_wave=5, mandatory=frozenset(),
    )  # fmt: skip
    (price,) = price_limits(one)
    assert (price.limit, price.wave) == ("budget", 0)
    assert price.value == pytest.approx(6 / 5)  # the next day of work goes to the second item
    assert price_limits(replace(one, budget=[100.0])) == []
