"""Systems in service over HTTP: indicators, incidents, periodic reviews."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Body, Field, Schema

from bawaba.ai import services
from bawaba.ai.http import router
from bawaba.ai.http.answers import (
    CASE,
    WRITES,
    AiDoneAnswer,
    AiNumberAnswer,
    CaseKey,
    Figure,
    Language,
    LongProse,
    Number,
    Prose,
    Short,
)
from bawaba.ai.http.telling import tell_stage
from bawaba.kernel.http import caller_of


class IndicatorBody(Schema):
    """A figure to watch, named in at least one language. low, high: outside of them somebody must look"""

    names: dict[Language, Short]
    unit: Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    low: Figure | None = None
    high: Figure | None = None


class ReadingBody(Schema):
    """A measured value."""

    value: Figure
    measured_on: date


class WithinAnswer(Schema):
    """Whether a value lies within its limits."""

    within: bool


class IncidentBody(Schema):
    """Something that went wrong. severity: 1 (slight) to 4 (very serious); informed: who was told, and how"""

    severity: Annotated[int, Field(ge=1, le=4)]
    harm: LongProse
    happened_on: date
    informed: Prose = ""


class TellBody(Schema):
    """What the public reads, in Arabic and in French at least. closes: it is over, and correction says how"""

    summary: dict[Language, Prose]
    correction: Prose = ""
    closes: bool = False


class ReviewBody(Schema):
    """What the board looked at."""

    note: Prose


class DueAnswer(Schema):
    """The day of the next review."""

    due_on: date


@router.post(f"{CASE}/indicators", response=AiNumberAnswer, auth=WRITES, operation_id="ai.add_indicator")
def add_indicator(request: HttpRequest, key: CaseKey, body: Body[IndicatorBody]) -> dict[str, object]:
    """Watch a figure of a system."""
    number = services.add_indicator(
        actor=caller_of(request), key=key, names={str(code): name for code, name in body.names.items()}, unit=body.unit, low=body.low, high=body.high
    )  # fmt: skip
    return {"key": key, "number": number}


@router.post(
    f"{CASE}/indicators/{{indicator}}/readings",
    response=WithinAnswer,
    auth=WRITES,
    operation_id="ai.take_reading",
)
def take_reading(
    request: HttpRequest, key: CaseKey, indicator: Number, body: Body[ReadingBody]
) -> dict[str, object]:
    """Keep a measured value, and tell whether it lies within its limits."""
    within = services.take_reading(
        actor=caller_of(request), key=key, indicator=indicator, value=body.value, measured_on=body.measured_on
    )
    return {"within": within}


@router.post(f"{CASE}/incidents", response=AiNumberAnswer, auth=WRITES, operation_id="ai.report_incident")
def report_incident(request: HttpRequest, key: CaseKey, body: Body[IncidentBody]) -> dict[str, object]:
    """Report that something went wrong. The most severe suspends the system at once."""
    number = services.report_incident(
        actor=caller_of(request), key=key, severity=body.severity, harm=body.harm, happened_on=body.happened_on,
        informed=body.informed,
    )  # fmt: skip
    return {"key": key, "number": number}


@router.put(
    f"{CASE}/incidents/{{incident}}", response=AiDoneAnswer, auth=WRITES, operation_id="ai.tell_incident"
)
def tell_incident(
    request: HttpRequest, key: CaseKey, incident: Number, body: Body[TellBody]
) -> dict[str, object]:
    """Say what the public reads of an incident, how it was corrected, and whether it is over."""
    services.tell_incident(
        actor=caller_of(request), key=key, incident=incident, summary={str(code): text for code, text in body.summary.items()},
        correction=body.correction, closes=body.closes,
    )  # fmt: skip
    return tell_stage(caller_of(request), key)


@router.post(f"{CASE}/reviews", response=DueAnswer, auth=WRITES, operation_id="ai.record_periodic_review")
def record_periodic_review(request: HttpRequest, key: CaseKey, body: Body[ReviewBody]) -> dict[str, object]:
    """Note that the board looked at a running system again."""
    due = services.record_periodic_review(actor=caller_of(request), key=key, note=body.note)
    return {"due_on": due}
