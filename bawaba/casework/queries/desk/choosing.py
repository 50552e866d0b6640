"""Which rows a desk's page holds, in the order of the legal date, whatever the number of cases.

Each way keeps to an index: one office after the other while they are few, the country's legal dates
where they are many, an agent's own desk, or the cases in which a word was found.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import BooleanField, CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from bawaba.casework.models import Case, CaseLabel, Decision
from bawaba.casework.rules.filters import DeskFilter
from bawaba.casework.rules.urgency import SOON_DAYS

MOST_OFFICES: Final = 60
"""Offices that are read one after the other; with more, the legal dates of all are read in order."""

_ANY_OFFICE: Final = "*"
"""Stands for an office while a statement is compiled; no body has this key."""
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
    leads = _leading(chosen, scope)
    rows = _narrow(Case.objects.all(), chosen, scope, leads)
    rows = _ordered(rows, by_due_date(chosen), start)
    if scope.words is not None:
        return _found(rows, scope.words, offices, by_due_date(chosen), limit)
    if leads == "office":
        return _merged(rows, sorted(offices or ()), by_due_date(chosen), limit)
    return _keys(rows if offices is None else _beside_index(rows, "office", sorted(offices)), limit)


def _leading(chosen: DeskFilter, scope: Scope) -> str:
    """Return the column whose index gives the order: an agent's desk is the smallest, then an office, a service.

    Empty is the index of all open cases, or the table's own order.
    """
    many = scope.offices is None or len(scope.offices) > MOST_OFFICES
    if scope.words is not None:
        return ""
    if (chosen.whose == "mine" or chosen.agent) and chosen.which != "closed":
        return "assignee"
    if chosen.service and (many or len(scope.offices or ()) > 1):
        return "service"
    return "" if many else "office"


def by_due_date(chosen: DeskFilter) -> bool:
    """Say whether the page is in the order of the legal date; what is closed has the newest first."""
    return chosen.order == "due" and chosen.which != "closed"


def _narrow(rows: Rows, chosen: DeskFilter, scope: Scope, leads: str) -> Rows:
    """Return the rows that a filter asks for.

    leads: the column whose index gives the order; the others are only looked at, row by row, in that index
    """
    rows = rows.filter(phase=chosen.which)
    if by_due_date(chosen) or leads == "assignee" or scope.words is not None:
        rows = rows.filter(closed_at__isnull=chosen.which != "closed")
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    for name, value in (("service", chosen.service or None), ("assignee", _agent(chosen, scope.agent))):
        if value is not None:
            rows = rows.filter(**{name: value}) if leads == name else _beside_index(rows, name, [value])
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


def _found(
    rows: Rows, words: Sequence[int], offices: Collection[str] | None, by_due: bool, limit: int
) -> list[int]:
    """Return the first of the rows in which words were found: each is looked at by its own key."""
    if not words:
        return []
    if connection.vendor == "postgresql":
        own = rows if offices is None else rows.filter(office__in=sorted(offices))
        return _sorted(*_lateral(own.values_list("pk", "due_on"), "id", words, 1), by_due, limit)
    numbers = ",".join(map(str, words))  # the ORM takes long over thousands
    rows = rows.filter(RawSQL(f"{Case._meta.db_table}.id IN ({numbers})", (), BooleanField()))  # noqa: S611  # our own
    if offices is not None and len(offices) > 1:
        return _keys(_beside_index(rows, "office", sorted(offices)), limit)
    return _keys(rows if offices is None else rows.filter(office__in=offices), limit)


def _beside_index(rows: Rows, column: str, values: Sequence[str]) -> Rows:
    """Keep the rows with one of these values; SQLite, which knows no frequencies, takes no index of the column.

    PostgreSQL would take a condition on what it has no statistics of for a rare one.
    """
    if connection.vendor == "postgresql":
        return rows.filter(**{f"{column}__in": values})
    unindexed = Concat(F(column), Value(""), output_field=CharField())
    return rows.alias(**{f"any_{column}": unindexed}).filter(**{f"any_{column}__in": values})


def _keys(rows: Rows, limit: int) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:limit])


def _merged(rows: Rows, offices: Sequence[str], by_due: bool, limit: int) -> list[int]:
    """Return the first rows of several offices, each read in its own index's order."""
    own = rows.values_list("pk", "due_on")
    if connection.vendor == "postgresql":
        return _sorted(*_lateral(own, "office", offices, limit), by_due, limit)
    return _sorted(*_joined(own, offices, limit), by_due, limit)


def _sorted(sql: str, values: Sequence[Any], by_due: bool, limit: int) -> list[int]:  # Any: what drivers take
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {'2, 1' if by_due else '1 DESC'} LIMIT {limit:d}", values)
        return [row[0] for row in cursor.fetchall()]


Own = QuerySet[Case, tuple[int, date]]
Compiled = tuple[str, list[Any]]  # Any: as above


def _joined(own: Own, offices: Sequence[str], limit: int) -> Compiled:
    """Return one statement for each office, compiled once, and joined."""
    sql, given = own.filter(office=_ANY_OFFICE)[:limit].query.sql_with_params()
    parts = [f"SELECT * FROM ({sql}) AS office_{number}" for number in range(len(offices))]  # noqa: S608  # compiled by the ORM
    values = [office if value == _ANY_OFFICE else value for office in offices for value in given]
    return " UNION ALL ".join(parts), values


def _lateral(own: Own, column: str, keys: Sequence[Any], limit: int) -> Compiled:  # Any: as above
    """Return one statement that is planned once and run for each office or row."""
    kind = "bigint" if column == "id" else "text"
    sql, given = own.filter(**{column: RawSQL("wanted.key", ())})[:limit].query.sql_with_params()
    return (
        f"SELECT own.* FROM unnest(%s::{kind}[]) AS wanted(key) CROSS JOIN LATERAL ({sql}) AS own",  # noqa: S608  # as above
        [list(keys), *given],
    )
