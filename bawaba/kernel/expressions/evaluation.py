"""Evaluate an expression on data, one step at a time, within limits."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Final

from bawaba.kernel.expressions import values
from bawaba.kernel.expressions.operators import OPERATORS, Operator
from bawaba.kernel.expressions.values import (
    ARITHMETIC,
    MOST_TEXT,
    Expression,
    Malformed,
    TooDeep,
    TooLong,
    UnknownOperator,
    Value,
)

MOST_STEPS: Final = 10_000
MOST_DEPTH: Final = 40


def evaluate(
    expression: Expression, data: Value, *, most_steps: int = MOST_STEPS, most_depth: int = MOST_DEPTH
) -> Value:
    """Return the value of `expression` on `data` (JSON values, Decimal allowed).

    What is not known stays unknown: arithmetic on a missing value gives null, comparing with it gives
    false. Numbers are decimal, to 34 digits; a whole result is an int.
    raises: Malformed, UnknownOperator, TooLong, TooDeep
    """
    return _Run(most_steps, most_depth).value(expression, data, 0)


def is_true(expression: Expression, data: Value, *, most_steps: int = MOST_STEPS) -> bool:
    """Say whether `expression` counts as true on `data`; what cannot be evaluated does not.

    For conditions that were checked when they were written, on answers that may still be wrong.
    """
    try:
        return values.truth(evaluate(expression, data, most_steps=most_steps))
    except values.ExpressionError:
        return False


class _Run:
    """One evaluation: what is left of its steps."""

    __slots__ = ("_depth", "_left")

    def __init__(self, steps: int, depth: int) -> None:
        self._left = steps
        self._depth = depth

    def value(self, expression: Expression, data: Value, depth: int) -> Value:
        self.step()
        if depth > self._depth:
            raise TooDeep(f"deeper than {self._depth}")
        if isinstance(expression, list | tuple):
            return [self.value(part, data, depth + 1) for part in expression]
        if not isinstance(expression, Mapping):
            return expression
        if len(expression) != 1:
            raise Malformed("an operation has one name")
        name, given = next(iter(expression.items()))
        operator = OPERATORS.get(name)
        if operator is None:
            raise UnknownOperator(str(name)[:80])
        parts = given if isinstance(given, list | tuple) else [given]
        if name in _LAZY:
            _check_count(name, parts)
            return _LAZY[name](self, parts, data, depth + 1)
        known = self._arguments(operator, given, data, depth)
        _check_count(name, known)
        if name in _ON_DATA:
            return _ON_DATA[name](known, data)
        return self.bounded(_PLAIN[name](known))

    def _arguments(self, operator: Operator, given: Expression, data: Value, depth: int) -> Sequence[Value]:
        """Return the arguments' values; one that is not in a list stands for itself (`{"!": x}`).

        A list that is computed there is the arguments, where the operator takes any number of them.
        """
        if isinstance(given, list | tuple):
            return [self.value(part, data, depth + 1) for part in given]
        value = self.value(given, data, depth + 1)
        many = isinstance(value, list) and operator.most is None and len(value) >= operator.least
        return value if isinstance(value, list) and many else [value]

    def step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooLong("too many steps")

    def bounded(self, value: Value) -> Value:
        """Count what a value weighs, so that none grows without bound."""
        if isinstance(value, str) and len(value) > MOST_TEXT:
            raise TooLong("too long a text")
        if isinstance(value, list):
            self._left -= len(value)
            self.step()
        return values.plain(value) if isinstance(value, Decimal) else value


def _check_count(name: str, parts: Sequence[object]) -> None:
    operator = OPERATORS[name]
    if len(parts) < operator.least or (operator.most is not None and len(parts) > operator.most):
        raise Malformed(f"{name} takes another number of arguments")


def _if(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> Value:
    for place in range(0, len(parts) - 1, 2):
        if values.truth(run.value(parts[place], data, depth)):
            return run.value(parts[place + 1], data, depth)
    return run.value(parts[-1], data, depth) if len(parts) % 2 else None


def _and(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> Value:
    value: Value = None
    for part in parts:
        value = run.value(part, data, depth)
        if not values.truth(value):
            break
    return value


def _or(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> Value:
    value: Value = None
    for part in parts:
        value = run.value(part, data, depth)
        if values.truth(value):
            break
    return value


def _elements(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> list[Value]:
    given = run.value(parts[0], data, depth)
    return given if isinstance(given, list) else []


def _map(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> Value:
    return [run.value(parts[1], item, depth) for item in _elements(run, parts, data, depth)]


def _holds(run: _Run, test: Expression, item: Value, depth: int) -> bool:
    return values.truth(run.value(test, item, depth))


def _filter(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> Value:
    return [item for item in _elements(run, parts, data, depth) if _holds(run, parts[1], item, depth)]


def _all(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> Value:
    items = _elements(run, parts, data, depth)
    return bool(items) and all(_holds(run, parts[1], item, depth) for item in items)


def _some(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> Value:
    return any(_holds(run, parts[1], item, depth) for item in _elements(run, parts, data, depth))


def _none(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> Value:
    return not _some(run, parts, data, depth)


def _reduce(run: _Run, parts: Sequence[Expression], data: Value, depth: int) -> Value:
    so_far = run.value(parts[2], data, depth)
    for item in _elements(run, parts, data, depth):
        so_far = run.value(parts[1], {"current": item, "accumulator": so_far}, depth)
    return so_far


_LAZY: Final[dict[str, Callable[[_Run, Sequence[Expression], Value, int], Value]]] = {
    "if": _if, "?:": _if, "and": _and, "or": _or, "map": _map, "filter": _filter, "all": _all,
    "some": _some, "none": _none, "reduce": _reduce,
}  # fmt: skip


def look_up(data: Value, name: Value) -> Value:
    """Return what `name` leads to in `data`, its parts joined by dots; None where it leads nowhere."""
    if name is None or name == "":
        return data
    for part in values.text_of(name).split("."):
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, list | tuple) and part.isascii() and part.isdigit() and len(part) < 10:
            data = data[int(part)] if int(part) < len(data) else None
        else:
            return None
    return data


def _var(known: Sequence[Value], data: Value) -> Value:
    found = look_up(data, known[0] if known else "")
    return known[1] if found is None and len(known) > 1 else found


def _missing(known: Sequence[Value], data: Value) -> Value:
    names = known[0] if known and isinstance(known[0], list) else known
    return [name for name in names if look_up(data, name) in (None, "")]


def _missing_some(known: Sequence[Value], data: Value) -> Value:
    wanted, names = values.number(known[0]), known[1] if isinstance(known[1], list) else [known[1]]
    absent = _missing([list(names)], data)
    return [] if wanted is not None and len(names) - len(absent) >= wanted else absent


_ON_DATA: Final[dict[str, Callable[[Sequence[Value], Value], Value]]] = {
    "var": _var, "missing": _missing, "missing_some": _missing_some,
}  # fmt: skip


def _compare(wanted: Callable[[object, object], bool]) -> Callable[[Sequence[Value]], bool]:
    """Return a comparison of neighbours: of texts letter by letter, else of numbers; false when unknown."""

    def compare(known: Sequence[Value]) -> bool:
        return all(_in_order(left, right, wanted) for left, right in itertools.pairwise(known))

    return compare


def _in_order(left: Value, right: Value, wanted: Callable[[object, object], bool]) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return wanted(left, right)
    first, second = values.number(left), values.number(right)
    return first is not None and second is not None and wanted(first, second)


def _calculate(work: Callable[[Sequence[Decimal]], Decimal]) -> Callable[[Sequence[Value]], Value]:
    """Return a calculation that gives null when an argument is no number or the result is none."""

    def calculate(known: Sequence[Value]) -> Value:
        numbers = [values.number(value) for value in known]
        sure = [value for value in numbers if value is not None]
        if len(sure) < len(numbers):
            return None
        try:
            result = work(sure)
        except (DecimalException, ValueError):  # division by zero, max of nothing, beyond decimal128
            return None
        return result if result.is_finite() else None

    return calculate


def _add(numbers: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for one in numbers:
        total = ARITHMETIC.add(total, one)
    return total


def _multiply(numbers: Sequence[Decimal]) -> Decimal:
    product = Decimal(1)
    for one in numbers:
        product = ARITHMETIC.multiply(product, one)
    return product


def _subtract(numbers: Sequence[Decimal]) -> Decimal:
    return ARITHMETIC.subtract(numbers[0], numbers[1]) if len(numbers) > 1 else -numbers[0]


def _divide(numbers: Sequence[Decimal]) -> Decimal:
    return ARITHMETIC.divide(numbers[0], numbers[1]) if numbers[1] else Decimal("NaN")


def _remainder(numbers: Sequence[Decimal]) -> Decimal:
    return ARITHMETIC.remainder(numbers[0], numbers[1]) if numbers[1] else Decimal("NaN")


def _round(numbers: Sequence[Decimal]) -> Decimal:
    places = int(numbers[1]) if len(numbers) > 1 else 0
    if not 0 <= places <= 20:
        return Decimal("NaN")
    return numbers[0].quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=ARITHMETIC)


def _sum(known: Sequence[Value]) -> Value:
    return _calculate(_add)(known[0] if isinstance(known[0], list) else known)


def _count(known: Sequence[Value]) -> int:
    return len(known[0]) if isinstance(known[0], list | str) else 0


def _cat(known: Sequence[Value]) -> str:
    if sum(len(part) for part in known if isinstance(part, str)) > MOST_TEXT:
        raise TooLong("too long a text")
    return "".join(values.text_of(part) for part in known)


def _substr(known: Sequence[Value]) -> str:
    text, start = values.text_of(known[0]), _index(known[1])
    tail = text[start:] if start >= 0 else text[max(len(text) + start, 0) :]
    if len(known) < 3:
        return tail
    length = _index(known[2])
    return tail[:length] if length >= 0 else tail[: max(len(tail) + length, 0)]


def _index(value: Value) -> int:
    found = values.number(value)
    return max(min(int(found), MOST_TEXT), -MOST_TEXT) if found is not None else 0


def _in(known: Sequence[Value]) -> bool:
    part, whole = known
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    return isinstance(whole, list) and any(values.identical(part, item) for item in whole)


def _merge(known: Sequence[Value]) -> list[Value]:
    return [item for part in known for item in (part if isinstance(part, list) else [part])]


def _days_between(known: Sequence[Value]) -> int | None:
    start, end = values.day(known[0]), values.day(known[1])
    return (end - start).days if start and end else None


def _years_between(known: Sequence[Value]) -> int | None:
    """Return whole years from one date to another, as an age is counted; below zero when they are swapped."""
    start, end = values.day(known[0]), values.day(known[1])
    if not start or not end:
        return None
    if end < start:
        swapped = _years_between([known[1], known[0]])
        return None if swapped is None else -swapped
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


_PLAIN: Final[dict[str, Callable[[Sequence[Value]], Value]]] = {
    "==": lambda known: values.same(known[0], known[1]),
    "!=": lambda known: not values.same(known[0], known[1]),
    "===": lambda known: values.identical(known[0], known[1]),
    "!==": lambda known: not values.identical(known[0], known[1]),
    "!": lambda known: not values.truth(known[0]),
    "!!": lambda known: values.truth(known[0]),
    "<": _compare(lambda left, right: left < right),  # type: ignore[operator]  # two texts or two numbers
    "<=": _compare(lambda left, right: left <= right),  # type: ignore[operator]  # as above
    ">": _compare(lambda left, right: left > right),  # type: ignore[operator]  # as above
    ">=": _compare(lambda left, right: left >= right),  # type: ignore[operator]  # as above
    "+": _calculate(_add), "-": _calculate(_subtract), "*": _calculate(_multiply),
    "/": _calculate(_divide), "%": _calculate(_remainder), "max": _calculate(max), "min": _calculate(min),
    "round": _calculate(_round), "sum": _sum, "count": _count, "cat": _cat, "substr": _substr, "in": _in,
    "merge": _merge, "days_between": _days_between, "years_between": _years_between,
}  # fmt: skip
