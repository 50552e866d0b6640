"""What everybody may ask: what was published, the country among its peers, a road map from answers. Nothing is kept."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Field, Query, Schema

from bawaba.kernel.http import LanguageQuery
from bawaba.maturity import queries
from bawaba.maturity.http import router
from bawaba.maturity.types import METHOD

PLAN_SECONDS = 3.0
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Answer = str | dict[str, str]


class OpenRow(Schema):
    """One published figure. group: a kind of administrations, empty for all; low, high: the 95 % interval"""

    wave: str
    published_on: str
    method: str
    version: str
    group: str
    figure: str
    value: float
    low: float | str
    high: float | str
    bodies: int | str
    population: int | str
    verified: int | str


class OpenAnswer(Schema):
    """Everything that was published of every wave."""

    items: list[OpenRow]


class PeerQuery(LanguageQuery):
    """Which year of an index; without it the newest."""

    year: int | None = Field(None, ge=2000, le=2100)


class PeerRow(Schema):
    """A country. published: whether the score is the publisher's; else it was computed from the components"""

    country: str
    names: dict[str, str]
    value: float
    published: bool
    group: str
    rank: int
    own: bool
    components: dict[str, float | None]


class PeersAnswer(Schema):
    """A country among its peers, with source and licence. trend: year → score of the country of this site"""

    index: str
    year: int
    years: list[int]
    countries: int
    publisher: dict[str, str]
    licence: str
    address: str
    items: list[PeerRow]
    trend: dict[str, float]


class PlanBody(Schema):
    """Answers by the method, and the limits of a road map. A wave is usually a year."""

    answers: Annotated[dict[str, Answer], Field(max_length=400)]
    budget_mad: Amount
    waves: Annotated[int, Field(ge=1, le=12)]
    days: Amount | None = None
    wave_budget_mad: Amount | None = None
    wave_days: Amount | None = None


class PlanAnswer(Schema):
    """The road map that gains most, and what is proven of it. gap: (bound - gain) / bound"""

    method: dict[str, str]
    index_before: float
    index_after: float
    gain: float
    bound: float
    gap: float
    proven: bool
    cost_mad: float
    days: float
    waves: list[dict[str, Any]]  # Any: numbers and texts, as `bawaba maturity plan --json` prints them
    counted_as_lowest: list[str]


@router.get("/maturity/results", response=OpenAnswer, operation_id="maturity.open_data")
def open_data(request: HttpRequest) -> dict[str, object]:
    """Get what was published of every wave of the study."""
    return {"items": queries.open_data()}


@router.get("/maturity/indices/{slug:index}", response=PeersAnswer, operation_id="maturity.peer_table")
def peer_table(request: HttpRequest, index: str, query: Query[PeerQuery]) -> dict[str, object]:
    """Get the country among its peers in a published index: gtmi, egdi or eu."""
    return queries.describe_peers(index=index, year=query.year)


@router.post("/maturity/plans", response=PlanAnswer, operation_id="maturity.plan_improvement")
def plan_improvement(request: HttpRequest, body: Body[PlanBody]) -> object:
    """Plan what raises the index of these answers most under a budget; nothing is kept."""
    limits = queries.Limits(body.waves, body.budget_mad, body.days, body.wave_budget_mad, body.wave_days)
    plan = queries.plan_improvement(
        answers=body.answers,
        limits=limits,
        method=queries.method_in_use(urn=METHOD),
        time_limit_s=PLAN_SECONDS,
    )
    return queries.describe_plan(plan=plan, limits=limits)
