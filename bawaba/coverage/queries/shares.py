"""Who is covered: planned, declared and measured shares of areas; where milestones stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bawaba.coverage.errors import CoveragePlaceNotFound
from bawaba.coverage.models import AreaShare, HostCity, Operator, Scenario, StadiumDay
from bawaba.coverage.queries.ground import load_ground
from bawaba.coverage.queries.layers import list_target_sets
from bawaba.coverage.rules.progress import Standing, is_alarm, judge_milestone
from bawaba.coverage.rules.samples import is_enough, wilson
from bawaba.coverage.types import AreaRecord, Basis, Edges, LayerRecord, Share, TargetSetRecord
from bawaba.kernel import clock


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area and what is known of it. planned: by the end of the leading plan"""

    area: AreaRecord
    planned: Share | None
    declared: Share | None
    measured: Share | None


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone, where it stands, and whether somebody should be warned."""

    due_on: date
    target: float
    standing: Standing
    alarm: bool


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A set of targets with where each milestone stands."""

    record: TargetSetRecord
    milestones: list[MilestoneLine]


@dataclass(frozen=True, slots=True)
class StadiumDayLine:
    """A day on which a host city expects many people."""

    on: date
    venue: Mapping[str, str]
    people: int | None
    source: str
    source_url: str


def share_of(row: AreaShare) -> Share:
    """Return a share as others read it; a measured one with its interval, None without samples."""
    if row.basis == "measured":
        low, high = wilson(row.good, row.samples) if row.samples else (None, None)
        value = row.good / row.samples if row.samples else None
        return Share(
            "measured", row.operator, row.place, row.setting, None, value, row.people, 0.0, row.samples,
            low, high, is_enough(row.samples), *_said(row),
        )  # fmt: skip
    value = row.covered / row.people if row.people else None
    dated, source = _said(row)
    basis: Basis = "planned" if row.basis == "planned" else "declared"
    return Share(basis, row.operator, row.place, row.setting, row.year, value, row.people, row.covered,
                 dated=dated, source=source, edge_probability=_edge(row))  # fmt: skip


def _edge(row: AreaShare) -> float | None:
    """Return the edge probability; that of all operators together is each one's own."""
    if row.scenario is not None:
        found: float | None = row.scenario.assumptions.get("edge_probability")
        return found
    return row.layer.edge_probability if row.layer is not None and row.operator else None


def _said(row: AreaShare) -> tuple[date | None, str]:
    return (row.layer.dated, row.layer.source) if row.layer is not None else (None, "")


def leading_plan() -> tuple[int, int] | None:
    """Return the number and the last year of the plan that maps and tables show. One SQL query.

    It is the one of the newest targets, with host cities first where there is one.
    """
    rows = Scenario.objects.order_by("-target_set__stated_on", "key").values_list("pk", "results")
    found = next(iter(rows), None)
    return (found[0], max(goal["year"] for goal in found[1]["goals"])) if found else None


def list_edges(*, layers: Iterable[LayerRecord]) -> Edges:
    """Return the edge probabilities of these layers' declarations outdoors and of the leading plan. One SQL query."""
    told = [
        one.edge_probability for one in layers
        if one.kind == "declared" and one.place == "outdoor" and one.edge_probability is not None
    ]  # fmt: skip
    plan = (
        Scenario.objects.order_by("-target_set__stated_on", "key")
        .values_list("assumptions", flat=True)
        .first()
    )
    return Edges(min(told, default=None), max(told, default=None), (plan or {}).get("edge_probability"))


def area_shares(
    *, level: str, codes: Iterable[str] | None = None, setting: str = ""
) -> dict[str, list[Share]]:
    """Return the shares in force by area: of the leading plan, and of layers in use. Two SQL queries."""
    plan = leading_plan()
    rows = AreaShare.objects.filter(level=level, setting=setting)
    if codes is not None:
        rows = rows.filter(area__in=list(codes))
    found: dict[str, list[Share]] = {}
    for row in (
        rows.filter(scenario=None, layer__in_use=True)
        .select_related("layer", "scenario")
        .order_by("-layer__dated", "-pk")
    ):
        found.setdefault(row.area, []).append(share_of(row))
    if plan is not None:
        for row in rows.filter(scenario=plan[0], year=plan[1]).select_related("layer", "scenario"):
            found.setdefault(row.area, []).append(share_of(row))
    return found


