"""The exported schema and the server's rules accept exactly the same answers."""

import copy
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bawaba.forms.rules.answers import check_answers
from bawaba.forms.rules.definitions import all_fields, definition_faults, parse_definition
from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.rules.schemas import FLOW, export_schema
from bawaba.forms.rules.submissions import Validator
from bawaba.forms.tests.definitions import (
    EVERY_KIND,
    GOOD,
    OPTIONS,
    TODAY,
    known,
    make_definition,
    make_field,
    make_raw,
)
from bawaba.forms.types import Definition

FORM = make_definition(*EVERY_KIND)
ADDRESS = "https://example.test/schema"
SCHEMA = export_schema(FORM, address=ADDRESS, language="fr")
VALIDATOR = Validator(SCHEMA, today=TODAY, known=known)

JUNK = (
    st.none()
    | st.booleans()
    | st.integers(-30, 30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(-1000, 1000, places=3).map(float)
    | st.text(max_size=12)
    | st.sampled_from(["", " ", "\u00a0", "\u2028", "\x85", "\x1c", "a\n", "1990-02-30", "1990-02-28\n", "٣", "full", "+212612345678\n", "0199-01-01"])
    | st.lists(st.sampled_from(["full", "short", "x", "a" * 30]) | st.integers(0, 3), max_size=4)
    | st.dictionaries(st.sampled_from(["lat", "lon", "line", "territory", "number", "court", "child", "zz"]),
                      st.integers(-200, 200) | st.text(max_size=4) | st.just("04.421.01.01"), max_size=3)
    | st.lists(st.dictionaries(st.sampled_from(["child", "child_born", "school", "zz"]), st.text(max_size=3) | st.just("2020-01-01"), max_size=3), max_size=4)
)  # fmt: skip


def rules_accept(form: Definition, answers: Any) -> bool:
    return check_answers(form, answers, today=TODAY, known=known) == []


def test_the_form_has_every_kind_and_no_fault() -> None:
    assert definition_faults(FORM) == []
    assert {field.type for field in all_fields(FORM)} == set(KINDS)


def test_good_answers_are_accepted_by_both() -> None:
    assert rules_accept(FORM, GOOD)
    assert VALIDATOR.faults(GOOD) == []


def test_the_schema_is_a_schema_of_2020_12() -> None:
    assert jsonschema_rs.meta.is_valid(SCHEMA)
    assert SCHEMA["$schema"].endswith("2020-12/schema")


def test_simple_conditions_are_said_in_standard_keywords_too() -> None:
    plain = {name: part for name, part in SCHEMA.items() if name != FLOW}
    alone = jsonschema_rs.Draft202012Validator(plain)
    assert alone.is_valid(GOOD)
    assert not alone.is_valid({name: value for name, value in GOOD.items() if name != "home"})
    assert not alone.is_valid({**GOOD, "copy": "short"})  # then the home is not asked
    assert not alone.is_valid(
        {**{k: v for k, v in GOOD.items() if k not in ("children", "total")}, "abroad": False}
    )


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted([*GOOD, "zz", "age", "guardian", "about", "family"])), JUNK), max_size=3),
       st.lists(st.sampled_from(sorted(GOOD)), max_size=3))  # fmt: skip
@example([("born", "2015-01-01")], [])
@example([("born", "2015-01-01"), ("guardian", "x")], [])
@example([("total", 3)], [])
@example([("name", None)], [])
def test_schema_and_rules_agree_on_whatever_is_sent(
    changes: list[tuple[str, Any]], dropped: list[str]
) -> None:
    answers = copy.deepcopy(GOOD)
    for key in dropped:
        answers.pop(key, None)
    answers.update(changes)
    mine = check_answers(FORM, answers, today=TODAY, known=known)
    theirs = VALIDATOR.faults(answers)
    assert (mine == []) == VALIDATOR.is_valid(answers) == (theirs == []), (mine, theirs)
    assert {fault.path[0] for fault in mine} <= {fault.path[0] for fault in theirs}


KEYS = ("a", "b", "c", "d")


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """Small forms with conditions of every sort on earlier answers."""
    fields: list[dict[str, Any]] = []
    for place, key in enumerate(KEYS):
        kind = draw(st.sampled_from(["choice", "yes-no", "integer", "text", "date"]))
        more: dict[str, Any] = {"required": draw(st.booleans())}
        if kind == "choice":
            more["options"] = OPTIONS
        if place:
            more["when"] = draw(st.none() | conditions(KEYS[:place]))
        fields.append(make_field(key, kind, **more))
    return make_raw(*fields)


def conditions(keys: tuple[str, ...]) -> st.SearchStrategy[Any]:
    var = st.sampled_from(keys).map(lambda key: {"var": key})
    leaf = var | st.builds(
        lambda name, left, right: {name: [left, right]},
        st.sampled_from(["==", "!=", "<", ">=", "==="]), var, st.sampled_from(["full", "short", 3, True, "2020-01-01"]),
    ) | st.builds(lambda left, right: {"in": [left, right]}, var, st.sampled_from([["full"], ["full", "x"], []]))  # fmt: skip
    return st.recursive(leaf, lambda inner: st.lists(inner, min_size=1, max_size=2).flatmap(
        lambda parts: st.sampled_from([{"and": parts}, {"or": parts}, {"!": [parts[0]]}])), max_leaves=4)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(forms(), st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["full", "short", 3, 7, True, False, "2020-01-01", "x", 0, ""]), max_size=4))  # fmt: skip
def test_schema_and_rules_agree_on_whatever_form(raw: dict[str, Any], answers: dict[str, Any]) -> None:
    form = parse_definition(raw)
    schema = export_schema(form, address=ADDRESS, language="ar")
    assert rules_accept(form, answers) == Validator(schema, today=TODAY, known=known).is_valid(answers)


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({"copy": "none"}, ("copy", "not-a-choice")),
        ({"ice": "001561191000067"}, ("ice", "wrong-check-digit")),
        ({"count": 21}, ("count", "too-large")),
        ({"price": 1.005}, ("price", "too-precise")),
        ({"born": "2026-11-25"}, ("born", "too-late")),
        ({"zz": 1}, ("zz", "not-asked")),
        ({"total": 3}, ("total", "check-failed")),
        ({"children": [{}]}, ("children.0.child", "required")),
    ],
)
def test_both_name_the_same_place_and_fault(answers: dict[str, Any], wanted: tuple[str, str]) -> None:
    mine = [
        (fault.name, fault.code) for fault in check_answers(FORM, GOOD | answers, today=TODAY, known=known)
    ]
    theirs = [(fault.name, fault.code) for fault in VALIDATOR.faults(GOOD | answers)]
    assert wanted in mine
    assert wanted in theirs
