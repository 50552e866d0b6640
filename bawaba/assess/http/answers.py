"""What the room's API takes and answers in several of its files."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Schema

from bawaba.assess.types import AssessmentInfo, VersionInfo
from bawaba.identity.queries import current_actor
from bawaba.kernel.http import AccessToken, Texts, answer_texts

READS = AccessToken(partial(current_actor, scope="assess.read"))
WRITES = AccessToken(partial(current_actor, scope="assess.write"))

Urn = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9:._+-]+$")]
Version = Annotated[str, Field(max_length=60, pattern=r"^[0-9A-Za-z.+-]*$")]
Slug = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]
BodyKey = Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9_-]+$")]
AssessmentKey = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
QuestionId = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9._-]+$")]
Number = Annotated[int, Path(ge=1, le=2_000_000_000)]
Prose = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
FILE_ANSWER: dict[str, Any] = {  # Any: a part of an OpenAPI document
    "responses": {200: {"description": "The file.", "content": {"application/octet-stream": {}}}}
}


class MethodAnswer(Schema):
    """A version of a method. digest: SHA-256 of its definition as canonical JSON."""

    urn: str
    version: str
    titles: Texts
    languages: list[str]
    owner: str
    questions: int
    digest: str


class MethodsAnswer(Schema):
    """Every method in force."""

    items: list[MethodAnswer]


class MethodDefinitionAnswer(MethodAnswer):
    """A method whole: questions, conditions, scoring, texts in each language."""

    definition: dict[str, Any]  # Any: JSON, described in docs/rooms/assess.md


class AssessAssessmentAnswer(Schema):
    """An assessment. subject: what is assessed where it is not the body itself; revision: grows with each answer."""

    key: str
    urn: str
    version: str
    campaign: str
    body: str
    subject: str
    state: str = Field(description="draft, submitted, review, returned, approved, published or superseded.")
    revision: int


class FrozenAnswer(Schema):
    """A score as it was frozen. figures: as the method names them; missing: questions without an answer."""

    figures: dict[str, Any]  # Any: numbers and words
    trace: list[dict[str, Any]]  # Any: as above
    rules: list[dict[str, Any]]  # Any: as above
    missing: list[str]


class ResultAnswer(FrozenAnswer):
    """A frozen result. kind: declared, or verified by a reviewer; digest: SHA-256 of the method's version"""

    kind: str
    digest: str
    frozen_at: datetime


class AssessDoneAnswer(Schema):
    """What was changed: the assessment, campaign or method that it is part of."""

    key: str


class AssessNumberAnswer(Schema):
    """What was added. id: its number"""

    id: int


class StateAnswer(Schema):
    """Where an assessment is now."""

    key: str
    state: str


class DatedReason(Schema):
    """Why, and until when it holds."""

    reason: Reason
    expires_on: date | None = None


def answer_method(info: VersionInfo, request: HttpRequest) -> dict[str, object]:
    """Return a version of a method as the API answers it."""
    return {
        "urn": info.urn,
        "version": info.version,
        "titles": answer_texts(info.titles, request),
        "languages": list(info.languages),
        "owner": info.owner,
        "questions": info.questions,
        "digest": info.digest,
    }


def answer_assessment(info: AssessmentInfo) -> dict[str, object]:
    """Return an assessment without its answers."""
    return {name: getattr(info, name) for name in AssessAssessmentAnswer.model_fields}
