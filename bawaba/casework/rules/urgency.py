"""How urgent a case is, by its legal date."""

from datetime import date
from typing import Final, Literal

Urgency = Literal["overdue", "today", "soon", "later", "paused", "closed"]
URGENCIES: Final[tuple[Urgency, ...]] = ("overdue", "today", "soon", "later", "paused", "closed")
SOON_DAYS: Final = 5


def urgency_of(*, due_on: date, today: date, phase: str) -> Urgency:
    """Return how urgent a case is. soon: within five days; the clock of a paused case stands."""
    if phase == "closed":
        return "closed"
    if phase == "paused":
        return "paused"
    left = (due_on - today).days
    if left < 0:
        return "overdue"
    if left == 0:
        return "today"
    return "soon" if left <= SOON_DAYS else "later"
