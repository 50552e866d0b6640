"""A person's own requests, for systems that act in the person's name."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Header, Query, Schema

from bawaba.casework import queries, services
from bawaba.casework.http import router
from bawaba.casework.http.answers import (
    CaseAnswer,
    CasesAnswer,
    DraftAnswer,
    MessagesAnswer,
    SentAnswer,
    TrackingAnswer,
    answer_case,
    answer_draft,
    answer_message,
    answer_tracking,
)
from bawaba.casework.http.callers import READS, WRITES, caller_of
from bawaba.kernel.http import ALL, LanguageQuery, PageQuery, Words, language_of, link_next

CaseKey = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Prose = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]


class RequestBody(Schema):
    """What is asked for. answers: an object by field key, as the form's own schema says."""

    form: Words
    answers: dict[str, Any]  # Any: checked against the form's own schema


class CorrectionBody(Schema):
    """New answers to the fields that were asked to be corrected, and to no other."""

    answers: dict[str, Any]  # Any: checked against the form's own schema


class WithdrawalBody(Schema):
    """Why a request is withdrawn; it may be empty."""

    note: Prose = ""


class MessageBody(Schema):
    """A message in plain text."""

    text: Prose


@router.post("/casework/requests", response=CaseAnswer, auth=WRITES, operation_id="casework.submit_request")
def submit_request(
    request: HttpRequest,
    body: Body[RequestBody],
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=200)],
) -> dict[str, object]:
    """Hand in a whole request. Sent again with the same key, it is the same request and the same receipt."""
    caller = caller_of(request)
    info = services.submit_request(
        actor=caller.actor, level=caller.level, form=body.form, answers=body.answers,
        language=_written_in(request), once=idempotency_key,
    )  # fmt: skip
    return answer_case(info)


@router.post("/casework/drafts", response=DraftAnswer, auth=WRITES, operation_id="casework.begin_draft")
def begin_draft(request: HttpRequest, body: Body[RequestBody]) -> dict[str, object]:
    """Begin a draft for the person to go on with on this site; what they wrote there already wins."""
    caller = caller_of(request)
    language = _written_in(request)
    info = services.begin_draft(
        actor=caller.actor, level=caller.level, form=body.form, answers=body.answers, language=language
    )
    return answer_draft(info)


@router.get("/casework/requests", response=CasesAnswer, auth=READS, operation_id="casework.list_own")
def list_own(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> dict[str, object]:
    """List the person's own requests, the newest first."""
    page = queries.list_own(owner=caller_of(request).owner, after=query.after, limit=query.limit)
    link_next(request, response, page.after)
    return {"items": [answer_case(info) for info in page.items], "after": page.after}


@router.get("/casework/requests/{key}", response=TrackingAnswer, auth=READS, operation_id="casework.track")
def track(request: HttpRequest, key: CaseKey, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get one request: where it is, its timeline, what is to be corrected, the decision, the receipt."""
    return answer_tracking(queries.track(key=key, owner=caller_of(request).owner), request)


@router.get(
    "/casework/requests/{key}/messages", response=MessagesAnswer, auth=READS,
    operation_id="casework.list_own_messages",
)  # fmt: skip
def list_own_messages(request: HttpRequest, key: CaseKey) -> dict[str, object]:
    """List the messages about a request."""
    found = queries.list_own_messages(key=key, owner=caller_of(request).owner)
    return {"items": [answer_message(one) for one in found]}


@router.post(
    "/casework/requests/{key}/messages",
    response=SentAnswer,
    auth=WRITES,
    operation_id="casework.send_message",
)
def send_message(request: HttpRequest, key: CaseKey, body: Body[MessageBody]) -> dict[str, object]:
    """Write to the office that has the request."""
    caller = caller_of(request)
    return {"id": services.send_message(actor=caller.actor, key=key, text=body.text, owner=caller.owner)}


@router.post(
    "/casework/requests/{key}/correction", response=CaseAnswer, auth=WRITES,
    operation_id="casework.correct_request",
)  # fmt: skip
def correct_request(request: HttpRequest, key: CaseKey, body: Body[CorrectionBody]) -> dict[str, object]:
    """Answer a request for correction, with the files that were sent for it; the clock goes on."""
    caller = caller_of(request)
    info = services.correct_request(actor=caller.actor, key=key, owner=caller.owner, values=body.answers)
    return answer_case(info)


@router.post(
    "/casework/requests/{key}/withdrawal", response=CaseAnswer, auth=WRITES,
    operation_id="casework.withdraw_request",
)  # fmt: skip
def withdraw_request(request: HttpRequest, key: CaseKey, body: Body[WithdrawalBody]) -> dict[str, object]:
    """Withdraw a request."""
    caller = caller_of(request)
    info = services.withdraw_request(actor=caller.actor, key=key, owner=caller.owner, note=body.note)
    return answer_case(info)


def _written_in(request: HttpRequest) -> str:
    language = language_of(request)
    return str(settings.LANGUAGE_CODE) if language == ALL else language
