"""Road maps of administrations: made from the answers of a wave, read, corrected, taken away."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Path, Query, Schema

from bawaba.kernel.http import ALL, LanguageQuery, Texts, Words, answer_texts, caller_of, language_of
from bawaba.maturity import queries, services
from bawaba.maturity.http import router
from bawaba.maturity.http.answers import READS, WRITES, BodyKey, KeyAnswer, Name, WaveKey
from bawaba.maturity.queries.exporting import ROADMAP_TYPES
from bawaba.maturity.queries.roadmaps import RoadmapInfo

ROADMAP = "/maturity/road-maps/{key}"
RoadmapKey = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Money = Annotated[Decimal, Field(ge=0, le=10**11, max_digits=14, decimal_places=2)]
Days = Annotated[int, Field(ge=0, le=1_000_000)]
Year = Annotated[int, Field(ge=1, le=12)]
FALLBACK = "fr"


class MaturityBodyQuery(LanguageQuery):
    """Whose road maps."""

    body: BodyKey


class RoadmapLine(Schema):
    """A road map in a list. wave: of the study that it was made from; index: at its end"""

    key: str
    wave: str
    made_at: datetime
    index: float


class RoadmapsAnswer(Schema):
    """A body's road maps, the newest first."""

    items: list[RoadmapLine]


class RoadmapBody(Schema):
    """What a road map is made from. wave: of the study, whose answers it begins with; waves: years, each a wave of it"""

    wave: WaveKey
    body: BodyKey
    budget_mad: Money
    waves: Year
    days: Days | None = None


class MaturityStepAnswer(Schema):
    """A step. came_true: whether the wave after shows its level, null where nobody can say yet"""

    action: str
    titles: Texts
    section: str
    section_titles: Texts
    from_level: int
    to_level: int
    requires: list[str]
    wave: int
    days: int
    cost_mad: Decimal
    gain: float
    owner: str
    state: str = Field(description="planned, started, done or dropped.")
    came_true: bool | None


class RoadmapAnswer(Schema):
    """A road map. index: before any year, then after each; bound: no set gains more; over: years beyond the budget"""

    key: str
    body: str
    names: Texts
    wave: str
    waves: int
    budget_mad: Decimal
    days: int | None
    index: list[float]
    bound: float
    proven: bool
    made_at: datetime
    cost_mad: Decimal
    staff_days: int
    over: list[int]
    checked_by: str
    found_index: float | None
    may_edit: bool
    steps: list[MaturityStepAnswer]


class MaturityStepBody(Schema):
    """A step as it stands now. wave: the year; owner: a post, not a name"""

    wave: Year
    state: Literal["planned", "started", "done", "dropped"]
    days: Days
    cost_mad: Money
    owner: Words = ""


class FileQuery(LanguageQuery):
    """In which form."""

    form: Literal["xlsx", "csv", "ics"] = "csv"


@router.get("/maturity/road-maps", response=RoadmapsAnswer, auth=READS, operation_id="maturity.list_roadmaps")
def list_roadmaps(request: HttpRequest, query: Query[MaturityBodyQuery]) -> dict[str, object]:
    """List a body's road maps, for those who write for it."""
    rows = queries.list_roadmaps(actor=caller_of(request), body=query.body)
    items = [
        {"key": key, "wave": wave, "made_at": made_at, "index": index} for key, wave, made_at, index in rows
    ]
    return {"items": items}


@router.post("/maturity/road-maps", response=KeyAnswer, auth=WRITES, operation_id="maturity.make_roadmap")
def make_roadmap(request: HttpRequest, body: Body[RoadmapBody]) -> dict[str, object]:
    """Make the road map of a body from its answers: the set that gains most under the budget."""
    key = services.make_roadmap(
        actor=caller_of(request), key=body.wave, body=body.body, budget_mad=body.budget_mad, waves=body.waves,
        days=body.days,
    )  # fmt: skip
    return {"key": key}


@router.get(ROADMAP, response=RoadmapAnswer, auth=READS, operation_id="maturity.get_roadmap")
def get_roadmap(request: HttpRequest, key: RoadmapKey, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get a road map with its steps, and what of them came true."""
    return _roadmap(queries.get_roadmap(actor=caller_of(request), key=key), request)


@router.put(
    f"{ROADMAP}/steps/{{action}}", response=KeyAnswer, auth=WRITES, operation_id="maturity.revise_step"
)
def revise_step(
    request: HttpRequest, key: RoadmapKey, action: Name, body: Body[MaturityStepBody]
) -> dict[str, object]:
    """Move a step to another year, correct what it costs, say how far it is; the index is computed anew."""
    services.revise_step(actor=caller_of(request), key=key, action=action, **body.dict())
    return {"key": key}


@router.get(
    f"{ROADMAP}/file", auth=READS, operation_id="maturity.export_roadmap",
    openapi_extra={"responses": {200: {"description": "The file.", "content": {"application/octet-stream": {}}}}},
)  # fmt: skip
def export_roadmap(request: HttpRequest, key: RoadmapKey, query: Query[FileQuery]) -> HttpResponse:
    """Take a road map away as a workbook, a table or a calendar."""
    language = language_of(request)
    made = queries.export_roadmap(
        actor=caller_of(request), key=key, form=query.form, language=FALLBACK if language == ALL else language
    )
    answer = HttpResponse(made, content_type=ROADMAP_TYPES[query.form])
    answer.headers["Content-Disposition"] = f'attachment; filename="road-map-{key}.{query.form}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _roadmap(found: RoadmapInfo, request: HttpRequest) -> dict[str, object]:
    other = ("names", "wave", "steps", "index", "over")
    plain = {name: getattr(found, name) for name in RoadmapAnswer.model_fields if name not in other}
    steps = [
        {
            "action": one.action.id, "titles": answer_texts(one.action.titles, request), "section": one.action.section,
            "section_titles": answer_texts(one.section_titles, request), "from_level": one.action.from_level,
            "to_level": one.action.to_level, "requires": list(one.action.requires), "wave": one.wave,
            "days": one.days, "cost_mad": one.cost_mad, "gain": one.gain, "owner": one.owner, "state": one.state,
            "came_true": one.came_true,
        }
        for one in found.steps
    ]  # fmt: skip
    return {
        **plain, "names": answer_texts(found.names, request), "wave": found.campaign, "steps": steps,
        "index": list(found.index), "over": list(found.over),
    }  # fmt: skip
