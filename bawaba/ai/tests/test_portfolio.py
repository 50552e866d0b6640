"""The optimiser against every plan there is, for portfolios small enough to try them all."""

import itertools
import json
import random
import time
from collections import Counter

import numpy as np
import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from bawaba.ai.errors import InstanceInvalid, PortfolioImpossible
from bawaba.ai.portfolio.coring import search_core
from bawaba.ai.portfolio.cutting import tighten
from bawaba.ai.portfolio.formulation import formulate
from bawaba.ai.portfolio.greedy import greedy_plan
from bawaba.ai.portfolio.instances import broken_rules
from bawaba.ai.portfolio.racing import Race
from bawaba.ai.portfolio.relaxing import Model, relax
from bawaba.ai.queries import optimise, portfolio_of, read_instance

pytestmark = pytest.mark.sqlite_is_enough

SMALL = {
    "n": 4, "T": 2, "value": [10, 6, 8, 3], "cost": [5, 4, 3, 2], "budget": [6, 5], "discount": 0.9,
    "orgs": 2, "org": [0, 0, 1, 1], "org_cap": 1, "requires": [[0, 3]], "exclusive": [[1, 2]],
    "high_risk": [0, 2], "max_high_risk_per_wave": 1, "mandatory": [1],
}  # fmt: skip


def keeps_the_rules(instance: dict, plan: dict[int, int]) -> bool:
    """Say whether a plan keeps every rule, written anew from the words of the rules."""
    waves = range(instance["T"])
    spent = [sum(instance["cost"][i] for i in plan if plan[i] == w) for w in waves]
    bodies = Counter((instance["org"][i], w) for i, w in plan.items())
    risky = Counter(w for i, w in plan.items() if i in instance["high_risk"])
    return (
        all(spent[w] <= instance["budget"][w] for w in waves)
        and all(count <= instance["org_cap"] for count in bodies.values())
        and all(count <= instance["max_high_risk_per_wave"] for count in risky.values())
        and all(a not in plan or (b in plan and plan[b] <= plan[a]) for a, b in instance["requires"])
        and not any(a in plan and b in plan for a, b in instance["exclusive"])
        and all(i in plan for i in instance["mandatory"])
    )


def best_of_all(instance: dict) -> float | None:
    """Try every plan; return what the best is worth, or None when no plan keeps the rules."""
    best = None
    for waves in itertools.product([None, *range(instance["T"])], repeat=instance["n"]):
        plan = {item: wave for item, wave in enumerate(waves) if wave is not None}
        if keeps_the_rules(instance, plan):
            worth = sum(instance["value"][i] * instance["discount"] ** w for i, w in plan.items())
            best = worth if best is None else max(best, worth)
    return best


@st.composite
def instances(draw: st.DrawFn) -> dict:
    n, waves, orgs = draw(st.integers(1, 6)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    item = st.integers(0, n - 1)
    pairs = st.lists(st.tuples(item, item).filter(lambda pair: pair[0] != pair[1]).map(list), max_size=3)
    return {
        "n": n,
        "T": waves,
        "value": draw(st.lists(st.integers(-2, 20), min_size=n, max_size=n)),
        "cost": draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)),
        "budget": draw(st.lists(st.integers(0, 15), min_size=waves, max_size=waves)),
        "discount": draw(st.sampled_from([0.5, 0.9, 1.0, 1.1])),
        "orgs": orgs,
        "org": draw(st.lists(st.integers(0, orgs - 1), min_size=n, max_size=n)),
        "org_cap": draw(st.integers(0, 3)),
        "requires": draw(pairs) if n > 1 else [],
        "exclusive": draw(pairs) if n > 1 else [],
        "high_risk": draw(st.lists(item, max_size=3, unique=True)),
        "max_high_risk_per_wave": draw(st.integers(0, 2)),
        "mandatory": draw(st.lists(item, max_size=1)),
    }


@settings(max_examples=60, deadline=None)
@given(instances())
def test_the_plan_is_the_best_of_all_there_are(instance: dict) -> None:
    expected = best_of_all(instance)
    portfolio = portfolio_of(instance)
    if expected is None:
        with pytest.raises(PortfolioImpossible):
            optimise(portfolio=portfolio)
        return
    found = optimise(portfolio=portfolio)
    assert found.status == "proven"
    assert found.objective == pytest.approx(expected, abs=1e-6)
    assert found.gap <= 1e-6
    assert keeps_the_rules(instance, dict(found.selection))
    assert portfolio.worth(found.selection) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(instances(), st.data())
def test_a_plan_is_told_to_break_a_rule_when_it_does(instance: dict, data: st.DataObject) -> None:
    waves = data.draw(
        st.lists(
            st.sampled_from([None, *range(instance["T"])]), min_size=instance["n"], max_size=instance["n"]
        )
    )
    plan = {item: wave for item, wave in enumerate(waves) if wave is not None}
    assert (broken_rules(portfolio_of(instance), plan) == []) == keeps_the_rules(instance, plan)