def list_areas(*, level: str, parent: str = "") -> list[AreaLine]:
    """Return the areas of a level, or those inside `parent`, with their shares. Three SQL queries.

    raises: AreasMissing
    """
    areas = [
        area
        for area in load_ground().areas.values()
        if (area.parent == parent if parent else area.level == level)
    ]
    if not areas:
        return []
    shares = area_shares(level=areas[0].level, codes=[area.code for area in areas])
    return [line_of(area, shares.get(area.code, [])) for area in areas]


def line_of(area: AreaRecord, shares: list[Share]) -> AreaLine:
    """Return the best of all operators on each basis, outdoors before indoors."""
    best: dict[str, Share] = {}
    for share in sorted(shares, key=lambda one: one.place != "outdoor"):
        if not share.operator:
            best.setdefault(share.basis, share)
    return AreaLine(area, best.get("planned"), best.get("declared"), best.get("measured"))


def find_area(*, code: str) -> tuple[list[AreaRecord], list[Share], list[Share]]:
    """Return an area below those that hold it, its shares, and those of its urban and rural parts.

    At most six SQL queries. raises: AreasMissing, CoveragePlaceNotFound
    """
    path = load_ground().path(code)
    if not path:
        raise CoveragePlaceNotFound
    level = path[-1].level
    whole = area_shares(level=level, codes=[code]).get(code, [])
    parts = [
        share
        for setting in ("urban", "rural")
        for share in area_shares(level=level, codes=[code], setting=setting).get(code, [])
    ]
    return path, whole, parts


def country_shares() -> tuple[list[Share], list[Share]]:
    """Return the country's shares, and those of urban and rural communes. Six SQL queries."""
    whole = area_shares(level="country").get("", [])
    parts = [
        share
        for setting in ("urban", "rural")
        for share in area_shares(level="country", setting=setting).get("", [])
    ]
    return whole, parts


def list_targets() -> list[TargetLine]:
    """Return each set of targets with where its milestones stand by what is declared outdoors. Three SQL queries."""
    rows = AreaShare.objects.filter(
        basis="declared", level="country", setting="", operator="", place="outdoor"
    ).order_by("layer__dated", "pk")
    days = rows.values_list("layer__dated", "covered", "people")
    history = [(day, covered / people) for day, covered, people in days if people]
    today = clock.today()
    found = []
    for record in list_target_sets():
        lines = []
        for one in record.milestones:
            standing = judge_milestone(one.due_on, one.share, history, today)
            lines.append(
                MilestoneLine(one.due_on, one.share, standing, is_alarm(standing, one.due_on, today))
            )
        found.append(TargetLine(record, lines))
    return found


def list_host_cities() -> list[tuple[str, Mapping[str, str], list[Share]]]:
    """Return each host city with its names and shares. Three SQL queries."""
    shares = area_shares(level="host-city")
    return [(row.key, row.names, shares.get(row.key, [])) for row in HostCity.objects.order_by("key")]


def find_host_city(
    *, key: str
) -> tuple[Mapping[str, str], list[AreaLine], list[Share], list[StadiumDayLine]]:
    """Return a host city's names, communes, shares and stadium days. At most seven SQL queries.

    raises: AreasMissing, CoveragePlaceNotFound
    """
    row = HostCity.objects.filter(key=key).first()
    if row is None:
        raise CoveragePlaceNotFound
    communes = [area for area in load_ground().areas.values() if area.host_city == key]
    shares = area_shares(level="commune", codes=[area.code for area in communes])
    days = [
        StadiumDayLine(one.on, one.venue, one.people, one.source, one.source_url)
        for one in StadiumDay.objects.filter(city=row)
    ]
    whole = area_shares(level="host-city", codes=[key]).get(key, [])
    return row.names, [line_of(area, shares.get(area.code, [])) for area in communes], whole, days


def operator_names() -> dict[str, Mapping[str, str]]:
    """Return the operators' names by key. One SQL query."""
    return dict(Operator.objects.order_by("key").values_list("key", "names"))
