"""The way of an assessment: handed in, verified, given back or approved, published by a second person, moved on."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Field, Query, Schema

from bawaba.assess import queries, services
from bawaba.assess.http import router
from bawaba.assess.http.answers import (
    READS,
    WRITES,
    AssessmentKey,
    DatedReason,
    FrozenAnswer,
    Prose,
    QuestionId,
    Reason,
    StateAnswer,
)
from bawaba.assess.types import GivenAnswer, Migration, Score
from bawaba.kernel.http import caller_of

WAY = "/assess/assessments/{key}"
NewVersion = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[0-9A-Za-z.+-]+$")]


class VerifiedAnswer(Schema):
    """What a reviewer found in place of the declared answer."""

    question: QuestionId
    value: Any = Field(description="As the question asks.")  # Any: checked against the question
    note: Prose = ""


class VerifiedBody(Schema):
    """Verified answers, kept all or none."""

    answers: Annotated[list[VerifiedAnswer], Field(min_length=1, max_length=500)]


class ReasonBody(Schema):
    """Why; the body reads it."""

    reason: Reason


class VersionBody(Schema):
    """The version of the method to move to."""

    version: NewVersion


class AssessVersionQuery(Schema):
    """The version of the method to move to."""

    version: NewVersion


class MigrationAnswer(Schema):
    """What becomes of answers under another version. lost: question → why; new: questions without an answer"""

    carried: dict[str, Any]  # Any: answers
    lost: dict[str, str]
    new: list[str]


class SuccessorAnswer(MigrationAnswer):
    """The assessment that takes the place of the old one."""

    key: str


@router.post(f"{WAY}/submission", response=FrozenAnswer, auth=WRITES, operation_id="assess.submit_assessment")
def submit_assessment(request: HttpRequest, key: AssessmentKey) -> dict[str, object]:
    """Hand an assessment in and get its declared result. 422 names what must be answered or proved first."""
    return _score(services.submit_assessment(actor=caller_of(request), key=key))


@router.put(f"{WAY}/verified", response=StateAnswer, auth=WRITES, operation_id="assess.verify_answers")
def verify_answers(request: HttpRequest, key: AssessmentKey, body: Body[VerifiedBody]) -> dict[str, object]:
    """Put verified answers beside declared ones, for those who review."""
    given = [GivenAnswer(one.question, one.value, one.note) for one in body.answers]
    services.verify_answers(actor=caller_of(request), key=key, answers=given)
    return {"key": key, "state": "review"}


@router.post(f"{WAY}/return", response=StateAnswer, auth=WRITES, operation_id="assess.return_assessment")
def return_assessment(request: HttpRequest, key: AssessmentKey, body: Body[ReasonBody]) -> dict[str, object]:
    """Give an assessment back to its body, with the reason."""
    services.return_assessment(actor=caller_of(request), key=key, reason=body.reason)
    return {"key": key, "state": "returned"}


@router.post(f"{WAY}/approval", response=FrozenAnswer, auth=WRITES, operation_id="assess.approve_assessment")
def approve_assessment(
    request: HttpRequest, key: AssessmentKey, body: Body[DatedReason]
) -> dict[str, object]:
    """Approve an assessment and get its verified result."""
    score = services.approve_assessment(
        actor=caller_of(request), key=key, reason=body.reason, expires_on=body.expires_on
    )
    return _score(score)


@router.post(
    f"{WAY}/publication", response=StateAnswer, auth=WRITES, operation_id="assess.publish_assessment"
)
def publish_assessment(request: HttpRequest, key: AssessmentKey) -> dict[str, object]:
    """Publish an approved assessment; another person than the one who approved it does."""
    services.publish_assessment(actor=caller_of(request), key=key)
    return {"key": key, "state": "published"}


@router.get(f"{WAY}/migration", response=MigrationAnswer, auth=READS, operation_id="assess.preview_migration")
def preview_migration(
    request: HttpRequest, key: AssessmentKey, query: Query[AssessVersionQuery]
) -> dict[str, object]:
    """See what moving to another version of the method would carry, lose and ask anew."""
    return _migration(queries.preview_migration(actor=caller_of(request), key=key, version=query.version))


@router.post(
    f"{WAY}/succession", response=SuccessorAnswer, auth=WRITES, operation_id="assess.supersede_assessment"
)
def supersede_assessment(
    request: HttpRequest, key: AssessmentKey, body: Body[VersionBody]
) -> dict[str, object]:
    """Begin anew under another version of the method; the old assessment stays as it was."""
    new, moved = services.supersede_assessment(actor=caller_of(request), key=key, version=body.version)
    return {"key": new, **_migration(moved)}


def _score(score: Score) -> dict[str, object]:
    return {
        "figures": dict(score.figures), "trace": list(score.trace), "rules": list(score.rules),
        "missing": list(score.missing),
    }  # fmt: skip


def _migration(moved: Migration) -> dict[str, object]:
    return {"carried": dict(moved.carried), "lost": dict(moved.lost), "new": list(moved.new)}
