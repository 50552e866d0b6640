"""Complaints as the supervisors who answer them read them."""

from dataclasses import dataclass
from datetime import date, datetime

from bawaba.casework.errors import DeskItemNotFound
from bawaba.casework.models import Complaint
from bawaba.casework.queries.contents import open_text
from bawaba.casework.queries.desk.reporting import supervised
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.rules.urgency import Urgency, urgency_of
from bawaba.catalogue.queries import list_cards
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.paging import Page, cut_page


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """A complaint with its clock. days: until it must be answered; number, case: of the request, or empty."""

    key: str
    kind: str
    service_name: str
    case: str
    number: str
    language: str
    text: str
    answer: str
    filed_at: datetime
    due_on: date
    days: int
    urgency: Urgency
    state: str


def list_complaints(
    *, actor: Actor, language: str, closed: bool = False, after: str = "", limit: int = 20
) -> Page[ComplaintLine]:
    """Return the complaints that reach an actor as a supervisor, the soonest due first. One SQL query a role,
    and two more.
    """
    rows = Complaint.objects.select_related("case")
    bodies = supervised(actor)
    if bodies is not None:
        rows = rows.filter(supervisor__in=bodies)
    rows = rows.exclude(state="open") if closed else rows.filter(state="open")
    start = int(after) if after.isdecimal() and len(after) < 9 else 0
    found = list(rows.order_by("due_on", "pk")[start : start + limit + 1])
    page = cut_page(found, limit, lambda _row: str(start + limit))
    cards = list_cards(identifiers=[row.service for row in page.items], language=language)
    titles = {card.identifier: card.title for card in cards}
    return Page(tuple(_line(row, titles.get(row.service, row.service)) for row in page.items), page.after)


def complaint_row(key: str, actor: Actor, *, lock: bool = False) -> Complaint:
    """Return the row of a complaint that reaches an actor as a supervisor. One SQL query and one a role.

    raises: DeskItemNotFound
    """
    rows = Complaint.objects.select_for_update() if lock else Complaint.objects.all()
    row = rows.filter(key=key).first()
    bodies = supervised(actor)
    if row is None or (bodies is not None and row.supervisor not in bodies):
        raise DeskItemNotFound
    return row


def _line(row: Complaint, service: str) -> ComplaintLine:
    today = clock.today()
    phase = "open" if row.state == "open" else "closed"
    return ComplaintLine(
        key=row.key,
        kind=row.kind,
        service_name=service,
        case=row.case.key if row.case else "",
        number=spell_number(row.case.number) if row.case else "",
        language=row.language,
        text=open_text(row.sealed, column="complaint", key=row.key),
        answer=open_text(row.sealed_answer, column="complaint-answer", key=row.key),
        filed_at=row.filed_at,
        due_on=row.due_on,
        days=(row.due_on - today).days,
        urgency=urgency_of(due_on=row.due_on, today=today, phase=phase),
        state=row.state,
    )
