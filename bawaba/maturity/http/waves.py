"""Waves of the study: planned, opened, measured, verified by a sample, published by two persons."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Body, Field, Query, Schema

from bawaba.kernel.http import LanguageQuery, Texts, Words, answer_texts, caller_of
from bawaba.maturity import queries, services
from bawaba.maturity.http import router
from bawaba.maturity.http.answers import READS, WRITES, BodyKey, CountAnswer, KeyAnswer, Name, WaveKey
from bawaba.maturity.types import METHOD, MeasuredInfo, WaveInfo

WAVE = "/maturity/waves/{key}"
BODY = WAVE + "/bodies/{body}"
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]
State = Literal["draft", "submitted", "review", "returned", "approved", "published"]
Reason = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class WaveAnswer(Schema):
    """A wave. seed: of the sample, none before it is drawn; counts: state of assessments → how many"""

    key: str
    titles: Texts
    urn: str
    version: str
    owner: str
    kinds: list[str]
    state: str = Field(description="planned, open, verifying, proposed or published.")
    opens_on: date
    due_on: date
    previous: str
    seed: int | None
    sample_share: float
    bodies: int
    sampled: int
    published_at: datetime | None
    counts: dict[str, int]


class WavesAnswer(Schema):
    """Waves, the newest first."""

    items: list[WaveAnswer]


class OwnWave(Schema):
    """A wave that asks a body that the reader writes for."""

    wave: WaveAnswer
    body: str
    names: Texts


class OwnWavesAnswer(Schema):
    """Waves that ask the reader's bodies."""

    items: list[OwnWave]


class WaveTitles(Schema):
    """Titles in the country's two languages of administration, others beside them."""

    ar: Title
    fr: Title
    en: Words = ""


class WaveBody(Schema):
    """A wave to plan. kinds: of bodies, none is all of them; version: of the method, empty is the one in force"""

    key: WaveKey
    titles: WaveTitles
    owner: BodyKey
    kinds: Annotated[list[Words], Field(max_length=40)] = []
    opens_on: date
    due_on: date
    urn: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9:._+-]+$")] = METHOD
    version: Annotated[str, Field(max_length=60, pattern=r"^[0-9A-Za-z.+-]*$")] = ""
    previous: Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    sample_share: Annotated[float, Field(gt=0, le=1)] = Field(0.1, description="Part that is verified.")


class SampleBody(Schema):
    """The seed of the draw; the system draws one where none is given."""

    seed: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class GroupAnswer(Schema):
    """A group of bodies; every number is null where it has fewer than five."""

    group: str
    count: int
    mean: float | None
    low: float | None
    median: float | None
    high: float | None


class FlagAnswer(Schema):
    """A body whose value is unlike the others'. code: far (from the others) or jump (since the wave before)"""

    body: str
    names: Texts
    code: str
    value: float
    distance: float


class MaturityFollowAnswer(Schema):
    """How far a wave is. by_kind: kind of body → state → how many"""

    wave: WaveAnswer
    by_kind: dict[str, dict[str, int]]
    mean: float | None
    groups: list[GroupAnswer]
    flags: list[FlagAnswer]


class MaturityBodiesQuery(LanguageQuery):
    """A page of a wave's bodies, 50 at a time."""

    kind: Words = ""
    state: State | None = None
    sampled: bool = False
    page: int = Field(1, ge=1, le=100_000)


class MaturityBodyRow(Schema):
    """A body of a wave. assessment: key of its assessment; rank_low, rank_high: of 90 % of the replicates"""

    body: str
    names: Texts
    kind: str
    state: str
    assessment: str
    sampled: bool
    value: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None


class MaturityBodiesAnswer(Schema):
    """A page of bodies in the order of their keys."""

    items: list[MaturityBodyRow]
    pages: int


class StandingAnswer(Schema):
    """Where a body stands among those of its kind, without names; groups under five tell nothing."""

    wave: str
    body: str
    kind: str
    value: float | None
    group: GroupAnswer
    everyone: GroupAnswer


class OutcomeAnswer(Schema):
    """What a second person will publish: index with its interval, groups, dimensions, classes."""

    key: str
    outcome: dict[str, Any]  # Any: JSON, frozen as it is published