@settings(max_examples=60, deadline=None)
@given(instances())
def test_the_plan_by_hand_keeps_every_rule_but_for_what_it_says_it_dropped(instance: dict) -> None:
    portfolio = portfolio_of(instance)
    plan, dropped = greedy_plan(portfolio)
    assert broken_rules(portfolio, plan) == [f"mandatory {item}" for item in sorted(dropped)]


def test_the_command_prints_the_plan_and_its_proof(tmp_path, capsys) -> None:
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(SMALL))
    call_command("ai", "optimise", "--instance", str(file), "--json")
    shown = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"objective", "bound", "gap", "selection", "seconds"} <= set(shown)
    assert shown["objective"] == pytest.approx(best_of_all(SMALL), abs=1e-6)
    assert keeps_the_rules(SMALL, {int(item): wave for item, wave in shown["selection"].items()})


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"n": 0}, "n"),
        ({"T": "two"}, "T"),
        ({"value": [1, 2]}, "value"),
        ({"value": [1, 2, float("nan"), 4]}, "value[2]"),
        ({"cost": [5, -4, 3, 2]}, "cost[1]"),
        ({"cost": None}, "cost"),
        ({"budget": [6, True]}, "budget[1]"),
        ({"discount": "0.9"}, "discount"),
        ({"org": [0, 0, 1, 2]}, "org[3]"),
        ({"requires": [[0, 4]]}, "requires[0][1]"),
        ({"requires": [[0]]}, "requires[0]"),
        ({"requires": [[1, 1]]}, "requires[0]"),
        ({"exclusive": [[1, 2], "x"]}, "exclusive[1]"),
        ({"exclusive": [[2, 2]]}, "exclusive[0]"),
        ({"high_risk": [-1]}, "high_risk[0]"),
        ({"max_high_risk_per_wave": -1}, "max_high_risk_per_wave"),
        ({"mandatory": 3}, "mandatory"),
    ],
)
def test_a_fault_is_named_by_its_place(change: dict, place: str) -> None:
    with pytest.raises(InstanceInvalid) as refusal:
        portfolio_of({**SMALL, **change})
    assert refusal.value.place == place


@pytest.mark.parametrize("text", ["", "{", "[]", '{"n": 4', "\udcff", "[" * 100_000])
def test_a_file_that_is_no_instance_is_refused(tmp_path, text: str) -> None:
    file = tmp_path / "instance.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InstanceInvalid):
        read_instance(file)


def test_a_missing_file_is_refused(tmp_path) -> None:
    with pytest.raises(InstanceInvalid):
        read_instance(tmp_path / "none.json")


