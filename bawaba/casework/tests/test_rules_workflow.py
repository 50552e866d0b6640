"""What may be published as a procedure, and which steps a case may take."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.casework.rules.procedures import parse_procedure, write_procedure
from bawaba.casework.rules.workflow import (
    CLOSING,
    fewest_days,
    find_step,
    missing_needs,
    needs_second_eyes,
    procedure_faults,
    steps_from,
)
from bawaba.casework.tests.procedures import DEFAULT, NAMES, make_procedure
from bawaba.casework.types import AppealWay, Clock, Law, Procedure, State, Transition

CLOCK = {"days": 10, "unit": "calendar-days", "article": ""}


def codes(raw: dict[str, Any], **known: Any) -> set[str]:
    return {fault.code for fault in procedure_faults(parse_procedure(raw), **known)}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    raw = copy.deepcopy(DEFAULT)
    change(raw)
    return raw


def step(raw: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in raw["transitions"] if one["key"] == key)


def test_the_shipped_procedure_has_no_fault_and_reads_back_as_it_was_written() -> None:
    procedure = parse_procedure(DEFAULT)
    assert procedure_faults(procedure) == []
    assert parse_procedure(write_procedure(procedure)) == procedure


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda raw: raw["states"].pop(0), "one-start"),
        (lambda raw: raw["states"].append(raw["states"][1]), "same-state"),
        (lambda raw: raw["states"][1].update(key="In Review"), "bad-key"),
        (lambda raw: raw["states"][1].update(kind="limbo"), "unknown-word"),
        (lambda raw: raw["states"][1].update(days=-1), "bad-days"),
        (lambda raw: raw["states"][1]["names"].pop("ar"), "no-text"),
        (lambda raw: raw["states"].append({"key": "attic", "kind": "work", "names": NAMES}), "unreachable"),
        (lambda raw: step(raw, "take-up").update(target="cellar"), "unknown-state"),
        (lambda raw: raw["law"].update(times=[{"within": CLOCK}]), "time-without-condition"),
        (lambda raw: raw["law"].update(times=[{"when": {"var": "a"}, "within": CLOCK | {"days": 61}}]), "longer-than-law"),
        (lambda raw: raw["law"].update(times=[{"when": {"var": "a"}, "within": CLOCK}]), "decision-after-legal-date"),
        (lambda raw: raw["law"].update(times=[{"when": {"conjure": []}, "within": CLOCK}]), "bad-expression"),
        (lambda raw: raw["law"].update(complaint=CLOCK | {"days": 0}), "bad-days"),
        (lambda raw: raw["law"].update(appeal=CLOCK | {"unit": "moons"}), "unknown-word"),
        (lambda raw: step(raw, "take-up").update(who=["clerk"]), "unknown-who"),
        (lambda raw: step(raw, "take-up").update(who=[]), "unknown-who"),
        (lambda raw: step(raw, "take-up").update(needs=["blood"]), "unknown-need"),
        (lambda raw: step(raw, "refuse").update(needs=[]), "effect-needs"),
        (lambda raw: step(raw, "ask-correction").update(needs=["message"]), "effect-needs"),
        (lambda raw: step(raw, "accept").update(effect="none"), "end-without-effect"),
        (lambda raw: step(raw, "take-up").update(effect="accept"), "end-without-effect"),
        (lambda raw: step(raw, "take-up").update(target="correction"), "waiting-without-question"),
        (lambda raw: step(raw, "accept").update(who=["person"]), "person-decides"),
        (lambda raw: step(raw, "withdraw").update(who=["agent"]), "withdrawn-by-others"),
        (lambda raw: step(raw, "answer").update(who=["agent"]), "waiting-without-answer"),
        (lambda raw: raw["transitions"].append({**step(raw, "take-up"), "source": "accepted"}), "out-of-final"),
        (lambda raw: raw["transitions"].append(step(raw, "take-up")), "same-transition"),
        (lambda raw: raw["law"]["answer"].update(days=61), "longer-than-law"),
        (lambda raw: raw["law"]["answer"].update(unit="weeks"), "unknown-word"),
        (lambda raw: raw["law"].update(silence="whatever"), "unknown-word"),
        (lambda raw: raw["law"].update(second_eyes="sometimes"), "unknown-word"),
        (lambda raw: raw["law"].update(appeals=[]), "refusal-without-appeal"),
        (lambda raw: raw["states"][1].update(days=59), "decision-after-legal-date"),
        (lambda raw: raw["alerts"].append({"days": 3, "tell": ["the press"]}), "bad-alert"),
        (lambda raw: raw["routing"]["routes"].append({"office": "", "when": None}), "no-office"),
        (lambda raw: raw["routing"]["routes"].append({"office": "rabat", "when": {"launch": []}}), "bad-expression"),
    ],
)  # fmt: skip
def test_what_would_break_a_promise_is_not_published(
    change: Callable[[dict[str, Any]], object], code: str
) -> None:
    assert code in codes(changed(change))


def test_a_state_that_no_case_can_leave_is_a_dead_end() -> None:
    raw = changed(lambda raw: raw["states"].append({"key": "limbo", "kind": "work", "names": NAMES}))
    raw["transitions"].append(
        {"key": "lose", "names": NAMES, "source": "in-review", "target": "limbo", "who": ["agent"]}
    )
    assert codes(raw) == {"dead-end"}


def test_silence_may_only_accept_what_can_be_accepted() -> None:
    raw = changed(lambda raw: raw["law"].update(silence="acceptance"))
    raw["transitions"] = [one for one in raw["transitions"] if one["key"] != "accept"]
    raw["states"] = [one for one in raw["states"] if one["key"] != "accepted"]
    assert codes(raw) == {"no-acceptance"}


def test_routing_reads_only_what_the_form_asks() -> None:
    raw = changed(lambda raw: raw["routing"].update(territory="commune"))
    raw["routing"]["routes"].append({"office": "rabat", "when": {"==": [{"var": "city"}, "rabat"]}})
    assert codes(raw) == set()
    assert codes(raw, fields={"commune", "city"}) == set()
    assert codes(raw, fields={"name"}) == {"unknown-field"}


def test_a_decision_takes_the_days_of_the_states_on_its_way_but_none_while_the_person_is_asked() -> None:
    assert fewest_days(parse_procedure(DEFAULT)) == 3 + 20


@pytest.mark.parametrize(
    "junk", [None, 3, [], {"states": 3}, {"states": [None, 4]}, {"law": []}, {"transitions": [{"who": "x"}]}]
)
def test_junk_is_read_as_empty_and_refused(junk: Any) -> None:
    assert procedure_faults(parse_procedure(junk))


def test_steps_depend_on_the_state_and_on_who_asks() -> None:
    procedure = make_procedure()
    assert [one.key for one in steps_from(procedure, state="in-review", who={"agent"})] == [
        "ask-correction",
        "accept",
        "refuse",
    ]
    assert [one.key for one in steps_from(procedure, state="in-review", who={"person"})] == ["withdraw"]
    assert steps_from(procedure, state="accepted", who={"agent", "person", "system", "supervisor"}) == []
    assert find_step(procedure, state="received", step="accept") is None


def test_a_refusal_needs_reasons_that_say_something() -> None:
    refuse = find_step(make_procedure(), state="in-review", step="refuse")
    assert refuse is not None
    assert missing_needs(refuse, {"reasons": ""}) == ["reasons"]
    assert missing_needs(refuse, {"reasons": "no title"}) == []


@pytest.mark.parametrize(
    ("rule", "effect", "needed"),
    [
        ("never", "refuse", False),
        ("refusals", "refuse", True),
        ("refusals", "accept", False),
        ("always", "accept", True),
    ],
)
def test_the_procedure_says_which_decisions_another_agent_confirms(
    rule: str, effect: str, needed: bool
) -> None:
    assert needs_second_eyes(make_procedure(second_eyes=rule).law, effect) is needed


STATES = [f"s{place}" for place in range(6)]
EDGES = st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), max_size=14, unique=True)


def graph(edges: list[tuple[str, str]]) -> Procedure:
    """Return a procedure whose first state is the start and whose last is final; faults of its graph alone count."""
    kinds = {"s0": "start", "s5": "final"}
    return Procedure(
        states=tuple(State(key, NAMES, kinds.get(key, "work"), days=1) for key in STATES),  # type: ignore[arg-type]
        transitions=tuple(
            Transition(f"t{place}", NAMES, source, target, ("agent",), effect="accept" if target == "s5" else "none")
            for place, (source, target) in enumerate(edges) if source != "s5"
        ),
        law=Law(answer=Clock(60), appeals=(AppealWay("court", NAMES, Clock(30)),)),
    )  # fmt: skip


def reach(edges: set[tuple[str, str]], start: str) -> set[str]:
    """Return what can be reached, by closing the relation again and again."""
    known = {start}
    for _ in STATES:
        known |= {target for source, target in edges if source in known}
    return known


@given(EDGES)
def test_unreachable_states_and_dead_ends_are_those_of_the_graph(edges: list[tuple[str, str]]) -> None:
    procedure = graph(edges)
    real = {(one.source, one.target) for one in procedure.transitions}
    faults = {(fault.path, fault.code) for fault in procedure_faults(procedure)}
    reached = reach(real, "s0")
    assert {path for path, code in faults if code == "unreachable"} == set(STATES) - reached
    assert {path for path, code in faults if code == "dead-end"} == {
        one for one in STATES if "s5" not in reach(real, one)
    }
    assert (fewest_days(procedure) is None) == ("s5" not in reached)


@given(EDGES, st.lists(st.integers(0, 50), max_size=40))
def test_in_a_published_procedure_every_walk_can_be_ended(
    edges: list[tuple[str, str]], choices: list[int]
) -> None:
    procedure = graph([*edges, *((one, "s5") for one in STATES[1:5]), *(("s0", one) for one in STATES[1:5])])
    if procedure_faults(procedure):
        return
    state = "s0"
    for choice in choices:
        steps = steps_from(procedure, state=state, who={"agent"})
        if not steps:
            break
        state = steps[choice % len(steps)].target
    ends = state == "s5" or any(
        one.effect in CLOSING for one in steps_from(procedure, state=state, who={"agent"})
    )
    assert ends or state == "s0"
