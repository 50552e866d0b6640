"""The values of expressions: what is true, what is a number, what equals what."""

import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation, Overflow, Rounded
from typing import Any, Final

Expression = Any  # any JSON value: its shape is checked while it is read
Value = Any  # a JSON value, with Decimal beside int and float

MOST_TEXT: Final = 20_000
"""Characters of the longest text that an expression may make."""

ARITHMETIC: Final = Context(prec=34, Emax=6_144, Emin=-6_143, traps=[InvalidOperation, Overflow])
"""IEEE 754-2008 decimal128: 34 digits. No number grows beyond it."""

_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class ExpressionError(Exception):
    """An expression cannot be evaluated. code: stable, for those who write expressions."""

    code = "expression"


class Malformed(ExpressionError):
    """It has not the shape of an expression, or an operator has too few or too many arguments."""

    code = "malformed"


class UnknownOperator(ExpressionError):
    """It names an operator that does not exist."""

    code = "unknown-operator"


class TooLong(ExpressionError):
    """It took more steps, or made a larger value, than allowed."""

    code = "too-long"


class TooDeep(ExpressionError):
    """It is nested deeper than allowed."""

    code = "too-deep"


def truth(value: Value) -> bool:
    """Say whether a value counts as true: zero, an empty text, an empty list, false and null do not."""
    return bool(value) or isinstance(value, Mapping)


def number(value: Value) -> Decimal | None:
    """Return a value as a number, or None when it is not one; true counts 1 and false 0.

    A text counts when it is a decimal number and nothing else.
    """
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, int):
        return _bounded(Decimal(value))
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, str):
        text = value.strip()
        return _bounded(Decimal(text)) if len(text) <= 400 and _NUMBER.fullmatch(text) else None
    return None


def plain(value: Decimal) -> int | Decimal:
    """Return a number in its simplest form: an int when it is whole and short, without trailing zeros else."""
    if value == value.to_integral_value() and value.adjusted() < 34:
        return int(value)
    return value.normalize(ARITHMETIC)


def text_of(value: Value) -> str:
    """Return a value as a person reads it inside a text; null is empty, lists are joined by commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(text_of(part) for part in value)
    exact = number(value) if isinstance(value, int | float | Decimal) else None
    short = plain(exact) if exact is not None else value
    return format(short, "f") if isinstance(short, Decimal) and abs(short.adjusted()) < 34 else str(short)


def day(value: Value) -> date | None:
    """Return the date that a text YYYY-MM-DD names (ISO 8601), or None."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:  # such as 30 February
        return None


def same(left: Value, right: Value) -> bool:
    """Compare without types, as JSON-Logic's `==` does; null equals null alone, lists compare by value."""
    if left is None or right is None:
        return left is right
    if _type(left) == _type(right):
        return identical(left, right)
    if isinstance(left, list | tuple | Mapping) or isinstance(right, list | tuple | Mapping):
        return False
    first, second = number(left), number(right)
    return first is not None and first == second


def identical(left: Value, right: Value) -> bool:
    """Compare with types, as JSON-Logic's `===` does; lists compare by value."""
    if _type(left) != _type(right):
        return False
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(identical, left, right))
    if isinstance(left, Mapping):
        return left.keys() == right.keys() and all(identical(left[name], right[name]) for name in left)
    if _type(left) == "number":
        first, second = number(left), number(right)
        return first is not None and first == second
    return bool(left == right)


def as_json(value: Value) -> Value:
    """Return a value with JSON's own types alone: a number that is not whole becomes a float."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): as_json(part) for name, part in value.items()}
    return value


def _type(value: Value) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float | Decimal):
        return "number"
    if isinstance(value, list | tuple):
        return "list"
    return "object" if isinstance(value, Mapping) else type(value).__name__


def _bounded(value: Decimal) -> Decimal | None:
    try:
        return ARITHMETIC.plus(value)
    except (DecimalException, Inexact, Rounded):
        return None
