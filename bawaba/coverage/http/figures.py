"""Figures over HTTP: targets, shares of areas, one place, plans, places that come first, layers."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from bawaba.coverage import queries
from bawaba.coverage.queries.shares import AreaLine
from bawaba.kernel.http import LanguageQuery, PageQuery, Texts, answer_texts
from bawaba.kernel.paging import cut_page

router = Router(tags=["coverage"])
Code = Annotated[str, Field(max_length=32, pattern=r"^[^\x00-\x1f\x7f]*$")]
Key = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9-]*$")]
Number = Annotated[float, Field(allow_inf_nan=False)]


class MilestoneAnswer(Schema):
    """A share of people to cover by a day, and where it stands by what is declared outdoors."""

    due_on: date
    target: float
    status: str
    share: float | None
    expected: float | None
    alarm: bool


class TargetSetAnswer(Schema):
    """Targets as one source stated them."""

    key: str
    names: Texts
    source: Texts
    stated_on: date
    verified: bool
    milestones: list[MilestoneAnswer]


class TargetSetsAnswer(Schema):
    """Every set of targets, the oldest first."""

    items: list[TargetSetAnswer]


class ShareAnswer(Schema):
    """A share of people, 0 to 1. low, high: Wilson's 95 % interval of a measured one; enough: it can be told.

    edge_probability: in which share of places 5G works at the edge, of one operator's declaration or a plan
    """

    basis: str
    operator: str
    place: str
    setting: str
    year: int | None
    share: float | None
    people: float
    samples: int
    low: float | None
    high: float | None
    enough: bool
    dated: date | None
    source: str
    edge_probability: float | None


class AreaAnswer(Schema):
    """An area of the census."""

    code: str
    parent: str
    level: str
    names: Texts
    setting: str
    people: int
    host_city: str


class AreaSharesAnswer(AreaAnswer):
    """An area with its shares."""

    shares: list[ShareAnswer]


class AreasAnswer(Schema):
    """A page of areas, each with the best of all operators on each basis."""

    items: list[AreaSharesAnswer]
    after: str = Field(description="Cursor of the next page, empty on the last one.")


class AreasQuery(PageQuery):
    """Which areas."""

    level: Annotated[str, Field(pattern="^(region|province|commune)$")] = "region"
    parent: Code = Field("", description="Only those directly inside this code.")


class PointQuery(LanguageQuery):
    """A point in degrees (WGS84)."""

    lat: Number = Field(ge=-90, le=90)
    lon: Number = Field(ge=-180, le=180)


class PlaceAnswerBody(Schema):
    """What is known of the H3 cell (about 5 km²) around a point. planned_year: by the leading plan."""

    h3: str
    areas: list[AreaAnswer]
    shares: list[ShareAnswer]
    planned_year: int | None


class ScenarioAnswer(Schema):
    """A plan by year. synthetic: the people that it was made for are modelled."""

    key: str
    names: Texts
    target_set: str
    synthetic: bool
    assumptions: dict[str, Any]  # Any: JSON
    manifest: dict[str, Any]  # Any: as above
    results: dict[str, Any]  # Any: as above


class ScenariosAnswer(Schema):
    """Every plan by year."""

    items: list[ScenarioAnswer]


class LayerAnswer(Schema):
    """An import in use with its provenance."""

    kind: str
    title: str
    version: str
    source: str
    licence: str
    dated: date
    synthetic: bool
    operator: str
    place: str
    rows: int
    digest: str
    imported_at: datetime
    checks: dict[str, Any]  # Any: JSON


class LayersAnswer(Schema):
    """The imports that the shares come from."""

    items: list[LayerAnswer]


class SiteAnswer(Schema):
    """A site that a plan opens, in the order of opening."""

    year: int
    lon: float
    lat: float
    radius_m: float
    area: str
    host_city: str


class ScenarioSitesAnswer(ScenarioAnswer):
    """A plan by year with its sites."""

    sites: list[SiteAnswer]


class StadiumDayAnswer(Schema):
    """A day on which many people are expected."""

    on: date
    venue: Texts
    people: int | None
    source: str


class HostCityAnswer(Schema):
    """A place that comes first, with its shares."""

    key: str
    names: Texts
    shares: list[ShareAnswer]


class HostCitiesAnswer(Schema):
    """Every place that comes first."""

    items: list[HostCityAnswer]


class HostCityDaysAnswer(HostCityAnswer):
    """A place that comes first, with its communes and the days on which it expects many people."""

    areas: list[AreaSharesAnswer]
    days: list[StadiumDayAnswer]


class CountryAnswer(Schema):
    """The whole country: shares by operator, place and setting, and challenges by state."""

    shares: list[ShareAnswer]
    challenges: dict[str, int]


@router.get("/coverage/targets", response=TargetSetsAnswer, operation_id="coverage.list_targets")
def list_targets(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List every set of targets with where its milestones stand."""
    return {
        "items": [
            {
                **asdict(line.record),
                "names": answer_texts(line.record.names, request),
                "source": answer_texts(line.record.source, request),
                "milestones": [
                    {**asdict(one.standing), "due_on": one.due_on, "target": one.target, "alarm": one.alarm}
                    for one in line.milestones
                ],
            }
            for line in queries.list_targets()
        ]
    }


