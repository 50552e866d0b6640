"""Read an expression without running it: unknown operators and variables, counts, and kinds that cannot fit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.kernel.expressions import values
from bawaba.kernel.expressions.evaluation import MOST_DEPTH
from bawaba.kernel.expressions.operators import OPERATORS, Kind
from bawaba.kernel.expressions.values import Expression

Variables = Mapping[str, "Kind | Mapping[str, object]"]
"""Name → kind; a list of objects, or an object, is a mapping of its own names."""

_KINDS_FIT: Final = {
    "number": {"number", "flag"}, "text": {"text", "date"}, "date": {"date"}, "list": {"list"},
    "flag": {"flag"}, "object": {"object"},
}  # fmt: skip
_ANYTHING: Final[Variables] = {"": "any"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where. path: operators from the outside in, each with its argument's place.

    code: malformed, unknown-operator, wrong-count, unknown-variable, computed-variable, wrong-kind,
          never-equal, too-deep
    """

    code: str
    path: str
    detail: str = ""


def check(expression: Expression, variables: Variables, *, wanted: Kind = "any") -> list[Fault]:
    """Return what is wrong with `expression` when these variables are known; nothing when it is sound.

    wanted: the kind that its value must have; conditions take any kind
    """
    reader = _Reader()
    kind = reader.read(expression, variables, "", 0)
    if not _fits(kind, wanted):
        reader.add("wrong-kind", "", f"{wanted}, not {kind}")
    return reader.faults


def variables_of(expression: Expression) -> set[str]:
    """Return the first part of every name that `expression` reads from its data, outside lists' own scopes."""
    return set(_names(expression, 0))


def _names(expression: Expression, depth: int) -> Iterator[str]:
    if depth > MOST_DEPTH:
        return
    if isinstance(expression, list | tuple):
        for part in expression:
            yield from _names(part, depth + 1)
    elif isinstance(expression, Mapping) and len(expression) == 1:
        name, given = next(iter(expression.items()))
        parts = given if isinstance(given, list | tuple) else [given]
        operator = OPERATORS.get(name)
        yield from (_first(part) for part in _named_by(name, parts))
        seen = [parts[0], *parts[2:]] if operator and operator.scoped and parts else parts
        for part in seen:
            yield from _names(part, depth + 1)


def _named_by(name: str, parts: Sequence[Expression]) -> list[str]:
    if name == "var":
        return [part for part in parts[:1] if isinstance(part, str)]
    if name == "missing":
        return [part for part in parts if isinstance(part, str)]
    if name == "missing_some" and len(parts) == 2 and isinstance(parts[1], list):
        return [part for part in parts[1] if isinstance(part, str)]
    return []


