"""The agents' desk, for the systems of an administration. Permissions are those of the person of the token."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Query, Schema

from bawaba.casework import queries, services
from bawaba.casework.http import router
from bawaba.casework.http.answers import (
    CaseAnswer,
    CaseEventAnswer,
    CasesAnswer,
    DecisionAnswer,
    SentAnswer,
    answer_case,
    answer_decision,
    answer_event,
)
from bawaba.casework.http.callers import DESK_READS, DESK_WRITES, caller_of
from bawaba.casework.http.requests import CaseKey, MessageBody, Prose
from bawaba.casework.types import CaseFilter, CaseView
from bawaba.kernel.http import PageQuery, Words, link_next

Step = Literal["open", "paused", "closed"]


class CasesQuery(PageQuery):
    """Which cases; what is left out does not narrow."""

    service: Words = ""
    state: Words = ""
    phase: list[Step] = Field(["open", "paused"], description="Closed ones are left out unless asked for.")
    assignee: Words = Field("", description="Key of an agent, such as account:7.")
    unassigned: bool = False
    territory: Words = ""
    number: Words = ""
    due_before: date | None = Field(None, description="Legal date before this day.")
    order: Literal["due", "newest"] = "due"


class ViewAnswer(Schema):
    """A whole case, as an agent reads it. answers: personal data."""

    case: CaseAnswer
    answers: dict[str, Any]  # Any: JSON by field key
    timeline: list[CaseEventAnswer]
    steps: list[str] = Field(description="Keys of the steps out of its state.")
    decision: DecisionAnswer | None


class StepBody(Schema):
    """A step of the case's own workflow, with what it needs. revision: the one that was read; 0 takes any."""

    step: Words
    reasons: Prose = ""
    message: Prose = ""
    note: Prose = ""
    fields: list[Words] = Field([], max_length=100, description="Names of the answers to correct.")
    revision: int = Field(0, ge=0, le=2_000_000_000)


class NoteBody(Schema):
    """An internal note, which the person never sees."""

    text: Prose


class AssignmentBody(Schema):
    """Who handles a case. assignee: key of an agent of the office, empty gives it back."""

    assignee: Words = ""


class DoneAnswer(Schema):
    """What was changed."""

    key: str


@router.get("/casework/desk/cases", response=CasesAnswer, auth=DESK_READS, operation_id="casework.list_cases")
def list_cases(request: HttpRequest, response: HttpResponse, query: Query[CasesQuery]) -> dict[str, object]:
    """List the cases of the offices that the agent works for, the soonest legal date first."""
    wanted = CaseFilter(
        offices=queries.offices_of(caller_of(request).actor),
        phases=tuple(query.phase), states=(query.state,) if query.state else (), service=query.service,
        assignee=query.assignee, unassigned=query.unassigned, territory=query.territory, number=query.number,
        due_before=query.due_before, order=query.order,
    )  # fmt: skip
    page = queries.list_cases(wanted=wanted, after=query.after, limit=query.limit)
    link_next(request, response, page.after)
    return {"items": [answer_case(info) for info in page.items], "after": page.after}


@router.get(
    "/casework/desk/cases/{key}", response=ViewAnswer, auth=DESK_READS, operation_id="casework.open_case"
)
def open_case(request: HttpRequest, key: CaseKey) -> dict[str, object]:
    """Get a whole case: answers, timeline with internal lines, standing decision."""
    return _view(queries.open_case(actor=caller_of(request).actor, key=key))


@router.post(
    "/casework/desk/cases/{key}/steps",
    response=CaseAnswer,
    auth=DESK_WRITES,
    operation_id="casework.take_step",
)
def take_step(request: HttpRequest, key: CaseKey, body: Body[StepBody]) -> dict[str, object]:
    """Take a step: take up, ask for a correction, accept, refuse, or any other of the workflow."""
    filled = services.Filled(body.reasons, body.message, body.note, tuple(body.fields))
    info = services.take_step(
        actor=caller_of(request).actor, key=key, step=body.step, filled=filled, expected=body.revision
    )
    return answer_case(info)


@router.post(
    "/casework/desk/cases/{key}/confirmation", response=CaseAnswer, auth=DESK_WRITES,
    operation_id="casework.confirm_decision",
)  # fmt: skip
def confirm_decision(request: HttpRequest, key: CaseKey) -> dict[str, object]:
    """Confirm a proposed decision as the second pair of eyes."""
    return answer_case(services.confirm_decision(actor=caller_of(request).actor, key=key))


@router.post(
    "/casework/desk/cases/{key}/return", response=CaseAnswer, auth=DESK_WRITES,
    operation_id="casework.return_decision",
)  # fmt: skip
def return_decision(request: HttpRequest, key: CaseKey, body: Body[NoteBody]) -> dict[str, object]:
    """Send a proposed decision back to whoever proposed it, with a note."""
    return answer_case(services.return_decision(actor=caller_of(request).actor, key=key, note=body.text))


@router.post(
    "/casework/desk/cases/{key}/notes",
    response=SentAnswer,
    auth=DESK_WRITES,
    operation_id="casework.add_note",
)
def add_note(request: HttpRequest, key: CaseKey, body: Body[NoteBody]) -> dict[str, object]:
    """Keep an internal note."""
    return {"id": services.add_note(actor=caller_of(request).actor, key=key, text=body.text)}


@router.post(
    "/casework/desk/cases/{key}/messages", response=SentAnswer, auth=DESK_WRITES,
    operation_id="casework.send_office_message",
)  # fmt: skip
def send_office_message(request: HttpRequest, key: CaseKey, body: Body[MessageBody]) -> dict[str, object]:
    """Write to the person."""
    return {"id": services.send_office_message(actor=caller_of(request).actor, key=key, text=body.text)}


@router.post(
    "/casework/desk/cases/{key}/assignment", response=DoneAnswer, auth=DESK_WRITES,
    operation_id="casework.assign_case",
)  # fmt: skip
def assign_case(request: HttpRequest, key: CaseKey, body: Body[AssignmentBody]) -> dict[str, object]:
    """Give a case to an agent of its office, or back to the office."""
    services.assign_case(actor=caller_of(request).actor, key=key, assignee=body.assignee)
    return {"key": key}


def _view(found: CaseView) -> dict[str, object]:
    steps = [one.key for one in found.procedure.transitions if one.source == found.info.state]
    return {
        "case": answer_case(found.info),
        "answers": dict(found.answers),
        "timeline": [answer_event(one) for one in found.events],
        "steps": steps,
        "decision": answer_decision(found.decision) if found.decision else None,
    }