@router.get("/coverage/areas", response=AreasAnswer, operation_id="coverage.list_areas")
def list_areas(request: HttpRequest, query: Query[AreasQuery]) -> dict[str, object]:
    """List areas with the best of all operators on each basis, in the order of their codes."""
    lines = sorted(
        queries.list_areas(level=query.level, parent=query.parent), key=lambda line: line.area.code
    )
    rows = [line for line in lines if line.area.code > query.after][: query.limit + 1]
    page = cut_page(rows, query.limit, lambda line: line.area.code)
    return {"items": [_line(line, request) for line in page.items], "after": page.after}


@router.get("/coverage/areas/{code}", response=AreaSharesAnswer, operation_id="coverage.find_area")
def find_area(request: HttpRequest, code: Code, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get one area with every share that is known of it, by operator, place and setting."""
    path, whole, parts = queries.find_area(code=code)
    return {**_area(path[-1], request), "shares": [asdict(share) for share in whole + parts]}


@router.get("/coverage/at", response=PlaceAnswerBody, operation_id="coverage.at_place")
def at_place(request: HttpRequest, query: Query[PointQuery]) -> dict[str, object]:
    """Say what is declared, measured and planned around a point."""
    found = queries.at_place(lon=query.lon, lat=query.lat)
    return {
        "h3": found.h3,
        "areas": [_area(area, request) for area in found.areas],
        "shares": [asdict(share) for share in [*found.declared, *found.measured]],
        "planned_year": found.planned[0][1] if found.planned else None,
    }


@router.get("/coverage/plans", response=ScenariosAnswer, operation_id="coverage.list_scenarios")
def list_scenarios(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List the plans by year with their assumptions, manifest and results."""
    return {
        "items": [
            asdict(one) | {"names": answer_texts(one.names, request)} for one in queries.list_scenarios()
        ]
    }


@router.get("/coverage/layers", response=LayersAnswer, operation_id="coverage.layers_in_use")
def layers_in_use(request: HttpRequest) -> dict[str, object]:
    """List the imports that the shares come from."""
    return {"items": [asdict(layer) for layer in queries.layers_in_use()]}


@router.get("/coverage/plans/{key}", response=ScenarioSitesAnswer, operation_id="coverage.find_scenario")
def find_scenario(request: HttpRequest, key: Key, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get one plan by year with its sites."""
    record, sites = queries.find_scenario(key=key)
    names = ("year", "lon", "lat", "radius_m", "area", "host_city")
    told = [dict(zip(names, site, strict=True)) for site in sites]
    return asdict(record) | {"names": answer_texts(record.names, request), "sites": told}


@router.get("/coverage/country", response=CountryAnswer, operation_id="coverage.country_shares")
def country_shares(request: HttpRequest) -> dict[str, object]:
    """Get the country's shares, those of its urban and rural areas, and how many challenges there are."""
    whole, parts = queries.country_shares()
    return {"shares": [asdict(one) for one in whole + parts], "challenges": queries.count_challenges()}


@router.get("/coverage/host-cities", response=HostCitiesAnswer, operation_id="coverage.list_host_cities")
def list_host_cities(request: HttpRequest, query: Query[LanguageQuery]) -> dict[str, object]:
    """List the places that come first with their shares."""
    return {
        "items": [
            {"key": key, "names": answer_texts(names, request), "shares": [asdict(one) for one in shares]}
            for key, names, shares in queries.list_host_cities()
        ]
    }


@router.get(
    "/coverage/host-cities/{key}", response=HostCityDaysAnswer, operation_id="coverage.find_host_city"
)
def find_host_city(request: HttpRequest, key: Key, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get one place that comes first with its communes and its days."""
    names, areas, shares, days = queries.find_host_city(key=key)
    return {
        "key": key,
        "names": answer_texts(names, request),
        "shares": [asdict(one) for one in shares],
        "areas": [_line(line, request) for line in areas],
        "days": [asdict(day) | {"venue": answer_texts(day.venue, request)} for day in days],
    }


def _area(area: queries.AreaRecord, request: HttpRequest) -> dict[str, object]:
    return asdict(area) | {"names": answer_texts(area.names, request)}


def _line(line: AreaLine, request: HttpRequest) -> dict[str, object]:
    known = [share for share in (line.planned, line.declared, line.measured) if share is not None]
    return {**_area(line.area, request), "shares": [asdict(share) for share in known]}
