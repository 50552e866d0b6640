"""Use cases over HTTP: listed, read, proposed, led on, scored, ranked, written of for the public."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Field, Query, Schema

from bawaba.ai import queries, services
from bawaba.ai.http import router
from bawaba.ai.http.answers import (
    CASE,
    READS,
    WRITES,
    AiDoneAnswer,
    AiNumberAnswer,
    BodyKey,
    CaseKey,
    Language,
    LongProse,
    Prose,
    Short,
    Slug,
    StageName,
    UseCaseAnswer,
    UseCasesAnswer,
)
from bawaba.ai.http.telling import reader_language, tell_stage, tell_use_case
from bawaba.ai.types import UseCaseRecord, UseCaseText
from bawaba.kernel.http import LanguageQuery, caller_of

Count = Annotated[int, Field(ge=0, le=1_000_000_000_000)]
Score = Annotated[int, Field(ge=1, le=5)]


class UseCasesQuery(LanguageQuery):
    """Which use cases."""

    stage: StageName | None = None


class TextBody(Schema):
    """What a use case is called and which problem it answers, in one language."""

    language: Language
    title: Short
    problem: LongProse


class DataBody(Schema):
    """Data that a use case needs, and who holds it."""

    what: Short
    holder: Short = ""


class IdeaBody(Schema):
    """What an idea says. people: beneficiaries a year; volume: files a year; current_cost: of a file, run_cost: a year, in centimes

    current_days: how long a file takes today; effort_days: person-days to build; needs: keys of use cases it depends on
    """

    texts: Annotated[list[TextBody], Field(min_length=1, max_length=4)]
    services: Annotated[list[Short], Field(max_length=50)] = []
    needs: Annotated[list[Slug], Field(max_length=50)] = []
    people: Count = 0
    volume: Count = 0
    current_cost: Count = 0
    current_days: Count = 0
    data: Annotated[list[DataBody], Field(max_length=50)] = []
    technique: Short = ""
    maturity: Short = ""
    vendor: Short = ""
    effort_days: Count = 0
    run_cost: Count = 0
    risks: Prose = ""
    sponsor: Short = ""
    high_risk: bool = False


class UseCaseBody(IdeaBody):
    """An idea, of whom, and under which key."""

    key: Slug
    body: BodyKey


class AiStepBody(Schema):
    """The next stage, and why."""

    stage: StageName
    reason: Prose = ""


class ScoresBody(Schema):
    """A reviewer's scores, from 1 to 5 for each criterion. conflict: of interest, declared: none are kept"""

    scores: dict[Slug, Score] = {}
    conflict: bool = False
    note: Prose = ""


class PurposeBody(Schema):
    """What the use case is for from now on, and why that changed."""

    texts: Annotated[list[TextBody], Field(min_length=1, max_length=4)]
    reason: Prose


class SheetBody(Schema):
    """What the public reads: language → field → text. public_from: the stage from which the register shows it"""

    texts: dict[Language, dict[Slug, Prose]]
    affects: Annotated[list[Slug], Field(max_length=5)] = []
    personal_data: bool
    public_from: StageName


class PriorityAnswer(Schema):
    """A use case among the others. value, feasibility: 0 to 100; ranks: way of ranking → place from 1"""

    key: str
    title: str
    scores: dict[str, float]
    value: float | None
    feasibility: float | None
    reviewers: int
    conflicts: int
    ranks: dict[str, int]
    delay_by_month: float | None


class PrioritiesAnswer(Schema):
    """The order of use cases. agreement: Krippendorff's alpha; ranges: how far each weight may move before it changes"""

    items: list[PriorityAnswer]
    agreement: float | None
    weights: dict[str, float]
    ranges: dict[str, tuple[float, float]]
    weighed_by: str


class PrioritiesQuery(LanguageQuery):
    """Whose weights of the criteria count: a body, `shipped`, or the only body's own."""

    weighed_by: Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9_-]*$")] = ""


class LikeAnswer(Schema):
    """A use case that may be the same. share: how like, 0 to 1"""

    key: str
    title: str
    language: str
    body: str
    stage: StageName
    share: float


class DuplicatesAnswer(Schema):
    """Use cases that may be the same twice. hidden: as many more, of bodies that the caller does not see"""

    items: list[LikeAnswer]
    hidden: int


@router.get("/ai/use-cases", response=UseCasesAnswer, auth=READS, operation_id="ai.list_use_cases")
def list_use_cases(request: HttpRequest, query: Query[UseCasesQuery]) -> dict[str, object]:
    """List the use cases of the caller's bodies."""
    actor, language = caller_of(request), reader_language(request)
    return {"items": queries.list_use_cases(actor=actor, stage=query.stage or "", language=language)}


