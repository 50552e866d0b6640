"""The move itself: a case enters a state, or is closed. Inside the caller's transaction, on a held row."""

from typing import Final

from bawaba.casework.models import Case
from bawaba.casework.types import Outcome
from bawaba.kernel import clock

_MOVED: Final = (
    "state", "phase", "outcome", "state_since", "law_time", "clock_on", "due_on", "escalated_at", "closed_at", "told",
    "assignee", "office", "revision",
)  # fmt: skip


def enter_state(case: Case, state: str) -> None:
    """Put a case into a state of its procedure."""
    case.state, case.state_since = state, clock.now()


def close_case(case: Case, state: str, outcome: Outcome) -> None:
    """Put a case into a final state."""
    enter_state(case, state)
    case.phase, case.outcome, case.closed_at = "closed", outcome, case.state_since


def keep_case(case: Case) -> None:
    """Save what moved, one revision on. One SQL query."""
    case.revision += 1
    case.save(update_fields=_MOVED)
