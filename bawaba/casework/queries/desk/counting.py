"""How many cases stand in each corner of a desk, counted up to a limit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from bawaba.casework.models import Case, Decision
from bawaba.casework.rules.urgency import SOON_DAYS

MOST: Final = 1_000
"""Cases that are counted one by one; more reads as “over a thousand”."""


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
    open_cases = Case.objects.filter(closed_at__isnull=True, phase="open")
    if offices is not None:
        open_cases = open_cases.filter(office__in=sorted(offices))
    corners = [
        open_cases.filter(due_on__lt=today),
        open_cases.filter(due_on=today),
        open_cases.filter(due_on__gt=today, due_on__lte=today + timedelta(days=SOON_DAYS)),
        open_cases.filter(assignee=""),
        open_cases.filter(assignee=agent),
        open_cases.filter(pk__in=Decision.objects.filter(state="proposed").values("case")),
    ]
    return DeskCounts(*_count_all(corners))


def _count_all(corners: list[QuerySet[Case]]) -> list[int]:
    parts: list[str] = []
    values: list[Any] = []  # Any: what each database's driver takes
    for number, rows in enumerate(corners):
        sql, given = rows.order_by().values_list("pk")[: MOST + 1].query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS corner_{number})")  # noqa: S608  # compiled by the ORM
        values.extend(given)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return [int(one) for one in cursor.fetchone()]