@router.post("/ai/use-cases", response=AiDoneAnswer, auth=WRITES, operation_id="ai.propose_use_case")
def propose_use_case(request: HttpRequest, body: Body[UseCaseBody]) -> dict[str, object]:
    """Propose a use case, for those who write for its body."""
    services.propose_use_case(actor=caller_of(request), record=_record(body, key=body.key, of=body.body))
    return {"key": body.key, "stage": "idea"}


@router.put(CASE, response=AiDoneAnswer, auth=WRITES, operation_id="ai.revise_use_case")
def revise_use_case(request: HttpRequest, key: CaseKey, body: Body[IdeaBody]) -> dict[str, object]:
    """Say anew what an idea says, whole, until it is assessed."""
    actor = caller_of(request)
    of = queries.open_use_case(actor=actor, key=key).row.body
    services.revise_use_case(actor=actor, key=key, record=_record(body, key=key, of=of))
    return tell_stage(actor, key)


@router.get(CASE, response=UseCaseAnswer, auth=READS, operation_id="ai.open_use_case")
def open_use_case(request: HttpRequest, key: CaseKey) -> dict[str, object]:
    """Read a use case whole, for those who see its body."""
    return tell_use_case(queries.open_use_case(actor=caller_of(request), key=key), request)


@router.post(f"{CASE}/steps", response=AiDoneAnswer, auth=WRITES, operation_id="ai.take_step")
def take_step(request: HttpRequest, key: CaseKey, body: Body[AiStepBody]) -> dict[str, object]:
    """Lead a use case to its next stage. 409 names all that stands against it."""
    services.take_step(actor=caller_of(request), key=key, stage=body.stage, reason=body.reason)
    return {"key": key, "stage": body.stage}


@router.put(f"{CASE}/scores", response=AiDoneAnswer, auth=WRITES, operation_id="ai.score_use_case")
def score_use_case(request: HttpRequest, key: CaseKey, body: Body[ScoresBody]) -> dict[str, object]:
    """Give or correct the caller's scores as a reviewer."""
    services.score_use_case(
        actor=caller_of(request), key=key, scores=body.scores, conflict=body.conflict, note=body.note
    )
    return tell_stage(caller_of(request), key)


@router.put(f"{CASE}/purpose", response=AiDoneAnswer, auth=WRITES, operation_id="ai.change_purpose")
def change_purpose(request: HttpRequest, key: CaseKey, body: Body[PurposeBody]) -> dict[str, object]:
    """Say anew what a use case is for: it is assessed and decided anew."""
    services.change_purpose(actor=caller_of(request), key=key, texts=_texts(body.texts), reason=body.reason)
    return tell_stage(caller_of(request), key)


@router.post(f"{CASE}/sheets", response=AiNumberAnswer, auth=WRITES, operation_id="ai.write_sheet")
def write_sheet(request: HttpRequest, key: CaseKey, body: Body[SheetBody]) -> dict[str, object]:
    """Write a new version of what the public reads, and from which stage on."""
    number = services.write_sheet(
        actor=caller_of(request), key=key, texts={str(code): said for code, said in body.texts.items()}, affects=body.affects,
        personal_data=body.personal_data, public_from=body.public_from,
    )  # fmt: skip
    return {"key": key, "number": number}


@router.get("/ai/priorities", response=PrioritiesAnswer, auth=READS, operation_id="ai.rank_use_cases")
def rank_use_cases(request: HttpRequest, query: Query[PrioritiesQuery]) -> Any:
    """Rank the use cases that wait for a decision on their priority. Any: answered as it is."""
    return queries.rank_use_cases(
        actor=caller_of(request), language=reader_language(request), weighed_by=query.weighed_by
    )


@router.get(f"{CASE}/duplicates", response=DuplicatesAnswer, auth=READS, operation_id="ai.find_duplicates")
def find_duplicates(request: HttpRequest, key: CaseKey, query: Query[LanguageQuery]) -> Any:
    """Find the use cases that may be the same. Any: answered as it is."""
    queries.stage_of(actor=caller_of(request), key=key)  # who does not see the use case learns nothing of it
    return queries.find_duplicates(actor=caller_of(request), key=key, language=reader_language(request))


def _record(body: IdeaBody, *, key: str, of: str) -> UseCaseRecord:
    told: dict[str, Any] = body.dict(exclude={"texts", "data", "key", "body"})  # Any: the record's own fields
    data = [(one.what, one.holder) for one in body.data]
    return UseCaseRecord(key=key, body=of, texts=_texts(body.texts), data=data, **told)


def _texts(texts: list[TextBody]) -> list[UseCaseText]:
    return [UseCaseText(one.language, one.title, one.problem) for one in texts]
