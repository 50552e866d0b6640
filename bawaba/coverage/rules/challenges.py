"""The clock of a challenge, and who has the word."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

REMIND_DAYS: Final = 3  # before a day passes
AGAIN_DAYS: Final = 7  # between reminders of a day that passed
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


def whom_to_remind(
    state: str, answer_due: date, decision_due: date, today: date, reminded_on: date | None
) -> Literal["operator", "regulator", ""]:
    """Return who is reminded today: the operator of its answer, then the regulator of its decision.

    Three days before the day, on the first day after it, and each week from then on.
    """
    if state not in STEPS["decide"]:
        return ""
    due = answer_due if state == "open" else decision_due
    if due - today > timedelta(days=REMIND_DAYS):
        return ""
    fresh_late = reminded_on is not None and today > due >= reminded_on
    again = reminded_on is None or today - reminded_on >= timedelta(days=AGAIN_DAYS)
    if not (fresh_late or again):
        return ""
    return "operator" if state == "open" and today <= due else "regulator"


def is_late(state: str, answer_due: date, decision_due: date, today: date) -> bool:
    """Say whether somebody has let a day pass: the operator while it is open, then the regulator."""
    if state == "open":
        return today > answer_due
    return state == "answered" and today > decision_due
