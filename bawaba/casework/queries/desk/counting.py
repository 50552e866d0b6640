"""How many cases stand in each corner of a desk, counted up to a limit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bawaba.casework.models import Case, Decision
from bawaba.casework.rules.urgency import SOON_DAYS
from bawaba.kernel import rows

MOST: Final = 1_000
"""Cases that are counted one by one; more reads as “over a thousand”."""

_EVER: Final = "1900-01-01"
"""Before every legal date: leads to the index of open cases, which is a tenth of the other one."""
_DECISIONS: Final = Decision._meta.db_table
_OPEN: Final = f"SELECT 1 FROM {Case._meta.db_table} WHERE closed_at IS NULL AND phase = 'open'"  # noqa: S608  # as above
# What is joined to an empty text is looked at and leads to no index.


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """Cases of a desk, each number up to `MOST` + 1. second: decisions that wait for a second pair of eyes."""

    overdue: int
    today: int
    soon: int
    unassigned: int
    mine: int
    second: int


def count_desk(*, offices: Collection[str] | None, agent: str, today: date) -> DeskCounts:
    """Return how many open cases there are in each corner of a desk. One SQL query."""
    if offices is not None and not offices:
        return DeskCounts(0, 0, 0, 0, 0, 0)
    named = sorted(offices or ())
    near, apart = (f" AND {one} IN ({_marks(named)})" if named else "" for one in ("office", "office || ''"))
    day, last = today.isoformat(), (today + timedelta(days=SOON_DAYS)).isoformat()
    corners: list[tuple[str, list[str]]] = [
        (f"due_on < %s{near}", [day]),
        (f"due_on = %s{near}", [day]),
        (f"due_on > %s AND due_on <= %s{near}", [day, last]),
        (f"due_on > %s AND assignee || '' = ''{near}", [_EVER]),
        (f"assignee = %s{apart}", [agent]),
        (f"id IN (SELECT case_id FROM {_DECISIONS} WHERE state = 'proposed'){apart}", []),  # noqa: S608  # a table's name
    ]
    parts = [
        f"(SELECT COUNT(*) FROM ({_OPEN} AND {where} LIMIT {MOST + 1}) AS corner)"  # noqa: S608  # written above
        for where, _ in corners
    ]
    values = [value for _, given in corners for value in (*given, *named)]
    return DeskCounts(*rows.run(f"SELECT {', '.join(parts)}", *values).fetchone())


def _marks(named: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(named))
