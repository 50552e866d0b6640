"""The table of operators: how many arguments each takes, of which kinds, and what it gives."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "number", "flag", "list", "object", "date", "any"]


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator.

    least, most: arguments; most is None when there is no end
    takes:       the kind of each argument, the last one for those after it
    scoped:      its arguments after the first see an element of the list as their data
    """

    name: str
    least: int
    most: int | None
    takes: tuple[Kind, ...]
    gives: Kind
    scoped: bool = False


_ANY: Final[tuple[Kind, ...]] = ("any",)
_NUMBERS: Final[tuple[Kind, ...]] = ("number",)
_LIST_THEN: Final[tuple[Kind, ...]] = ("list", "any")

_ALL: Final = (
    Operator("var", 0, 2, _ANY, "any"),
    Operator("missing", 0, None, _ANY, "list"),
    Operator("missing_some", 2, 2, ("number", "list"), "list"),
    Operator("if", 0, None, _ANY, "any"),
    Operator("?:", 3, 3, _ANY, "any"),
    Operator("==", 2, 2, _ANY, "flag"),
    Operator("===", 2, 2, _ANY, "flag"),
    Operator("!=", 2, 2, _ANY, "flag"),
    Operator("!==", 2, 2, _ANY, "flag"),
    Operator("!", 1, 1, _ANY, "flag"),
    Operator("!!", 1, 1, _ANY, "flag"),
    Operator("and", 1, None, _ANY, "any"),
    Operator("or", 1, None, _ANY, "any"),
    Operator("<", 2, 3, _ANY, "flag"),
    Operator("<=", 2, 3, _ANY, "flag"),
    Operator(">", 2, 2, _ANY, "flag"),
    Operator(">=", 2, 2, _ANY, "flag"),
    Operator("+", 0, None, _NUMBERS, "number"),
    Operator("-", 1, 2, _NUMBERS, "number"),
    Operator("*", 1, None, _NUMBERS, "number"),
    Operator("/", 2, 2, _NUMBERS, "number"),
    Operator("%", 2, 2, _NUMBERS, "number"),
    Operator("max", 0, None, _NUMBERS, "number"),
    Operator("min", 0, None, _NUMBERS, "number"),
    Operator("round", 1, 2, _NUMBERS, "number"),
    Operator("sum", 1, 1, ("list",), "number"),
    Operator("count", 1, 1, _ANY, "number"),
    Operator("cat", 0, None, _ANY, "text"),
    Operator("substr", 2, 3, ("text", "number"), "text"),
    Operator("in", 2, 2, _ANY, "flag"),
    Operator("merge", 0, None, _ANY, "list"),
    Operator("map", 2, 2, _LIST_THEN, "list", scoped=True),
    Operator("filter", 2, 2, _LIST_THEN, "list", scoped=True),
    Operator("all", 2, 2, _LIST_THEN, "flag", scoped=True),
    Operator("some", 2, 2, _LIST_THEN, "flag", scoped=True),
    Operator("none", 2, 2, _LIST_THEN, "flag", scoped=True),
    Operator("reduce", 3, 3, _LIST_THEN, "any", scoped=True),
    Operator("days_between", 2, 2, ("date",), "number"),
    Operator("years_between", 2, 2, ("date",), "number"),
)
OPERATORS: Final[dict[str, Operator]] = {operator.name: operator for operator in _ALL}
