"""Appeals as the supervisors who answer them find them. What people wrote stays sealed here."""

from dataclasses import dataclass
from datetime import date, datetime

from bawaba.casework.errors import AppealNotFound
from bawaba.casework.models import Appeal
from bawaba.casework.queries.access import roles_in
from bawaba.casework.queries.people import appeals_before
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.rules.urgency import Urgency, urgency_of
from bawaba.catalogue.queries import list_cards
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.paging import Page, cut_page


@dataclass(frozen=True, slots=True)
class AppealLine:
    """An appeal with its clock, without what the person wrote. days: until it must be answered."""

    key: str
    case: str
    number: str
    service_name: str
    language: str
    decided_at: datetime | None
    filed_at: datetime
    due_on: date
    days: int
    urgency: Urgency
    state: str
    closed_at: datetime | None


def list_appeal_lines(
    *, actor: Actor, language: str, closed: bool = False, after: str = "", limit: int = 20
) -> Page[AppealLine]:
    """Return the appeals that reach an actor as a supervisor, the soonest due first. One SQL query a role,
    and at most four more.
    """
    rows = appeals_before(actor)
    rows = rows.exclude(state="filed") if closed else rows.filter(state="filed")
    start = int(after) if after.isdecimal() and len(after) < 9 else 0
    found = list(rows.order_by("due_on", "pk")[start : start + limit + 1])
    page = cut_page(found, limit, lambda _row: str(start + limit))
    titles = _titles(page.items, language)
    return Page(tuple(_line(row, titles) for row in page.items), page.after)


def appeal_line(row: Appeal, *, language: str) -> AppealLine:
    """Return one appeal with its clock. At most three SQL queries."""
    return _line(row, _titles((row,), language))


def appeal_row(key: str, actor: Actor) -> Appeal:
    """Return the row of an appeal that reaches an actor as a supervisor. One SQL query and one a role.

    raises: AppealNotFound
    """
    row = Appeal.objects.select_related("decision__case__procedure").filter(key=key).first()
    if row is None or "supervisor" not in roles_in(row.decision.case, actor):
        raise AppealNotFound
    return row


def _titles(rows: tuple[Appeal, ...], language: str) -> dict[str, str]:
    cards = list_cards(identifiers=[row.decision.case.service for row in rows], language=language)
    return {card.identifier: card.title for card in cards}


def _line(row: Appeal, titles: dict[str, str]) -> AppealLine:
    today, case = clock.today(), row.decision.case
    phase = "open" if row.state == "filed" else "closed"
    return AppealLine(
        key=row.key,
        case=case.key,
        number=spell_number(case.number),
        service_name=titles.get(case.service, case.service),
        language=case.language,
        decided_at=row.decision.decided_at,
        filed_at=row.filed_at,
        due_on=row.due_on,
        days=(row.due_on - today).days,
        urgency=urgency_of(due_on=row.due_on, today=today, phase=phase),
        state=row.state,
        closed_at=row.closed_at,
    )
