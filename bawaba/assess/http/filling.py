"""A body's assessments: begun, read whole, answered; nobody writes over what changed in the meantime."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Query, Schema

from bawaba.assess import queries, services
from bawaba.assess.http import router
from bawaba.assess.http.answers import (
    READS,
    WRITES,
    AssessAssessmentAnswer,
    AssessmentKey,
    BodyKey,
    Prose,
    QuestionId,
    Urn,
    Version,
    answer_assessment,
)
from bawaba.assess.queries.filling import Filling, Line
from bawaba.assess.rules.answers import print_answer
from bawaba.assess.types import GivenAnswer
from bawaba.kernel.http import LanguageQuery, PageQuery, Texts, Words, answer_texts, caller_of, link_next

Value = Any  # Any: checked against the question; None takes the answer away
Revision = Annotated[int, Field(ge=0, le=2_000_000_000)]


class AssessmentsQuery(PageQuery):
    """Whose assessments."""

    body: BodyKey


class AssessmentsAnswer(Schema):
    """A page of a body's assessments, the newest first."""

    items: list[AssessAssessmentAnswer]
    after: str = Field(description="Cursor of the next page, empty on the last one.")


class LineAnswer(Schema):
    """An assessment in a list of work to do."""

    key: str
    titles: Texts
    campaign_titles: Texts
    body: str
    body_names: Texts
    subject: str
    state: str
    due_on: date | None


class LinesAnswer(Schema):
    """Assessments that wait for the reader."""

    items: list[LineAnswer]


class StartBody(Schema):
    """An assessment outside of any campaign. version: empty takes the one in force; subject: a system, an application."""

    urn: Urn
    version: Version = ""
    body: BodyKey
    subject: Words = ""


class StartedAnswer(Schema):
    """The key of an assessment."""

    key: str


class KeptAnswer(Schema):
    """An answer. print: of what is kept, to send back as `was`; verified: by a reviewer, none where nobody did"""

    question: str
    value: Value
    comment: str
    print: str
    author: str
    answered_at: datetime
    verified: Value
    note: str


class SectionAnswer(Schema):
    """A section. asked: questions whose condition holds; lacks: what must be answered or proved; mine: whether one may"""

    section: str
    titles: Texts
    asked: list[str]
    answered: int
    lacks: list[str]
    mine: bool


class EvidenceAnswer(Schema):
    """What proves an answer: an address, or a file to read at `…/evidence/{id}/content`."""

    id: int
    question: str
    name: str
    url: str
    is_file: bool
    confidential: bool
    valid_until: date | None


class AssessDecisionAnswer(Schema):
    """A decision of the log. verdict: returned or approved; approver: how they are called, empty where they are gone"""

    verdict: str
    reason: str
    approver: str
    decided_at: datetime
    expires_on: date | None


class ContributorAnswer(Schema):
    """Who was invited. section: empty is every section"""

    account: str
    name: str
    section: str


class FillingAnswer(AssessAssessmentAnswer):
    """An assessment whole. filled: questions that the method answers by itself → choice"""

    body_names: Texts
    due_on: date | None
    writable: bool
    answers: list[KeptAnswer]
    filled: dict[str, str]
    sections: list[SectionAnswer]
    evidence: list[EvidenceAnswer]
    contributors: list[ContributorAnswer]
    decisions: list[AssessDecisionAnswer]


class AnswerBody(Schema):
    """One answer. revision: the one that was read; without it, it is written whatever happened since."""

    value: Value = Field(
        description='As the question asks; `{"state": "unknown"}` is an answer, null is none.'
    )
    comment: Prose = ""
    revision: Revision | None = None


class NamedAnswer(Schema):
    """An answer with its question. was: the `print` that was read, empty for none at all; without it, no comparing."""

    question: QuestionId
    value: Value
    comment: Prose = ""
    was: Annotated[str, Field(max_length=16, pattern=r"^[0-9a-f]*$")] | None = None


class AnswersBody(Schema):
    """Several answers, kept all or none."""

    answers: Annotated[list[NamedAnswer], Field(min_length=1, max_length=500)]
    revision: Revision | None = None


class RevisionAnswer(Schema):
    """The assessment's new revision, and how many answers are other than before."""

    revision: int
    changed: int


@router.get(
    "/assess/assessments", response=AssessmentsAnswer, auth=READS, operation_id="assess.list_assessments"
)
def list_assessments(
    request: HttpRequest, response: HttpResponse, query: Query[AssessmentsQuery]
) -> dict[str, object]:
    """List a body's assessments, for those who write for it."""
    page = queries.list_assessments(
        actor=caller_of(request), body=query.body, after=query.after, limit=query.limit
    )
    link_next(request, response, page.after)
    return {"items": [answer_assessment(info) for info in page.items], "after": page.after}


