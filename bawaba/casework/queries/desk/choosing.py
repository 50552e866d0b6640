"""Which rows a desk's page holds, in the order of the legal date, whatever the number of cases.

Each way keeps to an index: one office after the other while they are few, the country's legal dates
where they are many, an agent's own desk, or the cases in which a word was found.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from bawaba.casework.models import Case, CaseLabel, Decision
from bawaba.casework.rules.filters import DeskFilter
from bawaba.casework.rules.urgency import SOON_DAYS

MOST_OFFICES: Final = 60
"""Offices that are read one after the other; with more, the legal dates of all are read in order."""

Rows = QuerySet[Case]


class Start(NamedTuple):
    """The last row of the page before. due: None in the order of the newest."""

    due: date | None
    row: int


class Scope(NamedTuple):
    """What is looked through. offices: None is every one; words: rows in which the words were found, or None."""

    offices: Collection[str] | None
    words: Sequence[int] | None
    agent: str
    today: date


def choose_rows(chosen: DeskFilter, scope: Scope, start: Start | None, limit: int) -> list[int]:
    """Return the row numbers of a page, in its order. One SQL query."""
    offices = scope.offices
    if offices is not None and not offices:
        return []
    few = (
        scope.words is None
        and offices is not None
        and len(offices) <= MOST_OFFICES
        and not _own_index(chosen)
    )
    rows = _narrow(Case.objects.all(), chosen, scope, beside_index=not few and scope.words is None)
    rows = _ordered(rows, by_due_date(chosen), start)
    if scope.words is not None:
        return _keys(_in_offices(rows, offices).filter(pk__in=list(scope.words)), limit)
    if few:
        return _merged(rows, sorted(offices or ()), by_due_date(chosen), limit)
    return _keys(rows if offices is None else _beside_index(rows, "office", sorted(offices)), limit)


def by_due_date(chosen: DeskFilter) -> bool:
    """Say whether the page is in the order of the legal date; what is closed has the newest first."""
    return chosen.order == "due" and chosen.which != "closed"


def _own_index(chosen: DeskFilter) -> bool:
    return bool(chosen.whose == "mine" or chosen.agent)


def _narrow(rows: Rows, chosen: DeskFilter, scope: Scope, *, beside_index: bool) -> Rows:
    """Return the rows that a filter asks for.

    beside_index: one index gives the order; the other conditions are only looked at, row by row
    """
    rows = rows.filter(phase=chosen.which)
    if by_due_date(chosen) or not beside_index:
        rows = rows.filter(closed_at__isnull=chosen.which != "closed")
    service_leads = by_due_date(chosen) and not _own_index(chosen)
    for name, value, leads in (
        ("service", chosen.service or None, service_leads),
        ("state", chosen.state or None, False),
        ("assignee", _agent(chosen, scope.agent), _own_index(chosen)),
    ):
        if value is not None:
            rows = (
                rows.filter(**{name: value})
                if leads or not beside_index
                else _beside_index(rows, name, [value])
            )
    rows = _due(rows, chosen.due, scope.today)
    if chosen.label:
        rows = rows.filter(Exists(CaseLabel.objects.filter(case=OuterRef("pk"), label__key=chosen.label)))
    if chosen.second:
        rows = rows.filter(pk__in=Decision.objects.filter(state="proposed").values("case"))
    return rows


def _agent(chosen: DeskFilter, agent: str) -> str | None:
    """Return whose cases are asked for: an empty text is nobody's, None is everyone's."""
    if chosen.whose == "mine":
        return agent
    return "" if chosen.whose == "unassigned" else chosen.agent or None


def _due(rows: Rows, due: str, today: date) -> Rows:
    if due == "overdue":
        return rows.filter(due_on__lt=today)
    if due == "today":
        return rows.filter(due_on=today)
    if due == "soon":
        return rows.filter(due_on__range=(today, today + timedelta(days=SOON_DAYS)))
    return rows


def _ordered(rows: Rows, by_due: bool, start: Start | None) -> Rows:
    if not by_due:
        rows = rows.filter(pk__lt=start.row) if start else rows
        return rows.order_by("-pk")
    if start and start.due:
        # The first condition lets the index begin there; the second steps over the rows of that day.
        rows = rows.filter(due_on__gte=start.due)
        rows = rows.filter(Q(due_on__gt=start.due) | Q(pk__gt=start.row))
    return rows.order_by("due_on", "pk")


def _in_offices(rows: Rows, offices: Collection[str] | None) -> Rows:
    return rows if offices is None else rows.filter(office__in=sorted(offices))


def _beside_index(rows: Rows, column: str, values: Sequence[str]) -> Rows:
    """Keep the rows with one of these values, so that no index of the column is taken for it."""
    unindexed = Concat(F(column), Value(""), output_field=CharField())
    return rows.alias(**{f"any_{column}": unindexed}).filter(**{f"any_{column}__in": values})


def _keys(rows: Rows, limit: int) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:limit])


def _merged(rows: Rows, offices: Sequence[str], by_due: bool, limit: int) -> list[int]:
    """Return the first rows of several offices, each read in its own index's order."""
    parts: list[str] = []
    values: list[Any] = []  # Any: what each database's driver takes
    for number, office in enumerate(offices):
        own = rows.filter(office=office).values_list("pk", "due_on")[:limit]
        sql, given = own.query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS office_{number}")  # noqa: S608  # compiled by the ORM
        values.extend(given)
    order = "2, 1" if by_due else "1 DESC"
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY {order} LIMIT {limit:d}", values)  # as above
        return [row[0] for row in cursor.fetchall()]
