"""The clock of a challenge, and who has the word."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

REMIND_DAYS: Final = 3  # before a day passes
KEEP_DAYS: Final = 365  # of the contact, after the opening
MOST_WORDS: Final = 2_000
KINDS: Final = ("no-network", "weak", "better")
STEPS: Final[dict[str, frozenset[str]]] = {
    "answer": frozenset({"open"}),
    "decide": frozenset({"open", "answered"}),
    "withdraw": frozenset({"open", "answered"}),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """The days of a challenge."""

    answer_due: date
    decision_due: date
    keep_until: date


def set_clock(opened_on: date, answer_days: int, decision_days: int) -> Clock:
    """Return the days that follow from the day of opening, by the country's rule."""
    return Clock(
        opened_on + timedelta(days=answer_days),
        opened_on + timedelta(days=decision_days),
        opened_on + timedelta(days=KEEP_DAYS),
    )


def is_late(state: str, answer_due: date, decision_due: date, today: date) -> bool:
    """Say whether somebody has let a day pass: the operator while it is open, then the regulator."""
    if state == "open":
        return today > answer_due
    return state == "answered" and today > decision_due