@router.get("/assess/mine", response=LinesAnswer, auth=READS, operation_id="assess.list_mine")
def list_mine(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List the assessments that the reader answers: of their bodies, or by invitation; at most 100."""
    return {"items": [_line(one, request) for one in queries.list_mine(actor=caller_of(request))]}


@router.get("/assess/reviews", response=LinesAnswer, auth=READS, operation_id="assess.list_to_review")
def list_to_review(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List the assessments that wait for the reader's review or publication, the oldest first; at most 100."""
    return {"items": [_line(one, request) for one in queries.list_to_review(actor=caller_of(request))]}


@router.post(
    "/assess/assessments", response=StartedAnswer, auth=WRITES, operation_id="assess.start_assessment"
)
def start_assessment(request: HttpRequest, body: Body[StartBody]) -> dict[str, object]:
    """Begin an assessment outside of any campaign."""
    return {"key": services.start_assessment(actor=caller_of(request), **body.dict())}


@router.get(
    "/assess/assessments/{key}", response=FillingAnswer, auth=READS, operation_id="assess.open_filling"
)
def open_filling(request: HttpRequest, key: AssessmentKey, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get an assessment whole: answers, what is asked and still lacking, evidence, who helps, decisions."""
    return _filling(queries.open_filling(actor=caller_of(request), key=key), request)


@router.put(
    "/assess/assessments/{key}/answers",
    response=RevisionAnswer,
    auth=WRITES,
    operation_id="assess.save_answers",
)
def save_answers(request: HttpRequest, key: AssessmentKey, body: Body[AnswersBody]) -> dict[str, object]:
    """Keep several answers, all or none. 409 names the questions that somebody else answered in the meantime."""
    given = [GivenAnswer(one.question, one.value, one.comment, one.was) for one in body.answers]
    saved = services.save_answers(
        actor=caller_of(request), key=key, answers=given, expected=body.revision, whole=True
    )
    return {"revision": saved.revision, "changed": saved.changed}


@router.put(
    "/assess/assessments/{key}/answers/{question}", response=RevisionAnswer, auth=WRITES,
    operation_id="assess.save_answer",
)  # fmt: skip
def save_answer(
    request: HttpRequest, key: AssessmentKey, question: QuestionId, body: Body[AnswerBody]
) -> dict[str, object]:
    """Keep one answer. 409 says that somebody else wrote in the assessment since it was read."""
    revision = services.save_answer(
        actor=caller_of(request), key=key, question=question, value=body.value, comment=body.comment,
        expected=body.revision,
    )  # fmt: skip
    return {"revision": revision, "changed": 1}


def _line(one: Line, request: HttpRequest) -> dict[str, object]:
    plain = {name: getattr(one, name) for name in ("key", "body", "subject", "state", "due_on")}
    texts = {
        name: answer_texts(getattr(one, name), request) for name in ("titles", "campaign_titles", "body_names")
    }  # fmt: skip
    return plain | texts


def _filling(found: Filling, request: HttpRequest) -> dict[str, object]:
    plain = (
        "key",
        "urn",
        "version",
        "campaign",
        "body",
        "subject",
        "state",
        "revision",
        "due_on",
        "writable",
    )
    return {
        **{name: getattr(found, name) for name in plain},
        "body_names": answer_texts(found.body_names, request),
        "answers": [
            {
                "question": one.question, "value": one.value, "comment": one.comment, "author": one.author,
                "print": print_answer(one.value, one.comment), "answered_at": one.answered_at,
                "verified": one.verified, "note": one.note,
            }
            for one in found.answers.values()
        ],
        "filled": dict(found.filled),
        "sections": [
            {
                "section": one.section.id, "titles": answer_texts(one.section.titles, request), "lacks": list(one.lacks),
                "asked": [asked.id for asked in one.asked], "answered": one.answered, "mine": one.mine,
            }
            for one in found.sections
        ],
        "evidence": [
            {
                "id": one.number, "question": one.question, "name": one.name, "url": "" if one.is_file else one.address,
                "is_file": one.is_file, "confidential": one.confidential, "valid_until": one.valid_until,
            }
            for pieces in found.evidence.values() for one in pieces
        ],
        "contributors": [
            {"account": one.account, "name": one.name, "section": one.section} for one in found.contributors
        ],
        "decisions": [
            {name: getattr(one, name) for name in AssessDecisionAnswer.model_fields} for one in found.decisions
        ],
    }  # fmt: skip
