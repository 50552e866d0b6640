"""Appeals against a decision: filed in one click before their last day, heard by the supervisor."""

import secrets
from typing import Final

from django.db import IntegrityError, transaction

from bawaba.casework.errors import (
    AppealFiled,
    AppealNotFound,
    AppealNotPossible,
    MessageEmpty,
    OwnDecisionAppealed,
    TextTooLong,
)
from bawaba.casework.models import Appeal, Case
from bawaba.casework.queries.access import own_row, roles_in, took_part
from bawaba.casework.queries.calendars import working_days
from bawaba.casework.queries.contents import seal_text
from bawaba.casework.queries.people import appeal_info, open_ways
from bawaba.casework.queries.records import law_of
from bawaba.casework.rules.clock import deadline
from bawaba.casework.services.deciding import annul_decision
from bawaba.casework.services.journal import record_event
from bawaba.casework.types import AppealInfo
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor

LONGEST: Final = 10_000


@transaction.atomic
def file_appeal(*, actor: Actor, key: str, owner: str, way: str, grounds: str = "") -> AppealInfo:
    """Appeal against the refusal of one's own case. way: kind of one of the law's ways that is still open.

    grounds: why, or empty
    raises:  CaseNotFound, AppealNotPossible, AppealFiled, TextTooLong
    """
    case = own_row(key, owner, lock=True)
    decision = case.decisions.filter(state="in-force").first()
    if decision is None or way not in {one.kind for one, _until in open_ways(case, decision)}:
        raise AppealNotPossible
    if len(grounds) > LONGEST:
        raise TextTooLong
    mark = secrets.token_urlsafe(18)
    row = Appeal(
        key=mark,
        decision=decision,
        way=way,
        sealed_grounds=seal_text(grounds.strip(), column="appeal", key=mark),
        filed_at=clock.now(),
        due_on=deadline(clock.today(), law_of(case).appeal, working_days()),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:  # pressed twice
        raise AppealFiled from fault
    record_event(actor=actor, case=case, kind="appealed", detail={"way": way})
    return appeal_info(row)


@transaction.atomic
def answer_appeal(*, actor: Actor, key: str, upheld: bool, answer: str) -> AppealInfo:
    """Answer an appeal as the case's supervisor; when it is upheld the decision falls and the case is open again.

    Who proposed or confirmed the decision does not answer.
    raises: AppealNotFound, OwnDecisionAppealed, MessageEmpty, TextTooLong
    """
    row = _open_appeal(actor, key)
    if took_part(row.decision, actor):
        raise OwnDecisionAppealed
    if not answer.strip():
        raise MessageEmpty
    if len(answer) > LONGEST:
        raise TextTooLong
    row.state = "upheld" if upheld else "dismissed"
    row.sealed_answer = seal_text(answer.strip(), column="appeal-answer", key=key)
    row.closed_at, row.closed_by = clock.now(), actor.key
    row.save(update_fields=["state", "sealed_answer", "closed_at", "closed_by"])
    case = row.decision.case
    record_event(actor=actor, case=case, kind="appeal-answered", detail={"state": row.state}, text=answer)
    if upheld:
        annul_decision(actor=actor, key=case.key, note="")
    return appeal_info(row)


def _open_appeal(actor: Actor, key: str) -> Appeal:
    rows = Appeal.objects.select_related("decision__case__procedure").select_for_update(of=("self",))
    row = rows.filter(key=key, state="filed").first()
    case: Case | None = row.decision.case if row else None
    if row is None or case is None or "supervisor" not in roles_in(case, actor):
        raise AppealNotFound
    return row
