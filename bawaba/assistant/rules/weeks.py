"""How a week went, from counts of its answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bawaba.assistant.types import ABSTAINING

ANSWERED: Final = frozenset({"answered", "emergency"})
ASKED_BACK: Final = frozenset({"clarification"})
NOT_FOUND: Final = frozenset({"not-in-catalogue"})
USEFUL: Final = "rated-useful"
NOT_USEFUL: Final = "rated-not-useful"
# From this change of the share answered, in points of a hundred, a week is worth a look.
DRIFT: Final = 10.0
FEWEST: Final = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of a week. missing: the thing asked that was missing, empty for the answer itself."""

    week: date
    status: str
    missing: str
    number: int


@dataclass(frozen=True, slots=True)
class Week:
    """What became of a week's questions. gaps: things asked that a record does not say."""

    monday: date
    answered: int = 0
    asked_back: int = 0
    not_found: int = 0
    refused: int = 0
    gaps: int = 0
    useful: int = 0
    not_useful: int = 0

    @property
    def questions(self) -> int:
        return self.answered + self.asked_back + self.not_found + self.refused

    @property
    def answered_share(self) -> float | None:
        """Return what was answered, of a hundred; None without questions."""
        return round(100 * self.answered / self.questions, 1) if self.questions else None


def weeks_of(counts: Iterable[Counted], last: date, number: int) -> list[Week]:
    """Return the weeks up to that of the Monday `last`, the oldest first, quiet ones too."""
    held: dict[date, dict[str, int]] = {last - timedelta(weeks=back): {} for back in range(number)}
    for one in counts:
        if one.week in held:
            name = _member(one)
            held[one.week][name] = held[one.week].get(name, 0) + one.number
    return [Week(monday, **values) for monday, values in sorted(held.items())]


def drift_of(weeks: Sequence[Week]) -> float | None:
    """Return how the share answered of the last week differs from that of the weeks before, in points.

    None while either has fewer than `FEWEST` questions.
    """
    if not weeks:
        return None
    earlier, now = weeks[:-1], weeks[-1]
    before = sum(week.questions for week in earlier)
    if before < FEWEST or now.questions < FEWEST:
        return None
    return round(100 * (now.answered / now.questions - sum(week.answered for week in earlier) / before), 1)


def _member(one: Counted) -> str:
    """Return the member of `Week` that a count belongs to."""
    if one.missing:
        return "gaps"
    named = {USEFUL: "useful", NOT_USEFUL: "not_useful"}
    if one.status in named:
        return named[one.status]
    groups = ((ANSWERED, "answered"), (ASKED_BACK, "asked_back"), (NOT_FOUND, "not_found"))
    return next((name for statuses, name in groups if one.status in statuses), "refused")


NOTHING_TOLD: Final = frozenset(ABSTAINING) - {"greeting", "error"}
