"""The board over HTTP: verdicts, conditions, what is met."""

from datetime import date

from django.http import HttpRequest
from ninja import Body, Schema

from bawaba.ai import services
from bawaba.ai.http import router
from bawaba.ai.http.answers import CASE, WRITES, AiDoneAnswer, AiNumberAnswer, CaseKey, Number, Prose
from bawaba.ai.http.telling import tell_stage
from bawaba.kernel.http import caller_of


class VerdictBody(Schema):
    """One person's decision, once and for good. conflict: of interest, declared: kept and not counted"""

    approves: bool
    reason: Prose
    conflict: bool = False


class ConditionBody(Schema):
    """What is asked, by when. blocking: no service while it is open"""

    text: Prose
    due_on: date
    blocking: bool = False


class ProofBody(Schema):
    """By what it is seen that a condition is met."""

    proof: Prose


@router.post(f"{CASE}/verdicts", response=AiDoneAnswer, auth=WRITES, operation_id="ai.give_verdict")
def give_verdict(request: HttpRequest, key: CaseKey, body: Body[VerdictBody]) -> dict[str, object]:
    """Decide an assessed use case as one person of the board."""
    services.give_verdict(
        actor=caller_of(request), key=key, approves=body.approves, reason=body.reason, conflict=body.conflict
    )
    return tell_stage(caller_of(request), key)


@router.post(f"{CASE}/conditions", response=AiNumberAnswer, auth=WRITES, operation_id="ai.set_condition")
def set_condition(request: HttpRequest, key: CaseKey, body: Body[ConditionBody]) -> dict[str, object]:
    """Ask for something by a day. A blocking condition suspends a system that is in service."""
    number = services.set_condition(
        actor=caller_of(request), key=key, text=body.text, blocking=body.blocking, due_on=body.due_on
    )
    return {"key": key, "number": number}


@router.put(
    f"{CASE}/conditions/{{condition}}", response=AiDoneAnswer, auth=WRITES, operation_id="ai.meet_condition"
)
def meet_condition(
    request: HttpRequest, key: CaseKey, condition: Number, body: Body[ProofBody]
) -> dict[str, object]:
    """Say that a condition is met, and by what that is seen."""
    services.meet_condition(actor=caller_of(request), key=key, condition=condition, proof=body.proof)
    return tell_stage(caller_of(request), key)
