"""Expressions: they agree with JSON-Logic, end, and are read before they run."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.kernel.expressions import (
    OPERATORS,
    ExpressionError,
    Malformed,
    TooDeep,
    TooLong,
    UnknownOperator,
    as_json,
    check,
    evaluate,
    is_true,
    variables_of,
)

ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads((Path(__file__).parent / "data" / "jsonlogic.json").read_text())
# Where we part from the reference, as docs/rooms/expressions.md says.
OURS = [
    [{"in": ["", ""]}, None, True],  # an empty text is part of every text
    [{"var": ["a", "d"]}, {"a": None}, "d"],  # null counts as not answered
]
SCALARS = st.none() | st.booleans() | st.integers(-9_999, 9_999) | st.text(max_size=6)
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=8)  # fmt: skip
EXPRESSIONS = st.recursive(
    SCALARS | st.just({"var": "a"}) | st.just({"var": ""}),
    lambda inner: st.lists(inner, max_size=3)
    | st.builds(lambda name, parts: {name: parts}, st.sampled_from(sorted(OPERATORS)), st.lists(inner, max_size=3)),
    max_leaves=14,
)  # fmt: skip


@pytest.mark.parametrize(("rule", "data", "wanted"), CASES, ids=[json.dumps(case[0])[:60] for case in CASES])
def test_every_case_gives_what_the_reference_implementation_gives(
    rule: object, data: object, wanted: object
) -> None:
    ours = [result for known, on, result in OURS if known == rule and on == data]
    got = as_json(evaluate(rule, data))
    assert got == (ours[0] if ours else wanted)
    assert isinstance(got, bool) == isinstance(wanted, bool)


def test_money_adds_up_exactly() -> None:
    assert evaluate({"+": [{"var": "a"}, {"var": "b"}]}, {"a": 0.1, "b": 0.2}) == Decimal("0.3")
    assert evaluate({"round": [{"*": ["19.99", "0.2"]}, 2]}, None) == Decimal("4.00")


@pytest.mark.parametrize(
    ("value", "places", "wanted"), [("2.5", 0, 3), ("-2.5", 0, -3), ("1.005", 2, "1.01")]
)
def test_rounding_takes_halves_away_from_zero(value: str, places: int, wanted: object) -> None:
    assert evaluate({"round": [value, places]}, None) == Decimal(str(wanted))


def test_what_is_missing_stays_unknown_and_compares_with_nothing() -> None:
    assert evaluate({"+": [1, {"var": "gone"}]}, {}) is None
    assert evaluate({"/": [1, 0]}, {}) is None
    assert evaluate({"<": [{"var": "gone"}, 5]}, {}) is False


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [("2008-02-29", "2026-02-28", 17), ("2008-02-29", "2026-03-01", 18), ("1990-11-24", "2026-11-24", 36)],
)
def test_an_age_is_counted_in_whole_years(born: str, on: str, age: int) -> None:
    assert evaluate({"years_between": [born, on]}, None) == age
    assert evaluate({"years_between": [on, born]}, None) == -age


def test_an_impossible_date_gives_nothing() -> None:
    assert evaluate({"days_between": ["2026-02-30", "2026-03-01"]}, None) is None
    assert evaluate({"days_between": ["2026-02-28", "2026-03-01"]}, None) == 1


def test_a_number_cannot_grow_without_bound() -> None:
    square = {"*": [{"var": "accumulator"}, {"var": "accumulator"}]}
    assert evaluate({"reduce": [[0] * 60, square, 10]}, None) is None


def test_a_text_and_a_list_cannot_grow_without_bound() -> None:
    for grow, start in (
        ({"cat": [{"var": "accumulator"}] * 2}, "ab"),
        ({"merge": [{"var": "accumulator"}] * 2}, [1]),
    ):
        with pytest.raises(TooLong):
            evaluate({"reduce": [[0] * 40, grow, start]}, None)


def test_steps_and_depth_are_counted() -> None:
    with pytest.raises(TooLong):
        evaluate({"map": [[0] * 200, {"map": [[0] * 200, {"+": [1, 1]}]}]}, None)
    deep: object = 1
    for _ in range(2_000):
        deep = {"!": [deep]}
    with pytest.raises(TooDeep):
        evaluate(deep, None)
    assert [fault.code for fault in check(deep, {})] == ["too-deep"]


def test_an_unknown_operator_and_a_wrong_shape_are_refused() -> None:
    with pytest.raises(UnknownOperator):
        evaluate({"eval": ["1"]}, None)
    with pytest.raises(Malformed):
        evaluate({"==": [1]}, None)
    with pytest.raises(Malformed):
        evaluate({"a": 1, "b": 2}, None)
    assert is_true({"eval": ["1"]}, None) is False


@given(EXPRESSIONS, DATA)
def test_every_expression_ends_and_the_same_way_each_time(expression: object, data: object) -> None:
    def outcome() -> object:
        try:
            return ("value", as_json(evaluate(expression, data, most_steps=500)))
        except ExpressionError as error:
            return ("refused", error.code)

    first = outcome()
    assert first == outcome()
    assert json.loads(json.dumps(first)) == list(first)


@given(EXPRESSIONS)
def test_an_expression_that_checks_is_never_malformed(expression: object) -> None:
    if check(expression, {"a": "any", "": "any"}):
        return
    try:
        evaluate(expression, {"a": 1}, most_steps=2_000)
    except TooLong:
        return


def test_checks_name_what_is_unknown_and_where() -> None:
    found = check(
        {"and": [{"==": [{"var": "age"}, 18]}, {"shout": [1]}, {"var": "nobody"}]}, {"age": "number"}
    )
    assert [(fault.code, fault.path, fault.detail) for fault in found] == [
        ("unknown-operator", "/and[1]", "shout"),
        ("unknown-variable", "/and[2]/var", "nobody"),
    ]


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ({"+": [{"var": "name"}, 1]}, "wrong-kind"),
        ({"==": [{"var": "age"}, "old"]}, "never-equal"),
        ({"==": [{"var": "agreed"}, "yes"]}, "never-equal"),
        ({"map": [{"var": "age"}, 1]}, "wrong-kind"),
        ({"years_between": [{"var": "name"}, {"var": "today"}]}, "wrong-kind"),
        ({"in": ["a", {"var": "age"}]}, "wrong-kind"),
        ({"var": {"cat": ["a", "ge"]}}, "computed-variable"),
        ({"some": [{"var": "children"}, {"var": "surname"}]}, "unknown-variable"),
        ({"==": [1]}, "wrong-count"),
        ({"a": 1, "b": 2}, "malformed"),
    ],
)
def test_kinds_that_cannot_fit_are_found(expression: object, code: str) -> None:
    known = {
        "name": "text",
        "age": "number",
        "agreed": "flag",
        "today": "date",
        "children": {"age": "number"},
    }
    assert [fault.code for fault in check(expression, known)] == [code]


def test_sound_expressions_pass() -> None:
    known = {"born": "date", "today": "date", "children": {"age": "number"}, "kind": "text"}
    for expression in (
        {">=": [{"years_between": [{"var": "born"}, {"var": "today"}]}, 18]},
        {"some": [{"var": "children"}, {"<": [{"var": "age"}, 6]}]},
        {"sum": [{"map": [{"var": "children"}, {"var": "age"}]}]},
        {"in": [{"var": "kind"}, ["full", "short"]]},
        {"var": "children.0.age"},
    ):
        assert check(expression, known) == []


def test_the_names_an_expression_reads_are_known_without_running_it() -> None:
    expression = {"and": [{"some": [{"var": "rows"}, {"var": "inner"}]}, {"missing": ["a.b", "c"]}]}
    assert variables_of(expression) == {"rows", "a", "c"}


def test_every_operator_stands_in_the_table_of_the_manual() -> None:
    manual = (ROOT / "docs" / "rooms" / "expressions.md").read_text()
    assert [name for name in OPERATORS if f"| `{name}` |" not in manual] == []
