"""What the assess room hands out and takes in. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Json = Any  # a JSON value: methods and answers are data whose shape the rules check
Texts = Mapping[str, str]
Path = tuple[str | int, ...]
Answers = Mapping[str, Json]
Trace = Sequence[Mapping[str, Json]]

FORMAT: Final = 1
"""Version of the shape of methods; a later one must be able to read this one."""

UNKNOWN: Final = {"state": "unknown"}
NOT_APPLICABLE: Final = {"state": "not-applicable"}
"""Answers that are given and have no value; an answer that is not given is *missing*."""

Risk = Literal["red", "yellow", "green", "unknown"]
ScoringType = Literal["points", "shares", "decision", "composite", "criteria"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in something that was read.

    code:   stable; `wording` has its text
    line:   in the file, from 1; 0 where it is not known
    place:  names and places down to the value, joined by dots
    detail: a word or two, as they were written
    """

    code: str
    line: int = 0
    place: str = ""
    detail: str = ""


class Refused(Exception):
    """Something that was read cannot be used; services turn it into a refusal in the reader's words."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(
            "; ".join(f"{one.line}: {one.code} {one.place} {one.detail}".strip() for one in faults)
        )


@dataclass(frozen=True, slots=True)
class Score:
    """A score with what explains it.

    figures: name → number or word, as the method names them
    trace:   a line per term: where it comes from, its value, its weight or maximum
    rules:   which rules were used, with the numbers that they used
    notes:   codes of what the reader should know; `wording` has their texts
    """

    figures: Mapping[str, Json]
    trace: Trace = ()
    rules: Trace = ()
    missing: Sequence[str] = ()
    notes: Sequence[str] = ()
    method: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Alternatives in order of preference.

    preference: a number for each alternative, in the order of the matrix
    order:      places of the alternatives in the matrix, from 0, the best first
    """

    preference: tuple[float, ...]
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that sum to 1, and how consistent the comparisons behind them are (under 0.1 is usual)."""

    weights: tuple[float, ...]
    consistency_ratio: float
