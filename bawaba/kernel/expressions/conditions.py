"""Conditions as rows of question, comparison and value, joined by and / or: read from an expression and written as one.

Only what such rows can say is read; any other expression stays as it is, as JSON. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from bawaba.kernel.languages import western_digits

Json = Any  # a JSON value: an expression is data whose shape `check` looks at
Join = Literal["and", "or"]
COMPARED: Final[dict[str, str]] = {
    "is": "==", "is-not": "!=", "less": "<", "at-most": "<=", "more": ">", "at-least": ">=",
}  # fmt: skip
_NAMES: Final = {sign: name for name, sign in COMPARED.items()}
WITHOUT_VALUE: Final = ("answered", "not-answered", "yes", "no")
OPERATORS: Final = (*COMPARED, "one-of", "contains", *WITHOUT_VALUE)
TODAY: Final = "today"
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}([.][0-9]{1,9})?")
_SIMPLE: Final = (str, int, float)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that a condition may read. type: of its answer; options: values to choose from, with their words"""

    key: str
    label: str
    type: str = "text"
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One row. field: key of an earlier question; value: as it is typed, empty where the operator has none."""

    field: str
    operator: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows that must all hold (`and`) or of which one must (`or`)."""

    join: Join
    terms: tuple[Term, ...]


def read_condition(expression: Json) -> Condition | None:
    """Return the rows that say the same as an expression, none for None; None when rows cannot say it."""
    if expression is None:
        return Condition("and", ())
    for join in ("and", "or"):
        parts = expression.get(join) if isinstance(expression, Mapping) and len(expression) == 1 else None
        if isinstance(parts, list):
            terms = [_read_term(part) for part in parts]
            return Condition(join, tuple(one for one in terms if one)) if all(terms) else None
    term = _read_term(expression)
    return Condition("and", (term,)) if term else None


def write_condition(condition: Condition, types: Mapping[str, str]) -> Json:
    """Return the expression that rows spell; None when there are none.

    types: from the keys of questions to their kinds, which say whether a value is a number
    """
    parts = [_write_term(term, types.get(term.field, "text")) for term in condition.terms]
    if len(parts) < 2:
        return parts[0] if parts else None
    return {condition.join: parts}


def _read_term(expression: Json) -> Term | None:
    if not isinstance(expression, Mapping) or len(expression) != 1:
        return None
    ((name, given),) = expression.items()
    if name == "var" and isinstance(given, str):
        return Term(given, "yes")
    arguments = given if isinstance(given, list) else [given]
    if name in ("!", "!!") and len(arguments) == 1 and (field := _field(arguments[0])):
        return Term(field, "answered" if name == "!!" else "not-answered")
    return _read_comparison(name, arguments) if len(arguments) == 2 else None


def _read_comparison(name: str, arguments: Sequence[Json]) -> Term | None:
    first, second = arguments
    if name in _NAMES and (field := _field(first)):
        if second is False and name == "==":
            return Term(field, "no")
        value = _read_value(second)
        return None if value is None else Term(field, _NAMES[name], value)
    if name == "in" and (field := _field(second)) and isinstance(first, str):
        return Term(field, "contains", first)
    if name == "in" and (field := _field(first)) and isinstance(second, list):
        whole = all(isinstance(one, str) and "," not in one for one in second)
        return Term(field, "one-of", ", ".join(second)) if whole and second else None
    return None


def _read_value(value: Json) -> str | None:
    if value == {"var": TODAY}:
        return TODAY
    return str(value) if isinstance(value, _SIMPLE) and not isinstance(value, bool) else None


def _field(expression: Json) -> str:
    if isinstance(expression, Mapping) and set(expression) == {"var"} and isinstance(expression["var"], str):
        return expression["var"]
    return ""


def _write_term(term: Term, type_: str) -> Json:
    field = {"var": term.field}
    if term.operator in COMPARED:
        return {COMPARED[term.operator]: [field, _write_value(term.value, type_)]}
    if term.operator == "one-of":
        return {"in": [field, [one.strip() for one in term.value.split(",") if one.strip()]]}
    written: dict[str, Json] = {
        "yes": field,
        "no": {"==": [field, False]},
        "answered": {"!!": [field]},
        "not-answered": {"!": [field]},
        "contains": {"in": [term.value, field]},
    }
    return written[term.operator]


def _write_value(text: str, type_: str) -> Json:
    """Return a value as its question's kind has it; what cannot be read as a number stays a text."""
    if text == TODAY:
        return {"var": TODAY}
    if type_ not in ("integer", "number", "money", "computed"):
        return text
    plain = western_digits(text).replace(",", ".").replace("٫", ".").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        return text
    return float(plain) if "." in plain and not float(plain).is_integer() else int(float(plain))
