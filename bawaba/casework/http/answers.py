"""What the room's API answers: cases, timelines, decisions, messages."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import Field, Schema

from bawaba.casework.queries.beginnings import BegunDraft
from bawaba.casework.types import CaseInfo, DecisionInfo, EventInfo, MessageInfo, PauseInfo, Tracking
from bawaba.forms.types import DraftInfo
from bawaba.kernel.http import Texts, answer_texts


class CaseAnswer(Schema):
    """A request. number: public; key: for addresses; due_on: the legal date as known now."""

    key: str
    number: str
    service: str
    form: str
    body: str
    office: str
    state: str = Field(description="Key of a state of the service's own workflow.")
    phase: str = Field(description="open, paused (the clock stands) or closed.")
    outcome: str = Field(description="Empty, accepted, refused, accepted-by-silence, withdrawn or lapsed.")
    assignee: str
    submitted_at: datetime
    due_on: date
    closed_at: datetime | None
    revision: int = Field(description="Grows with each change.")


class CasesAnswer(Schema):
    """A page of requests."""

    items: list[CaseAnswer]
    after: str = Field(description="Cursor of the next page, empty on the last one.")


class CaseEventAnswer(Schema):
    """A line of the timeline. kind: stable; detail: without personal data."""

    at: datetime
    kind: str
    detail: dict[str, Any]  # Any: JSON


class PauseAnswer(Schema):
    """The clock stands: what is to be corrected, and until when."""

    reason: str
    message: str
    fields: list[str]
    began_at: datetime
    answer_by: date


class DecisionAnswer(Schema):
    """The decision in force. verify: address where anybody sees that it is genuine."""

    outcome: str
    reasons: str
    decided_at: datetime | None
    appeal_until: date | None
    verify: str


class ReceiptAnswer(Schema):
    """The receipt. digest: SHA-256 of the answers as canonical JSON."""

    number: str
    issued_at: datetime
    digest: str
    verify: str


class TrackingAnswer(Schema):
    """A person's own request: where it is, who has it, what comes next."""

    case: CaseAnswer
    where: Texts
    holder: str
    next: Texts
    typical_days: int | None
    steps: list[str] = Field(description="What the person may do now.")
    timeline: list[CaseEventAnswer]
    pause: PauseAnswer | None
    decision: DecisionAnswer | None
    receipt: ReceiptAnswer


class FileAnswer(Schema):
    """What is attached to a message."""

    name: str
    media_type: str
    size: int


class MessageAnswer(Schema):
    """A message about a request."""

    id: int
    at: datetime
    from_person: bool
    text: str
    files: list[FileAnswer]


class MessagesAnswer(Schema):
    """The messages about a request, the oldest first."""

    items: list[MessageAnswer]


class SentAnswer(Schema):
    """What was sent or kept. id: its number."""

    id: int


class DraftAnswer(Schema):
    """A draft that waits for its person. address: of the page to go on with."""

    key: str
    form: str
    revision: int
    expires_on: date
    address: str


class DraftFileAnswer(Schema):
    """A file that was handed in. state: waiting (for the scanner), clean, unscanned or harmful."""

    key: str
    name: str
    media_type: str
    size: int
    state: str


class OpenDraftAnswer(DraftAnswer):
    """A draft with its files by question, and what is missing or wrong: codes by field."""

    faults: dict[str, str]
    files: dict[str, list[DraftFileAnswer]]


def answer_draft(info: DraftInfo) -> dict[str, object]:
    """Return a draft, with the address where its person goes on."""
    with translation.override(info.language):
        path = reverse("forms:draft", args=[info.key])
    return {
        "key": info.key, "form": info.form, "revision": info.revision, "expires_on": info.expires_on,
        "address": settings.SITE_ADDRESS + path,
    }  # fmt: skip


def answer_begun(draft: BegunDraft) -> dict[str, object]:
    """Return a draft with its files and faults."""
    told = {
        field: [{name: getattr(one, name) for name in DraftFileAnswer.model_fields} for one in kept]
        for field, kept in draft.files.items()
    }
    return answer_draft(draft.info) | {"faults": dict(draft.faults), "files": told}


def answer_case(info: CaseInfo) -> dict[str, object]:
    """Return a case as the API answers it."""
    return {name: getattr(info, name) for name in CaseAnswer.model_fields}


def answer_tracking(found: Tracking, request: HttpRequest) -> dict[str, object]:
    """Return what a person sees of their own case."""
    receipt = found.receipt
    return {
        "case": answer_case(found.info),
        "where": answer_texts(found.where, request),
        "holder": found.holder,
        "next": answer_texts(found.next, request),
        "typical_days": found.typical_days,
        "steps": list(found.steps),
        "timeline": [answer_event(one) for one in found.events],
        "pause": answer_pause(found.pause) if found.pause else None,
        "decision": answer_decision(found.decision) if found.decision else None,
        "receipt": {
            "number": receipt.number,
            "issued_at": receipt.issued_at,
            "digest": receipt.digest,
            "verify": _verify(receipt.code),
        },
    }


def answer_event(event: EventInfo) -> dict[str, object]:
    """Return a line of a timeline."""
    return {"at": event.at, "kind": event.kind, "detail": dict(event.detail)}


def answer_pause(pause: PauseInfo) -> dict[str, object]:
    """Return why the clock stands."""
    return {name: getattr(pause, name) for name in PauseAnswer.model_fields}


def answer_decision(decision: DecisionInfo) -> dict[str, object]:
    """Return a decision."""
    return {
        "outcome": decision.outcome,
        "reasons": decision.reasons,
        "decided_at": decision.decided_at,
        "appeal_until": decision.appeal_until,
        "verify": _verify(decision.code),
    }


def answer_message(message: MessageInfo) -> dict[str, object]:
    """Return a message."""
    files = [{"name": one.name, "media_type": one.media_type, "size": one.size} for one in message.files]
    return {
        "id": message.id, "at": message.at, "from_person": message.from_person, "text": message.text, "files": files,
    }  # fmt: skip


def _verify(code: str) -> str:
    return f"{settings.SITE_ADDRESS}/{settings.LANGUAGE_CODE}/verify/{code}"
