"""What the room's API takes and answers in several of its files."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Literal

from ninja import Field, Path, Schema

from bawaba.identity.queries import current_actor
from bawaba.kernel.http import AccessToken, Texts

READS = AccessToken(partial(current_actor, scope="ai.read"))
WRITES = AccessToken(partial(current_actor, scope="ai.write"))

CASE = "/ai/use-cases/{key}"
Slug = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]
CaseKey = Annotated[str, Path(max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]
BodyKey = Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9_-]+$")]
Number = Annotated[int, Path(ge=1, le=2_000_000_000)]
Prose = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")]
LongProse = Annotated[str, Field(max_length=5_000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Figure = Annotated[float, Field(allow_inf_nan=False)]
Language = Literal["ar", "fr", "zgh", "en"]
StageName = Literal[
    "idea", "qualified", "prioritised", "assessed", "approved", "built", "in-service", "suspended", "retired",
    "set-aside",
]  # fmt: skip


class AiDoneAnswer(Schema):
    """What was done to which use case. stage: where it stands now"""

    key: str
    stage: StageName


class AiNumberAnswer(Schema):
    """The number of what was kept."""

    key: str
    number: int


class NumbersAnswer(Schema):
    """The numbers of what was kept."""

    key: str
    numbers: list[int]


class UseCaseLine(Schema):
    """A use case in a list. overdue: its review is due, or its assessment has expired"""

    key: str
    title: str
    language: str
    body: str
    stage: StageName
    stage_since: date
    high_risk: bool
    overdue: bool
    open_incidents: int


class UseCasesAnswer(Schema):
    """Use cases of the caller's bodies."""

    items: list[UseCaseLine]


class UseCaseTextAnswer(Schema):
    """What a use case is called and which problem it answers, in one language."""

    title: str
    problem: str


class AiStepAnswer(Schema):
    """A step that was taken."""

    before: StageName
    after: StageName
    reason: str
    taken_at: datetime


class ConditionAnswer(Schema):
    """What the board asked. blocking: no service while it is open; met_at: none while it is"""

    number: int
    texts: Texts
    blocking: bool
    due_on: date
    met_at: datetime | None
    proof: str


class VerdictAnswer(Schema):
    """One person's decision. purpose: the one that it was given for; conflict: kept and not counted"""

    person: str
    approves: bool
    reason: str
    conflict: bool
    purpose: int
    given_at: datetime


class IncidentAnswer(Schema):
    """Something that went wrong. severity: 1 (slight) to 4 (very serious)"""

    number: int
    severity: int
    harm: str
    happened_on: date
    informed: str
    correction: str
    closed_at: datetime | None


class ReadingAnswer(Schema):
    """A measured value."""

    value: float
    measured_on: date
    within: bool


class IndicatorAnswer(Schema):
    """A watched figure with its values. low, high: outside of them somebody must look"""

    number: int
    names: dict[str, str]
    unit: str
    low: float | None
    high: float | None
    readings: list[ReadingAnswer]


class AiAssessmentAnswer(Schema):
    """An assessment of a use case. level: of impact, from 1 to 4, where its method gives one"""

    key: str
    urn: str
    state: str
    level: int | None


class UseCaseAnswer(Schema):
    """A use case whole. scores: means of the reviewers that count, for those who may see them; may: what the caller may do"""

    key: str
    body: str
    stage: StageName
    stage_since: date
    purpose: int
    high_risk: bool
    texts: dict[str, UseCaseTextAnswer]
    details: dict[str, object]
    assessment: str
    assessed_until: date | None
    review_due: date | None
    published_at: datetime | None
    scores: dict[str, float]
    assessments: list[AiAssessmentAnswer]
    steps: list[AiStepAnswer]
    verdicts: list[VerdictAnswer]
    conditions: list[ConditionAnswer]
    indicators: list[IndicatorAnswer]
    incidents: list[IncidentAnswer]
    may: list[Literal["build", "review", "decide"]]
