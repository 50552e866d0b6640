"""Small expressions as JSON data, with the semantics of JSON-Logic; never code, never `eval`.

`evaluate` computes under a limit of steps and of depth; `check` reads an expression without running
it. The operators are listed in docs/rooms/expressions.md. Pure: no clock, no database, no Django.
"""

from bawaba.kernel.expressions.checking import Fault, Variables, check, variables_of
from bawaba.kernel.expressions.evaluation import MOST_STEPS, evaluate, is_true
from bawaba.kernel.expressions.operators import OPERATORS, Kind, Operator
from bawaba.kernel.expressions.values import (
    Expression,
    ExpressionError,
    Malformed,
    TooDeep,
    TooLong,
    UnknownOperator,
    Value,
    as_json,
)

__all__ = [
    "MOST_STEPS",
    "OPERATORS",
    "Expression",
    "ExpressionError",
    "Fault",
    "Kind",
    "Malformed",
    "Operator",
    "TooDeep",
    "TooLong",
    "UnknownOperator",
    "Value",
    "Variables",
    "as_json",
    "check",
    "evaluate",
    "is_true",
    "variables_of",
]
