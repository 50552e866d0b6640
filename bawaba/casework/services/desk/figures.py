"""Figures of desks, counted as cases come and go, so that no report ever counts a million of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from bawaba.casework.models import Case, Figure, Rating
from bawaba.casework.rules.figures import month_of
from bawaba.casework.types import CaseInfo, EventInfo
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor

MOST_DAYS: Final = 32_000
CHUNK: Final = 20_000
_ADD: Final = (
    f"INSERT INTO {Figure._meta.db_table} (body, office, service, month, kind, value, count)"  # noqa: S608  # a table's name
    " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (office, body, service, kind, month, value)"
    f" DO UPDATE SET count = {Figure._meta.db_table}.count + excluded.count"
)


class Cell(NamedTuple):
    """One count. office: empty for the whole body; service: empty for all; see `models.Figure`."""

    body: str
    office: str
    service: str
    month: date
    kind: str
    value: int


def listen(*, case: CaseInfo, event: EventInfo) -> None:
    """Count what an event changes (`event_listeners`): after the audit row, so that writers are in line."""
    add_counts(_changes(case, event))


def add_counts(changes: Iterable[tuple[Cell, int]]) -> None:
    """Add to the counts of some cells: of office and service, and of all offices, all services and both.

    One statement, run often.
    """
    total: Counter[Cell] = Counter()
    for cell, count in changes:
        for level in _levels(cell):
            total[level] += count
    rows = [
        (*cell[:3], cell.month.isoformat(), *cell[4:], count)
        for cell, count in sorted(total.items())
        if count
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


def _levels(cell: Cell) -> set[Cell]:
    """Return a cell with those above it; a form without a service counts among all services once."""
    return {
        cell._replace(office=office, service=service)
        for office in (cell.office, "")
        for service in (cell.service, "")
    }


def rebuild_figures(*, actor: Actor) -> int:
    """Count every case and rating anew and return how many cases there are, in one transaction."""
    with transaction.atomic():
        audit.record(actor=actor, verb="casework.figures-rebuilt", target=("figures", "all"))
        Figure.objects.all().delete()
        total: Counter[Cell] = Counter()
        count = 0
        for info in _all_cases():
            count += 1
            for cell, number in _of_case(info):
                total[cell] += number
        for cell in _ratings():
            total[cell] += 1
        add_counts(total.items())
    return count


class Counted(NamedTuple):
    """What counts of a case."""

    body: str
    office: str
    service: str
    submitted_at: datetime
    closed_at: datetime | None
    due_on: date
    outcome: str


def _changes(case: CaseInfo, event: EventInfo) -> Iterator[tuple[Cell, int]]:
    counted = Counted(
        case.body, case.office, case.service, case.submitted_at, case.closed_at, case.due_on, case.outcome
    )
    if event.kind == "submitted":
        yield _cell(counted, _day(case.submitted_at), "received"), 1
        yield _cell(counted, _day(case.submitted_at), "waiting"), 1
    elif event.kind in {"decided", "closed"}:
        yield _cell(counted, _day(case.submitted_at), "waiting"), -1
        yield from ((cell, 1) for cell in _ended(counted))
    elif event.kind == "decision-annulled":
        yield _cell(counted, _day(case.submitted_at), "waiting"), 1
    elif event.kind == "rated" and isinstance(event.detail.get("stars"), int):
        yield _cell(counted, _day(event.at), "rating", event.detail["stars"]), 1


def _of_case(case: Counted) -> Iterator[tuple[Cell, int]]:
    yield _cell(case, _day(case.submitted_at), "received"), 1
    if case.closed_at is None:
        yield _cell(case, _day(case.submitted_at), "waiting"), 1
    else:
        yield from ((cell, 1) for cell in _ended(case))


def _ended(case: Counted) -> Iterator[Cell]:
    """Yield the cells of a case that ended. Only an answer is in time or late; a withdrawal is neither."""
    assert case.closed_at is not None, "the case has ended"
    ended = _day(case.closed_at)
    yield _cell(case, ended, case.outcome)
    if case.outcome in {"accepted", "refused", "accepted-by-silence"}:
        days = min(max((ended - _day(case.submitted_at)).days, 0), MOST_DAYS)
        yield _cell(case, ended, "late" if ended > case.due_on else "in-time", days)


def _cell(case: Counted, day: date, kind: str, value: int = 0) -> Cell:
    return Cell(case.body, case.office, case.service, month_of(day), kind, value)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _all_cases() -> Iterator[Counted]:
    names = Counted._fields
    for row in Case.objects.order_by("pk").values_list(*names).iterator(chunk_size=CHUNK):
        yield Counted(*row)


def _ratings() -> Iterator[Cell]:
    rows = Rating.objects.values_list("case__body", "case__office", "case__service", "at", "stars")
    for body, office, service, at, stars in rows.iterator(chunk_size=CHUNK):
        yield Cell(body, office, service, month_of(_day(at)), "rating", stars)