class MeasuredAnswer(Schema):
    """A question that was answered from this site's own figures. state: filled, contested, kept or withdrawn"""

    body: str
    question: str
    measured_by: str
    value: float
    count: int
    level: int
    measured_on: date
    state: str
    reason: str


class MeasuresAnswer(Schema):
    """Measured answers."""

    items: list[MeasuredAnswer]


class ObjectionBody(Schema):
    """Why a measured answer is wrong."""

    reason: Reason


class MaturityDecisionBody(Schema):
    """Whether a contested measure stays; otherwise the body answers by itself."""

    keep: bool


@router.get("/maturity/waves", response=WavesAnswer, auth=READS, operation_id="maturity.list_waves")
def list_waves(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List the waves that the reader may see: all that they lead or audit, published ones for everybody."""
    return {"items": [_wave(one, request) for one in queries.list_waves(actor=caller_of(request))]}


@router.get("/maturity/own-waves", response=OwnWavesAnswer, auth=READS, operation_id="maturity.own_waves")
def own_waves(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List the waves that ask the bodies that the reader writes for."""
    items = [
        {"wave": _wave(info, request), "body": body, "names": answer_texts(names, request)}
        for info, body, names in queries.own_waves(actor=caller_of(request))
    ]
    return {"items": items}


@router.post("/maturity/waves", response=CountAnswer, auth=WRITES, operation_id="maturity.plan_wave")
def plan_wave(request: HttpRequest, body: Body[WaveBody]) -> dict[str, object]:
    """Plan a wave over the bodies of some kinds, and get how many these are."""
    titles = {code: text for code, text in body.titles.dict().items() if text}
    count = services.plan_wave(actor=caller_of(request), titles=titles, **body.dict(exclude={"titles"}))
    return {"key": body.key, "count": count}


@router.get(WAVE, response=MaturityFollowAnswer, auth=READS, operation_id="maturity.follow_wave")
def follow_wave(request: HttpRequest, key: WaveKey, query: Query[LanguageQuery]) -> dict[str, object]:
    """Follow a wave: states by kind, groups, values to look into."""
    found = queries.follow_wave(actor=caller_of(request), key=key)
    flags = [
        {
            "body": one.body, "names": answer_texts(found.flag_names.get(one.body, {}), request), "code": one.code,
            "value": one.value, "distance": one.distance,
        }
        for one in found.flags
    ]  # fmt: skip
    return {
        "wave": _wave(found.wave, request), "by_kind": found.by_kind, "mean": found.mean,
        "groups": list(found.groups), "flags": flags,
    }  # fmt: skip


@router.get(
    f"{WAVE}/bodies", response=MaturityBodiesAnswer, auth=READS, operation_id="maturity.list_wave_bodies"
)
def list_wave_bodies(
    request: HttpRequest, key: WaveKey, query: Query[MaturityBodiesQuery]
) -> dict[str, object]:
    """List the bodies of a wave, for those who lead or audit it."""
    lines, pages = queries.list_wave_bodies(
        actor=caller_of(request), key=key, kind=query.kind, state=query.state or "", sampled=query.sampled,
        page=query.page,
    )  # fmt: skip
    names = [name for name in MaturityBodyRow.model_fields if name != "names"]
    items = [
        {**{name: getattr(one, name) for name in names}, "names": answer_texts(one.names, request)} for one in lines
    ]  # fmt: skip
    return {"items": items, "pages": pages}


@router.post(f"{WAVE}/opening", response=CountAnswer, auth=WRITES, operation_id="maturity.open_wave")
def open_wave(request: HttpRequest, key: WaveKey) -> dict[str, object]:
    """Open a planned wave: an empty assessment for each body."""
    return {"key": key, "count": services.open_wave(actor=caller_of(request), key=key)}


@router.post(f"{WAVE}/measures", response=CountAnswer, auth=WRITES, operation_id="maturity.fill_measured")
def fill_measured(request: HttpRequest, key: WaveKey) -> dict[str, object]:
    """Fill in what this site can measure, in every body of an open wave; what a person answered stays."""
    return {"key": key, "count": services.fill_measured(actor=caller_of(request), key=key)}


@router.post(f"{WAVE}/sample", response=CountAnswer, auth=WRITES, operation_id="maturity.draw_wave_sample")
def draw_wave_sample(request: HttpRequest, key: WaveKey, body: Body[SampleBody]) -> dict[str, object]:
    """Close the answers of an open wave and draw which bodies are verified."""
    count = services.draw_wave_sample(actor=caller_of(request), key=key, seed=body.seed)
    return {"key": key, "count": count}


@router.post(f"{WAVE}/proposal", response=OutcomeAnswer, auth=WRITES, operation_id="maturity.propose_wave")
def propose_wave(request: HttpRequest, key: WaveKey) -> dict[str, object]:
    """Compute what will be published, freeze it and hand it to a second person."""
    return {"key": key, "outcome": services.propose_wave(actor=caller_of(request), key=key)}


@router.delete(f"{WAVE}/proposal", response=KeyAnswer, auth=WRITES, operation_id="maturity.send_back_wave")
def send_back_wave(request: HttpRequest, key: WaveKey) -> dict[str, object]:
    """Take a proposal back to the verification."""
    services.send_back_wave(actor=caller_of(request), key=key)
    return {"key": key}


@router.post(f"{WAVE}/publication", response=KeyAnswer, auth=WRITES, operation_id="maturity.publish_wave")
def publish_wave(request: HttpRequest, key: WaveKey) -> dict[str, object]:
    """Publish a proposal; another person than the one who proposed it does."""
    services.publish_wave(actor=caller_of(request), key=key)
    return {"key": key}


@router.get(BODY, response=StandingAnswer, auth=READS, operation_id="maturity.benchmark_body")
def benchmark_body(request: HttpRequest, key: WaveKey, body: BodyKey) -> dict[str, object]:
    """See where a body stands among those of its kind, for its own people and those who lead the wave."""
    found = queries.benchmark_body(actor=caller_of(request), key=key, body=body)
    return {
        "wave": found.wave.key, "body": found.body, "kind": found.kind, "value": found.value, "group": found.group,
        "everyone": found.everyone,
    }  # fmt: skip


@router.get(f"{BODY}/measures", response=MeasuresAnswer, auth=READS, operation_id="maturity.list_measured")
def list_measured(request: HttpRequest, key: WaveKey, body: BodyKey) -> dict[str, object]:
    """List what this site measured of a body."""
    return _measures(queries.list_measured(actor=caller_of(request), key=key, body=body))


@router.get(f"{WAVE}/objections", response=MeasuresAnswer, auth=READS, operation_id="maturity.list_contested")
def list_contested(request: HttpRequest, key: WaveKey) -> dict[str, object]:
    """List the measured answers that bodies contest, for those who lead the wave."""
    return _measures(queries.list_contested(actor=caller_of(request), key=key))


@router.post(
    f"{BODY}/measures/{{question}}/objection",
    response=KeyAnswer,
    auth=WRITES,
    operation_id="maturity.contest_measure",
)
def contest_measure(
    request: HttpRequest, key: WaveKey, body: BodyKey, question: Name, said: Body[ObjectionBody]
) -> dict[str, object]:
    """Say, for a body, that a measured answer is wrong."""
    services.contest_measure(
        actor=caller_of(request), key=key, body=body, question=question, reason=said.reason
    )
    return {"key": key}


@router.post(
    f"{BODY}/measures/{{question}}/decision",
    response=KeyAnswer,
    auth=WRITES,
    operation_id="maturity.settle_measure",
)
def settle_measure(
    request: HttpRequest, key: WaveKey, body: BodyKey, question: Name, said: Body[MaturityDecisionBody]
) -> dict[str, object]:
    """Decide on a contested answer: the measure stays, or the body answers by itself."""
    services.settle_measure(actor=caller_of(request), key=key, body=body, question=question, keep=said.keep)
    return {"key": key}


def _wave(info: WaveInfo, request: HttpRequest) -> dict[str, object]:
    plain = {name: getattr(info, name) for name in WaveAnswer.model_fields if name not in ("titles", "kinds")}
    return {**plain, "titles": answer_texts(info.titles, request), "kinds": list(info.kinds)}


def _measures(found: list[MeasuredInfo]) -> dict[str, object]:
    return {"items": [{name: getattr(one, name) for name in MeasuredAnswer.model_fields} for one in found]}