def _first(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


def _fits(kind: Kind, wanted: Kind) -> bool:
    return "any" in (kind, wanted) or kind in _KINDS_FIT[wanted]


class _Reader:
    """Walks an expression, keeps what it finds wrong, and returns the kind of each part."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, code: str, path: str, detail: str = "") -> None:
        self.faults.append(Fault(code, path, detail[:120]))

    def read(self, expression: Expression, variables: Variables, path: str, depth: int) -> Kind:
        if depth > MOST_DEPTH:
            self.add("too-deep", path)
            return "any"
        if isinstance(expression, list | tuple):
            for place, part in enumerate(expression):
                self.read(part, variables, f"{path}[{place}]", depth + 1)
            return "list"
        if isinstance(expression, Mapping):
            return self._operation(expression, variables, path, depth)
        return kind_of(expression)

    def _operation(
        self, expression: Mapping[str, Expression], variables: Variables, path: str, depth: int
    ) -> Kind:
        if len(expression) != 1:
            self.add("malformed", path, "an operation has one name")
            return "any"
        name, given = next(iter(expression.items()))
        operator = OPERATORS.get(name)
        if operator is None:
            self.add("unknown-operator", path, str(name))
            return "any"
        parts = list(given) if isinstance(given, list | tuple) else [given]
        inside = f"{path}/{name}"
        if len(parts) < operator.least or (operator.most is not None and len(parts) > operator.most):
            self.add("wrong-count", inside, str(len(parts)))
            return operator.gives
        if name in ("var", "missing", "missing_some"):
            return self._named(name, parts, variables, inside)
        kinds = self._arguments(name, parts, variables, inside, depth)
        self._compare_kinds(name, parts, kinds, inside)
        return _given_kind(name, kinds, operator.gives)

    def _arguments(
        self, name: str, parts: Sequence[Expression], variables: Variables, inside: str, depth: int
    ) -> list[Kind]:
        operator, kinds = OPERATORS[name], list[Kind]()
        for place, part in enumerate(parts):
            scope = self._scope(name, parts, variables) if operator.scoped and place == 1 else variables
            kind = self.read(part, scope, f"{inside}[{place}]", depth + 1)
            wanted = operator.takes[min(place, len(operator.takes) - 1)]
            if not _fits(kind, wanted) and not _reads_as(part, wanted):
                self.add("wrong-kind", f"{inside}[{place}]", f"{wanted}, not {kind}")
            kinds.append(kind)
        return kinds

    def _scope(self, name: str, parts: Sequence[Expression], variables: Variables) -> Variables:
        """Return what the second argument of a list's operator may name: the list's own elements."""
        if name == "reduce":
            return {"current": "any", "accumulator": "any"}
        source = parts[0]
        if isinstance(source, Mapping) and set(source) == {"var"} and isinstance(source["var"], str):
            held = _held(variables, source["var"])
            if isinstance(held, Mapping):
                return {**held, "": "object"}
        return _ANYTHING

    def _named(self, name: str, parts: Sequence[Expression], variables: Variables, inside: str) -> Kind:
        if name == "var" and parts and not isinstance(parts[0], str | int):
            self.add("computed-variable", inside)
            return "any"
        kinds = [self._variable(one, variables, inside) for one in _named_by(name, parts)]
        if name != "var":
            return "list"
        return kinds[0] if len(kinds) == 1 and len(parts) == 1 else "any"

    def _variable(self, name: str, variables: Variables, inside: str) -> Kind:
        if name == "" or variables is _ANYTHING:
            return _kind(variables.get("", "object"))
        held = _held(variables, name)
        if held is None:
            self.add("unknown-variable", inside, name)
        return _kind(held)

    def _compare_kinds(
        self, name: str, parts: Sequence[Expression], kinds: Sequence[Kind], inside: str
    ) -> None:
        if name in ("==", "!=", "===", "!==") and not _can_equal(parts, kinds):
            self.add("never-equal", inside, f"{kinds[0]} and {kinds[1]}")
        if name == "in" and kinds[1] not in ("list", "text", "date", "any"):
            self.add("wrong-kind", f"{inside}[1]", f"list or text, not {kinds[1]}")


def kind_of(value: object) -> Kind:
    """Return the kind of a constant."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "date" if values.day(value) else "text"
    return "any"


def _held(variables: Variables, name: str) -> object:
    """Return the kind or the names that a dotted name leads to, or None when it leads nowhere."""
    held: object = variables
    for part in name.split("."):
        if held == "any" or (part.isdigit() and isinstance(held, Mapping)):
            continue
        if not isinstance(held, Mapping) or part not in held:
            return None
        held = held[part]
    return held


def _kind(held: object) -> Kind:
    if isinstance(held, Mapping):
        return "list"
    return held if isinstance(held, str) and (held in _KINDS_FIT) else "any"  # type: ignore[return-value]  # one of Kind


def _reads_as(part: Expression, wanted: Kind) -> bool:
    """Say whether a constant text stands for a number, as in `{"+": "3.14"}`."""
    return wanted == "number" and isinstance(part, str) and values.number(part) is not None


def _can_equal(parts: Sequence[Expression], kinds: Sequence[Kind]) -> bool:
    left, right = kinds
    if "any" in (left, right) or left == right or {left, right} <= {"text", "date"}:
        return True
    if {left, right} == {"number", "text"}:
        constant = parts[0] if left == "text" else parts[1]
        return not isinstance(constant, str) or values.number(constant) is not None
    return {left, right} == {"number", "flag"}


def _given_kind(name: str, kinds: Sequence[Kind], gives: Kind) -> Kind:
    """Return the kind of an operation whose kind depends on its arguments: a choice, or a logical chain."""
    if name in ("if", "?:"):
        chosen = set(kinds[1::2]) | ({kinds[-1]} if len(kinds) % 2 else set())
    elif name in ("and", "or"):
        chosen = set(kinds)
    else:
        return gives
    return chosen.pop() if len(chosen) == 1 else "any"
