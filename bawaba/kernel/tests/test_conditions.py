"""Conditions as rows: what rows say is written, and read back as the same rows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.kernel import expressions
from bawaba.kernel.expressions.conditions import (
    OPERATORS,
    WITHOUT_VALUE,
    Condition,
    Term,
    read_condition,
    write_condition,
)

TYPES = {"age": "integer", "copy": "choice", "abroad": "yes-no", "born": "date", "reasons": "multi-choice"}


@pytest.mark.parametrize(
    ("term", "expression", "holds", "fails"),
    [
        (Term("age", "at-least", "18"), {">=": [{"var": "age"}, 18]}, {"age": 18}, {"age": 17}),
        (Term("age", "less", "٢,٥"), {"<": [{"var": "age"}, 2.5]}, {"age": 2}, {"age": 3}),
        (Term("copy", "is", "full"), {"==": [{"var": "copy"}, "full"]}, {"copy": "full"}, {"copy": "short"}),
        (Term("copy", "is-not", "full"), {"!=": [{"var": "copy"}, "full"]}, {"copy": "short"}, {"copy": "full"}),
        (Term("copy", "one-of", "a, b"), {"in": [{"var": "copy"}, ["a", "b"]]}, {"copy": "b"}, {"copy": "c"}),
        (Term("reasons", "contains", "x"), {"in": ["x", {"var": "reasons"}]}, {"reasons": ["x"]}, {"reasons": ["y"]}),
        (Term("abroad", "yes"), {"var": "abroad"}, {"abroad": True}, {"abroad": False}),
        (Term("abroad", "no"), {"==": [{"var": "abroad"}, False]}, {"abroad": False}, {"abroad": True}),
        (Term("copy", "answered"), {"!!": [{"var": "copy"}]}, {"copy": "a"}, {}),
        (Term("copy", "not-answered"), {"!": [{"var": "copy"}]}, {}, {"copy": "a"}),
        (Term("born", "more", "today"), {">": [{"var": "born"}, {"var": "today"}]},
         {"born": "2026-12-02", "today": "2026-12-01"}, {"born": "2026-12-01", "today": "2026-12-01"}),
    ],
)  # fmt: skip
def test_a_row_is_one_comparison(term: Term, expression: Any, holds: Any, fails: Any) -> None:
    assert write_condition(Condition("and", (term,)), TYPES) == expression
    assert expressions.is_true(expression, holds)
    assert not expressions.is_true(expression, fails)


def test_rows_are_joined_by_and_or_by_or() -> None:
    both = (Term("abroad", "yes"), Term("age", "more", "3"))
    parts = [{"var": "abroad"}, {">": [{"var": "age"}, 3]}]
    assert write_condition(Condition("and", both), TYPES) == {"and": parts}
    assert write_condition(Condition("or", both), TYPES) == {"or": parts}
    assert write_condition(Condition("or", ()), TYPES) is None
    assert read_condition(None) == Condition("and", ())


@pytest.mark.parametrize(
    "expression",
    [
        {"<": [{"years_between": [{"var": "born"}, {"var": "today"}]}, 18]},
        {"and": [{"var": "a"}, {"or": [{"var": "b"}, {"var": "c"}]}]},
        {"==": [{"var": "a"}, {"var": "b"}]}, {"==": [{"var": ["a", 1]}, "b"]}, {"in": [{"var": "a"}, ["x", 1]]},
        {"and": []} | {"or": []}, True, "text", ["a"],
    ],
)  # fmt: skip
def test_what_rows_cannot_say_is_left_as_json(expression: Any) -> None:
    assert read_condition(expression) is None


words = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True).filter(lambda word: word != "today")


@st.composite
def terms(draw: st.DrawFn) -> Term:
    field, operator = draw(st.sampled_from(sorted(TYPES))), draw(st.sampled_from(OPERATORS))
    if operator in WITHOUT_VALUE:
        return Term(field, operator)
    if operator == "one-of":
        return Term(field, operator, ", ".join(draw(st.lists(words, min_size=1, max_size=3))))
    number = TYPES[field] == "integer" and operator != "contains"
    return Term(field, operator, str(draw(st.integers(0, 10_000))) if number else draw(words))


@given(st.sampled_from(("and", "or")), st.lists(terms(), min_size=2, max_size=4))
def test_what_is_written_reads_back(join: Any, rows: list[Term]) -> None:
    condition = Condition(join, tuple(rows))
    assert read_condition(write_condition(condition, TYPES)) == condition
