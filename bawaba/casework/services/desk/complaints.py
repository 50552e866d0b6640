"""Supervisors answer complaints."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import ComplaintClosed, DeskTextRefused
from bawaba.casework.queries.contents import seal_text
from bawaba.casework.queries.desk.complaints import complaint_row
from bawaba.casework.services.journal import record_event
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

OUTCOMES: Final = ("upheld", "dismissed")
MOST_LETTERS: Final = 4_000


@transaction.atomic
def answer_complaint(*, actor: Actor, key: str, outcome: str, answer: str) -> None:
    """Uphold or dismiss a complaint, with an answer that the person reads.

    raises: DeskItemNotFound, ComplaintClosed, DeskTextRefused
    """
    row = complaint_row(key, actor, lock=True)
    if row.state != "open":
        raise ComplaintClosed
    words = answer.strip()
    if not words or len(words) > MOST_LETTERS:
        raise DeskTextRefused(fields={"answer": _("Write the answer in at most 4,000 letters.")})
    if outcome not in OUTCOMES:
        raise DeskTextRefused(fields={"outcome": _("Say whether the person is right.")})
    row.state, row.closed_at, row.closed_by = outcome, clock.now(), actor.key
    row.sealed_answer = seal_text(words, column="complaint-answer", key=row.key)
    row.save(update_fields=["state", "closed_at", "closed_by", "sealed_answer"])
    detail = {"complaint": row.key, "outcome": outcome}
    if row.case is not None:
        record_event(actor=actor, case=row.case, kind="complaint-answered", detail=detail, audited=False)
    audit.record(actor=actor, verb="casework.complaint-answered", target=row, detail={"outcome": outcome})
