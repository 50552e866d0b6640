"""Cases as agents read them: lists, counts, one whole case."""

from dataclasses import replace

from django.db.models import Q, QuerySet

from bawaba.casework.errors import CaseNotFound
from bawaba.casework.models import Case
from bawaba.casework.queries.access import office_row
from bawaba.casework.queries.contents import open_answers
from bawaba.casework.queries.records import (
    case_info,
    decision_info,
    event_info,
    law_of,
    pause_info,
    procedure_of,
    receipt_info,
)
from bawaba.casework.rules.numbers import read_number
from bawaba.casework.types import CaseFilter, CaseInfo, CaseView
from bawaba.kernel.actors import Actor
from bawaba.kernel.paging import Page, cut_page


def list_cases(*, wanted: CaseFilter, after: str = "", limit: int = 50) -> Page[CaseInfo]:
    """Return cases in the filter's order. One SQL query, on an index, whatever the number.

    wanted: `offices` says what the reader may see (`queries.access.offices_of`)
    after:  cursor that the page before ended with
    """
    rows = narrowed(wanted)
    rows = _due_page(rows, after) if wanted.order == "due" else _newest_page(rows, after)
    cursor = _due_cursor if wanted.order == "due" else _newest_cursor
    page = cut_page(list(rows[: limit + 1]), limit, cursor)
    return Page(tuple(case_info(row) for row in page.items), page.after)


def narrowed(wanted: CaseFilter) -> QuerySet[Case]:
    """Return the cases that a filter asks for, without order."""
    rows = Case.objects.all()
    if wanted.offices is not None:
        rows = rows.filter(office__in=sorted(wanted.offices))
    if "closed" not in wanted.phases:  # the indexes of desks hold open cases alone
        rows = rows.filter(closed_at__isnull=True)
    if len(wanted.phases) < 3 and set(wanted.phases) != {"open", "paused"}:
        rows = rows.filter(phase__in=wanted.phases)
    exact = {
        name: value
        for name in ("service", "assignee", "owner", "territory", "outcome")
        if (value := getattr(wanted, name))
    }
    rows = rows.filter(**exact)
    if wanted.number:
        rows = rows.filter(number=read_number(wanted.number))
    return _narrow_more(rows, wanted)


def find_case(*, key: str) -> CaseInfo:
    """Return one case without what the person wrote. One SQL query.

    raises: CaseNotFound
    """
    row = Case.objects.filter(key=key).first()
    if row is None:
        raise CaseNotFound
    return case_info(row)


def find_by_number(*, number: str) -> CaseInfo:
    """Return the case with a public number, as a person typed it. One SQL query.

    raises: CaseNotFound
    """
    row = Case.objects.filter(number=read_number(number)).first()
    if row is None:
        raise CaseNotFound
    return case_info(row)


def open_case(*, actor: Actor, key: str) -> CaseView:
    """Return a whole case to an agent or a supervisor of it. At most eight SQL queries.

    raises: CaseNotFound, NotCaseOfficer
    """
    return view_of(office_row(key, actor))


def view_of(row: Case) -> CaseView:
    """Return a whole case. Five SQL queries."""
    answers, _origins = open_answers(row.content.sealed, key=row.key)
    standing = row.decisions.filter(state__in=("proposed", "in-force")).first()
    return CaseView(
        info=case_info(row),
        procedure=replace(procedure_of(row.procedure), law=law_of(row)),
        answers=answers,
        events=[event_info(one, key=row.key) for one in row.events.order_by("id")],
        pauses=[pause_info(one, key=row.key) for one in row.pauses.order_by("id")],
        decision=decision_info(standing, key=row.key) if standing else None,
        receipt=receipt_info(row.receipt, row, digest=row.content.digest),
    )


def _narrow_more(rows: QuerySet[Case], wanted: CaseFilter) -> QuerySet[Case]:
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.unassigned:
        rows = rows.filter(assignee="")
    if wanted.due_before is not None:
        rows = rows.filter(due_on__lt=wanted.due_before)
    return rows


def _due_page(rows: QuerySet[Case], after: str) -> QuerySet[Case]:
    day, _, number = after.partition(".")
    if day and number.isdigit():
        rows = rows.filter(due_on__gte=day).filter(Q(due_on__gt=day) | Q(id__gt=int(number)))
    return rows.order_by("due_on", "id")


def _newest_page(rows: QuerySet[Case], after: str) -> QuerySet[Case]:
    return (rows.filter(id__lt=int(after)) if after.isdigit() else rows).order_by("-id")


def _due_cursor(row: Case) -> str:
    return f"{row.due_on.isoformat()}.{row.pk}"


def _newest_cursor(row: Case) -> str:
    return str(row.pk)