def drawn(seed: int, n: int = 48, waves: int = 2) -> dict:
    """Return an instance too large to try every plan, and small enough to be proven in a moment."""
    draw = random.Random(seed)
    cost = [draw.choice([draw.randint(5, 60) * 1_000, draw.randint(5, 60) * 1_000 + 500]) for _ in range(n)]
    later = [sorted(draw.sample(range(n), 2), reverse=True) for _ in range(8)]
    return {
        "n": n, "T": waves, "value": [draw.randint(1, 90) for _ in range(n)], "cost": cost,
        "budget": [sum(cost) // 5] * waves, "discount": 0.9, "orgs": 4, "org": [draw.randrange(4) for _ in range(n)],
        "org_cap": 4, "requires": later, "exclusive": [draw.sample(range(n), 2) for _ in range(6)],
        "high_risk": draw.sample(range(n), 9), "max_high_risk_per_wave": 2, "mandatory": [draw.randrange(n)],
    }  # fmt: skip


def strange(seed: int) -> dict:
    """Return an instance with what real files have: twins, costs of 0 and beyond any budget, waves without money."""
    draw = random.Random(seed)
    n, waves, orgs = draw.choice([18, 44, 52]), draw.choice([1, 2, 3]), draw.choice([1, 30])
    cost = [draw.choice([0, draw.randint(1, 50), draw.uniform(1, 50), 5_000]) for _ in range(n)]
    value = [draw.choice([draw.randint(0, 90), draw.uniform(0, 90)]) for _ in range(n)]
    for twin in range(0, n - 1, 6):
        value[twin + 1], cost[twin + 1] = value[twin], cost[twin]
    clique = draw.sample(range(n), 4)
    return {
        "n": n, "T": waves, "value": value, "cost": cost,
        "budget": [draw.choice([0, 120, 260.5]) for _ in range(waves)], "discount": draw.choice([1.0, 0.9, 0.5]),
        "orgs": orgs, "org": [draw.randrange(orgs) for _ in range(n)], "org_cap": draw.choice([2, n]) if orgs > 1 else n,
        "requires": [[a, a + 1] for a in range(0, 8)] + [[9, 8], [8, 9]],
        "exclusive": [list(pair) for pair in itertools.combinations(clique, 2)],
        "high_risk": draw.sample(range(n), 9), "max_high_risk_per_wave": draw.choice([0, 2]), "mandatory": [],
    }  # fmt: skip


def worth_of_the_best(instance: dict) -> float:
    """Return the worth of the best plan by another solver's door and another formulation: chosen in, not by, a wave."""
    n, waves = instance["n"], instance["T"]
    rows, most = [], []

    def row(terms: dict[tuple[int, int], float], limit: float) -> None:
        line = np.zeros((n, waves))
        for place, factor in terms.items():
            line[place] += factor
        rows.append(line.ravel())
        most.append(limit)

    for i in range(n):
        row({(i, t): 1 for t in range(waves)}, 1)
    for t in range(waves):
        row({(i, t): instance["cost"][i] for i in range(n)}, instance["budget"][t])
        row({(i, t): 1 for i in instance["high_risk"]}, instance["max_high_risk_per_wave"])
        for body in range(instance["orgs"]):
            row({(i, t): 1 for i in range(n) if instance["org"][i] == body}, instance["org_cap"])
    for (a, b), t in itertools.product(instance["requires"], range(waves)):
        row({(a, t): 1} | {(b, s): -1 for s in range(t + 1)}, 0)
    for pair in instance["exclusive"]:
        row({(i, t): 1 for i in pair for t in range(waves)}, 1)
    musts = instance["mandatory"]
    row({(must, t): -1 for must in musts for t in range(waves)}, -len(musts))
    worth = np.outer(instance["value"], [instance["discount"] ** t for t in range(waves)]).ravel()
    found = milp(
        -worth, constraints=LinearConstraint(np.array(rows), ub=most), integrality=np.ones(n * waves),
        bounds=Bounds(0, 1), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    return -float(found.fun)


@pytest.mark.parametrize("seed", [3, 4])
def test_what_cuts_tell_of_a_portfolio_holds_for_its_best_plan(seed: int) -> None:
    instance = drawn(seed, n=30)
    portfolio = portfolio_of(instance)
    race = Race(portfolio, time.monotonic() + 30.0)
    race.offer(greedy_plan(portfolio)[0])
    model = Model(formulate(portfolio, sums=True))
    first, tight = relax(model), tighten(race, model)
    assert first is not None
    assert tight is not None
    _, relaxation = tight
    best = worth_of_the_best(instance)
    assert best - 1e-6 <= relaxation.bound < first.bound
    assert search_core(race, model, relaxation, 60, 0.0)
    assert keeps_the_rules(instance, dict(race.plan))
    assert race.objective <= best + 1e-6


@pytest.mark.parametrize("seed", [1, 2])
def test_a_larger_portfolio_is_proven_at_the_worth_that_another_door_finds(seed: int) -> None:
    instance = drawn(seed)
    found = optimise(portfolio=portfolio_of(instance))
    assert found.status == "proven"
    assert keeps_the_rules(instance, dict(found.selection))
    assert found.objective == pytest.approx(worth_of_the_best(instance), abs=1e-6)


def test_a_budget_in_dirhams_is_kept_to_the_dirham() -> None:
    instance = {"n": 2, "T": 1, "value": [5, 4], "cost": [3_000_001, 2_000_000], "budget": [3_000_000], "org": [0, 0],
                "orgs": 1}  # fmt: skip
    found = optimise(portfolio=portfolio_of(instance))
    assert (found.selection, found.objective) == ({1: 0}, 4.0)


@pytest.mark.parametrize("n", [5, 60])
def test_what_must_be_and_cannot_be_paid_is_refused_with_words(n: int, tmp_path, capsys) -> None:
    file = tmp_path / "instance.json"
    file.write_text(
        json.dumps(
            {"n": n, "T": 2, "value": [1] * n, "cost": [3] * n, "budget": [4, 4], "mandatory": [0, 1, 2]}
        )
    )
    with pytest.raises(SystemExit) as ended:
        call_command("ai", "optimise", "--instance", str(file), "--json")
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["error"] == PortfolioImpossible.code


def test_the_time_is_kept_and_the_best_so_far_returned_with_its_gap() -> None:
    draw = random.Random(5)
    n, waves = 300, 4
    cost = [draw.uniform(5, 100) for _ in range(n)]
    instance = {
        "n": n, "T": waves, "value": [c * draw.uniform(0.9, 1.1) for c in cost], "cost": cost,
        "budget": [sum(cost) / 10] * waves, "discount": 0.93, "orgs": 20,
        "org": [draw.randrange(20) for _ in range(n)], "org_cap": 2,
    }  # fmt: skip
    found = optimise(portfolio=portfolio_of(instance), time_limit_s=1.5)
    assert found.status == "stopped"
    assert found.objective < found.bound
    assert found.objective >= found.greedy
    assert found.seconds < 30


@pytest.mark.parametrize("seed", range(12))
def test_strange_portfolios_have_the_best_plan_that_another_door_finds(seed: int) -> None:
    instance = strange(seed)
    found = optimise(portfolio=portfolio_of(instance))
    assert found.status == "proven"
    assert keeps_the_rules(instance, dict(found.selection))
    assert found.objective == pytest.approx(worth_of_the_best(instance), rel=1e-6, abs=1e-6)
