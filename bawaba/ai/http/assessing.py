"""Assessments of a use case over HTTP: begun, named, what their level obliges to."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Body, Field, Schema

from bawaba.ai import queries, services
from bawaba.ai.http import router
from bawaba.ai.http.answers import CASE, READS, WRITES, AiDoneAnswer, CaseKey, NumbersAnswer, Slug
from bawaba.ai.http.telling import tell_stage
from bawaba.ai.types import AskedObligation, AssessmentKind
from bawaba.kernel.http import Texts, answer_texts, caller_of


class KindBody(Schema):
    """Our ethical impact assessment, or Canada's Algorithmic Impact Assessment."""

    kind: AssessmentKind = "ethics"


class BegunAnswer(Schema):
    """The assessment to fill in, by its key in the API of assessments."""

    assessment: str


class LinkBody(Schema):
    """The approved assessment that a use case rests on, and the last day on which it holds."""

    assessment: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
    until: date


class ProposedAnswer(Schema):
    """What a level of impact obliges to and nobody has asked for yet. sections: of the directive"""

    code: str
    sections: str
    texts: Texts
    due_on: date
    blocking: bool


class ProposalAnswer(Schema):
    """The conditions that a level proposes.

    level: 0 where nothing was handed in; verified: it was approved; directive: where the one that obliges to them is
    """

    level: int
    verified: bool
    conditions: list[ProposedAnswer]
    directive: dict[str, str]


class AskedBody(Schema):
    """One of the proposed conditions, with its day."""

    code: Slug
    due_on: date
    blocking: bool = True


class ObligationsBody(Schema):
    """Which of the proposed conditions are asked for."""

    asked: Annotated[list[AskedBody], Field(min_length=1, max_length=50)]


@router.post(f"{CASE}/assessments", response=BegunAnswer, auth=WRITES, operation_id="ai.begin_assessment")
def begin_assessment(request: HttpRequest, key: CaseKey, body: Body[KindBody]) -> dict[str, object]:
    """Begin an assessment, or go on with the one that is being filled in."""
    return {"assessment": services.begin_assessment(actor=caller_of(request), key=key, kind=body.kind)}


@router.put(f"{CASE}/assessment", response=AiDoneAnswer, auth=WRITES, operation_id="ai.link_assessment")
def link_assessment(request: HttpRequest, key: CaseKey, body: Body[LinkBody]) -> dict[str, object]:
    """Name the approved assessment that a use case rests on."""
    services.link_assessment(actor=caller_of(request), key=key, assessment=body.assessment, until=body.until)
    return tell_stage(caller_of(request), key)


@router.get(f"{CASE}/obligations", response=ProposalAnswer, auth=READS, operation_id="ai.propose_conditions")
def propose_conditions(request: HttpRequest, key: CaseKey) -> dict[str, object]:
    """Read what the level of impact obliges to and was not asked for yet."""
    queries.stage_of(actor=caller_of(request), key=key)  # who does not see the use case learns nothing of it
    found = queries.propose_conditions(actor=caller_of(request), key=key)
    conditions = [
        {"code": one.code, "sections": one.sections, "texts": answer_texts(one.texts, request), "due_on": one.due_on, "blocking": one.blocking}
        for one in found.conditions
    ]  # fmt: skip
    return {
        "level": found.level,
        "verified": found.verified,
        "conditions": conditions,
        "directive": queries.directive_links(),
    }


@router.post(f"{CASE}/obligations", response=NumbersAnswer, auth=WRITES, operation_id="ai.ask_obligations")
def ask_obligations(request: HttpRequest, key: CaseKey, body: Body[ObligationsBody]) -> dict[str, object]:
    """Ask for what the level of impact obliges to, as conditions."""
    asked = [AskedObligation(one.code, one.due_on, one.blocking) for one in body.asked]
    numbers = services.ask_obligations(actor=caller_of(request), key=key, asked=asked)
    return {"key": key, "numbers": numbers}
