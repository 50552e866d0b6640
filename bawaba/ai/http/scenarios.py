"""Scenarios over HTTP: made, followed, stopped, read with reasons, taken away as files."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Path, Query, Schema

from bawaba.ai import queries, services
from bawaba.ai.http import router
from bawaba.ai.http.answers import READS, WRITES, BodyKey, Short, Slug
from bawaba.ai.http.telling import reader_language, tell_scenario
from bawaba.ai.queries.roadmaps import FILE_TYPES, ScenarioFile
from bawaba.ai.types import ScenarioRules
from bawaba.kernel.http import LanguageQuery, caller_of

ScenarioKey = Annotated[str, Path(max_length=20, pattern=r"^[a-z0-9]+$")]
ScenarioState = Literal["waiting", "running", "done", "failed", "dropped"]
ONE = "/ai/scenarios/{key}"
Days = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Cap = Annotated[int, Field(ge=0, le=1_000_000)]


class AiScenarioBody(Schema):
    """What a scenario is limited by.

    budgets: person-days of each wave; discount: what a wave later is worth; org_cap: use cases of a body in a wave
    mandatory: keys of use cases; exclusive: pairs of them, of each one at most
    limit_s, enough_gap: after so many seconds, or once the gap is so small, the best so far is taken
    """

    title: Short
    body: BodyKey
    starts_on: date
    wave_months: Annotated[int, Field(ge=1, le=36)] = 6
    budgets: Annotated[list[Days], Field(min_length=1, max_length=8)]
    discount: Annotated[float, Field(ge=0.1, le=1)] = 0.9
    org_cap: Cap = 5
    max_high_risk: Cap = 1
    mandatory: Annotated[list[Slug], Field(max_length=500)] = []
    exclusive: Annotated[list[tuple[Slug, Slug]], Field(max_length=200)] = []
    limit_s: Annotated[float, Field(ge=5, le=600)] = 55.0
    enough_gap: Annotated[float, Field(ge=0, le=1)] = 0.0


class AiScenarioLine(Schema):
    """A scenario in a list."""

    key: str
    title: str
    body: str
    state: ScenarioState


class AiScenariosAnswer(Schema):
    """Scenarios of the caller's bodies, the latest first."""

    items: list[AiScenarioLine]


class ScenarioSearchAnswer(Schema):
    """How far a search is. best: worth of the best plan so far; bound: no plan is worth more"""

    seconds: float
    of: float
    best: float | None = None
    bound: float | None = None


class ChosenAnswer(Schema):
    """A use case of the plan. needed_by: those that rest on it; share: its value for money, 1 for the best one's"""

    key: str
    title: str
    wave: int
    starts_on: date
    ends_on: date
    days: float
    value: float
    mandatory: bool
    needed_by: list[str]
    share: float


class LeftOutAnswer(Schema):
    """A use case that is left out. wave: where the least stands against it; short: days that lack there

    blockers: use cases that it excludes or waits for; value_needed: from which value on it would be in, where that
    was computed; never: no value brings it in
    """

    key: str
    title: str
    value: float
    wave: int
    obstacles: list[str]
    short: float
    blockers: list[str]
    value_needed: float | None
    never: bool


class LimitPriceAnswer(Schema):
    """What one more unit of a limit would add, at most. body: of a cap of a body"""

    limit: Literal["budget", "org_cap", "high_risk"]
    wave: int
    body: str | None
    value: float


class FoundPlanAnswer(Schema):
    """The plan. status: `proven` where no other is worth more; gap: how much more another may be worth, as a share

    greedy: worth of taking the best value for money first; seconds: that the search took
    """

    status: str
    objective: float
    bound: float
    gap: float
    greedy: float
    seconds: float
    chosen: list[ChosenAnswer]
    left: list[LeftOutAnswer]
    prices: list[LimitPriceAnswer]


class AiScenarioAnswer(AiScenarioLine):
    """A scenario whole. refused: why there is no plan; plan: none before the search has ended"""

    starts_on: date
    wave_months: int
    budgets: list[float]
    discount: float
    org_cap: int
    max_high_risk: int
    mandatory: list[str]
    exclusive: list[tuple[str, str]]
    limit_s: float
    enough_gap: float
    stop_asked: bool
    progress: ScenarioSearchAnswer | None
    refused: str
    plan: FoundPlanAnswer | None


class AiScenarioKeyAnswer(Schema):
    """A scenario, and where it stands."""

    key: str
    state: ScenarioState


class ScenarioFileQuery(LanguageQuery):
    """Which file."""

    form: ScenarioFile


@router.get("/ai/scenarios", response=AiScenariosAnswer, auth=READS, operation_id="ai.list_scenarios")
def list_scenarios(request: HttpRequest) -> dict[str, Any]:
    """List the scenarios of the caller's bodies. Any: as they are."""
    return {"items": queries.list_scenarios(actor=caller_of(request))}


@router.post("/ai/scenarios", response=AiScenarioKeyAnswer, auth=WRITES, operation_id="ai.plan_scenario")
def plan_scenario(request: HttpRequest, body: Body[AiScenarioBody]) -> dict[str, object]:
    """Make a scenario of the use cases that are scored and sized; its plan is computed in the background."""
    key = services.plan_scenario(actor=caller_of(request), rules=ScenarioRules(**body.dict()))
    return {"key": key, "state": "waiting"}


@router.get(ONE, response=AiScenarioAnswer, auth=READS, operation_id="ai.find_scenario")
def find_scenario(request: HttpRequest, key: ScenarioKey, query: Query[LanguageQuery]) -> dict[str, object]:
    """Read a scenario: how far it is, or its plan, why each use case is in or out, and what each limit costs."""
    language = reader_language(request)
    return tell_scenario(queries.find_scenario(actor=caller_of(request), key=key, language=language))


@router.post(f"{ONE}/stop", response=AiScenarioKeyAnswer, auth=WRITES, operation_id="ai.stop_scenario")
def stop_scenario(request: HttpRequest, key: ScenarioKey) -> dict[str, object]:
    """End a search with the best plan so far; one that has not begun is dropped."""
    services.stop_scenario(actor=caller_of(request), key=key)
    return {"key": key, "state": queries.find_scenario(actor=caller_of(request), key=key).state}


@router.get(
    f"{ONE}/file", auth=READS, operation_id="ai.export_scenario",
    openapi_extra={"responses": {200: {"description": "The file.", "content": {"application/octet-stream": {}}}}},
)  # fmt: skip
def export_scenario(request: HttpRequest, key: ScenarioKey, query: Query[ScenarioFileQuery]) -> HttpResponse:
    """Take the road map of a scenario away as a workbook, a paper or a calendar."""
    file = queries.export_scenario(
        actor=caller_of(request), key=key, form=query.form, language=reader_language(request)
    )
    answer = HttpResponse(file, content_type=FILE_TYPES[query.form])
    answer.headers["Content-Disposition"] = f'attachment; filename="roadmap-{key}.{query.form}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
