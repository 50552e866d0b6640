"""Complaints to the supervisor of a service, with a clock of their own. The desk answers them.

They leave no line on the case's timeline: the agent complained of must not find them there.
"""

import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from bawaba.casework.errors import (
    ComplaintClosed,
    ComplaintNotFound,
    ComplaintOpen,
    MessageEmpty,
    TextTooLong,
)
from bawaba.casework.models import Complaint
from bawaba.casework.notices.telling import tell
from bawaba.casework.queries.access import own_row, supervisor_of
from bawaba.casework.queries.calendars import working_days
from bawaba.casework.queries.contents import seal_text
from bawaba.casework.queries.people import complaint_info
from bawaba.casework.queries.records import case_info, law_of
from bawaba.casework.rules.clock import deadline
from bawaba.casework.types import ComplaintInfo
from bawaba.directory import queries as directory
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput

KINDS: Final = ("unlisted-document", "late", "conduct", "other")
LONGEST: Final = 5_000
REMIND_DAYS: Final = 3


@transaction.atomic
def file_complaint(
    *, actor: Actor, key: str, owner: str, kind: str, text: str, language: str
) -> ComplaintInfo:
    """Complain about the handling of one's own case, at any time; the supervisor has it at once.

    kind:   `unlisted-document` (an agent asked for what is not on the list), `late`, `conduct` or `other`
    raises: CaseNotFound, InvalidInput, MessageEmpty, TextTooLong, ComplaintOpen
    """
    case = own_row(key, owner, lock=True)
    if kind not in KINDS:
        raise InvalidInput
    if not text.strip():
        raise MessageEmpty
    if len(text) > LONGEST:
        raise TextTooLong
    if case.complaints.filter(kind=kind, state="open").exists():
        raise ComplaintOpen
    mark = secrets.token_urlsafe(18)
    row = Complaint.objects.create(
        key=mark,
        case=case,
        service=case.service,
        supervisor=supervisor_of(case),
        owner=owner,
        language=language,
        kind=kind,
        sealed=seal_text(text.strip(), column="complaint", key=mark),
        filed_at=clock.now(),
        due_on=deadline(clock.today(), law_of(case).complaint, working_days()),
    )
    tell_supervisors(row, kind="complaint-filed", once=f"complaint-filed:{mark}")
    audit.record(actor=actor, verb="casework.complained", target=row, detail={"kind": kind})
    return complaint_info(row)


@transaction.atomic
def withdraw_complaint(*, actor: Actor, key: str, owner: str) -> ComplaintInfo:
    """Take one's own complaint back.

    raises: ComplaintNotFound, ComplaintClosed
    """
    rows = Complaint.objects.select_related("case").select_for_update(of=("self",))
    row = rows.filter(key=key, owner=owner).first()
    if row is None or not owner:
        raise ComplaintNotFound
    if row.state != "open":
        raise ComplaintClosed
    row.state, row.closed_at, row.closed_by = "withdrawn", clock.now(), actor.key
    row.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record(actor=actor, verb="casework.complaint-withdrawn", target=row)
    return complaint_info(row)


@transaction.atomic
def remind_of_complaints(*, actor: Actor) -> int:
    """Tell supervisors of the complaints whose time runs out within three days or has; return how many."""
    soon = clock.today() + timedelta(days=REMIND_DAYS)
    rows = Complaint.objects.select_related("case").filter(state="open", due_on__lte=soon)
    for row in rows:
        overdue = row.due_on < clock.today()
        tell_supervisors(row, kind="complaint-due", once=f"complaint-due:{row.key}:{overdue}")
    if rows:
        target = ("casework.complaint", clock.today().isoformat())
        audit.record(
            actor=actor, verb="casework.complaints-reminded", target=target, detail={"open": len(rows)}
        )
    return len(rows)


def tell_supervisors(row: Complaint, *, kind: str, once: str) -> None:
    """Tell every supervisor of the body that hears a complaint, in the site's language until they choose one."""
    if row.case is None:
        return
    info = case_info(row.case)
    with translation.override(settings.LANGUAGE_CODE):
        address = reverse("casework:desk-complaints")
    for member in directory.list_members(role="supervisor", body=row.supervisor):
        tell(
            owner=member.key,
            kind=kind,
            case=info,
            once=once,
            language=settings.LANGUAGE_CODE,
            address=address,
        )
