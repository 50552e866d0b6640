"""One way for every use case: idea, qualified, prioritised, assessed, approved, built, in service, retired."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

Stage = Literal[
    "idea", "qualified", "prioritised", "assessed", "approved", "built", "in-service", "suspended", "retired",
    "set-aside",
]  # fmt: skip
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)

NEXT: Final[Mapping[Stage, tuple[Stage, ...]]] = {
    "idea": ("qualified", "set-aside"),
    "qualified": ("prioritised", "set-aside"),
    "prioritised": ("assessed", "set-aside"),
    "assessed": ("approved", "set-aside"),
    "approved": ("built", "prioritised", "set-aside"),
    "built": ("in-service", "prioritised", "set-aside"),
    "in-service": ("suspended", "prioritised", "retired"),
    "suspended": ("in-service", "prioritised", "retired"),
    "retired": (),
    "set-aside": ("idea",),
}
"""Which stage may follow. Back to `prioritised`: its purpose changes, so that it is assessed and approved anew."""

REVISED_IN: Final = frozenset({"idea", "qualified", "prioritised"})
"""Until it is assessed, what an idea says may be corrected."""

PEOPLE_NEEDED: Final = 2
REVIEW_DAYS: Final = {True: 182, False: 365}
"""How long a system runs before it is looked at again, by whether its risk is high."""

ASSESSED: Final = frozenset({"assessed", "approved", "in-service"})
DECIDED: Final = frozenset({"approved", "in-service"})

Hindrance = Literal[
    "order", "assessment-missing", "assessment-expired", "people", "refused", "blocking-condition"
]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step depends on.

    assessed_until: the last day on which its assessment holds; None: it has none
    approvals: people who approve in this round, without a conflict of interest
    refusals: people who refuse in this round, without a conflict of interest
    open_blocking: blocking conditions that are not met
    """

    assessed_until: date | None
    approvals: int
    refusals: int
    open_blocking: int


def hindrances(stage: Stage, following: Stage, facts: Facts, today: date) -> list[Hindrance]:
    """Return all that stands against a step; none when it may be taken."""
    if following not in NEXT[stage]:
        return ["order"]
    found: list[Hindrance] = []
    if following in ASSESSED:
        found += _of_assessment(facts.assessed_until, today)
    if following in DECIDED:
        found += _of_board(facts)
    if following == "in-service" and facts.open_blocking:
        found.append("blocking-condition")
    return found


def _of_assessment(until: date | None, today: date) -> list[Hindrance]:
    if until is None:
        return ["assessment-missing"]
    return ["assessment-expired"] if until < today else []


def _of_board(facts: Facts) -> list[Hindrance]:
    found: list[Hindrance] = ["people"] if facts.approvals < PEOPLE_NEEDED else []
    return [*found, "refused"] if facts.refusals >= max(1, facts.approvals) else found


def review_days(high_risk: bool) -> int:
    """Return after how many days in service a system is looked at again."""
    return REVIEW_DAYS[high_risk]
