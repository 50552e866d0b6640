"""Plans by year over the people in use: where sites open until each milestone, and what each wish costs."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from bawaba.coverage.computing.points import Points, chord_m
from bawaba.coverage.errors import CoveragePlaceNotFound, PlanInvalid
from bawaba.coverage.models import Cell, Layer, Site, TargetSet
from bawaba.coverage.queries.ground import Ground, load_ground
from bawaba.coverage.queries.manifests import command_of, tools
from bawaba.coverage.queries.pricing import price_wishes
from bawaba.coverage.queries.standing import Ready, add_standing, bar, tell_files
from bawaba.coverage.siting import schedule
from bawaba.coverage.siting.problem import OutOfReach, Problem, Report, Watch, ignore_report
from bawaba.kernel import clock
from bawaba.kernel.errors import Text

CELL_KM2: Final = 5.16  # of an H3 cell of resolution 7, on average
DENSE_A_KM2: Final = 1_500.0
MIXED_A_KM2: Final = 200.0
STRATA: Final = ("host-city", "urban", "rural", "poor")
Cells = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a plan by year assumes. radii: of a site where many, some and few people live, in metres

    edge_probability: for which share of places at the edge of a site the radii hold; 0.5 is the median
    host_factor: people of host cities count so many times in the order; quotas: stratum → share, until
    the last goal; strata are host-city, urban, rural, poor (the third of communes with most illiteracy)
    sites: `cells` (every cell with people may have one) or `layer` (the sites in use)
    existing: a file of sites that stand already; forbidden: a file of places where none may stand
    """

    target_set: str = ""
    goals: Sequence[tuple[date, float]] = ()
    first_year: int = field(default_factory=lambda: clock.today().year)
    radii_m: tuple[float, float, float] = (1_900.0, 2_600.0, 5_000.0)
    edge_probability: float = 0.5
    host_factor: float = 1.0
    quotas: Mapping[str, float] = field(default_factory=dict)
    most_a_year: int | None = None
    budget_a_year: float | None = None
    cost: float | None = None
    sites: str = "cells"
    existing: Path | None = None
    forbidden: Path | None = None


@dataclass(frozen=True, slots=True)
class _Country:
    """The people in use: their layer, cells, communes, and what the plan tells apart."""

    layer: Layer
    points: Points
    areas: Sequence[str]
    ground: Ground
    strata: Mapping[str, Cells]


def plan_by_year(
    *, key: str, names: Mapping[str, str], wishes: Wishes, time_limit_s: float = 60.0,
    report: Report = ignore_report, on_watch: Callable[[Watch], object] = lambda _watch: None,
) -> dict[str, object]:  # fmt: skip
    """Return a scenario as JSON: assumptions, manifest, results, sites by year. Five SQL queries.

    on_watch: is given the watch, so that whoever asked can stop the search with the best so far

    raises: AreasMissing, PlanInvalid, CoveragePlaceNotFound
    """
    began = time.monotonic()
    country = _load_country()
    goals = _goals(wishes)
    asked, places = _ask(country, wishes, goals)
    watch = Watch(began + time_limit_s, report)
    on_watch(watch)
    try:
        found = schedule.plan_years(asked, watch)
    except OutOfReach as error:
        raise PlanInvalid(_too_few(asked, error.reachable, goals[-1][1])) from error
    return {
        "key": key,
        "names": dict(names),
        "target_set": wishes.target_set,
        "assumptions": _assumptions(wishes, goals),
        "manifest": _manifest(country, wishes, goals, key, time_limit_s),
        "results": {
            **_results(found, wishes),
            "prices": [] if watch.flag[0] else price_wishes(asked, began + 2 * time_limit_s),
            "seconds": round(time.monotonic() - began, 1),
        },
        "sites": _sites(found, places, country),
    }


def _too_few(asked: schedule.Asked, reachable: float, target: float) -> Text:
    """Return what to say where even all sites reach too little. reachable: a share, of a stratum with quotas"""
    if any(goal.quotas for goal in asked.goals):
        return _("All these sites together do not meet the last target.")
    return format_lazy(
        _("All these sites together cover {share} % of people; the last target is {target} %."),
        share=round(100 * reachable, 1), target=round(100 * target, 1),
    )  # fmt: skip


def _load_country() -> _Country:
    layer = Layer.objects.filter(kind="people", in_use=True).first()
    if layer is None:
        raise PlanInvalid(_("No layer of people is imported yet."))
    ground = load_ground()
    rows = list(
        Cell.objects.filter(layer=layer).order_by("h3", "area").values_list("lon", "lat", "people", "area")
    )
    areas = [row[3] for row in rows]
    table = np.array([row[:3] for row in rows], dtype=np.float64)
    points = Points(layer.file_name, True, table[:, :2], {"weight": table[:, 2]})
    return _Country(layer, points, areas, ground, _strata(areas, ground, layer))


def _strata(areas: Sequence[str], ground: Ground, layer: Layer) -> dict[str, Cells]:
    poor = _poorest(ground)
    known = [ground.areas.get(code) for code in areas]
    found = {
        "host-city": np.array([one is not None and bool(one.host_city) for one in known]),
        "urban": np.array([one is not None and one.setting == "urban" for one in known]),
        "rural": np.array([one is not None and one.setting == "rural" for one in known]),
        "poor": np.array([code in poor for code in areas]),
    }
    return {name: cells for name, cells in found.items() if cells.any()}


def _poorest(ground: Ground) -> set[str]:
    """Return the third of communes where illiteracy is highest: a proxy of poverty, from the census."""
    from bawaba.coverage.models import Area  # noqa: PLC0415 - one column more than the ground keeps

    rows = Area.objects.filter(layer=ground.layer, level="commune").exclude(illiteracy_pct=None)
    ranked = list(rows.order_by("-illiteracy_pct", "code").values_list("code", flat=True))
    return set(ranked[: len(ranked) // 3])


def _goals(wishes: Wishes) -> list[tuple[date, float]]:
    if wishes.goals:
        goals = sorted(wishes.goals)
    else:
        row = TargetSet.objects.filter(key=wishes.target_set).first()
        if row is None:
            raise CoveragePlaceNotFound(_("No targets have that name."))
        goals = list(row.milestones.order_by("due_on").values_list("due_on", "share"))
    if any(not 0 < share <= 1 for _day, share in goals) or goals[0][0].year < wishes.first_year:
        raise PlanInvalid(_("Each target needs a share up to 1 and a year from the first year on."))
    return goals


def _radii(people: NDArray[np.float64], radii_m: tuple[float, float, float]) -> NDArray[np.float64]:
    """Return a site's radius by how many people a km² live in its cell (the methods' assumption)."""
    density = people / CELL_KM2
    return np.select([density > DENSE_A_KM2, density > MIXED_A_KM2], radii_m[:2], radii_m[2])


def _ask(
    country: _Country, wishes: Wishes, goals: Sequence[tuple[date, float]]
) -> tuple[schedule.Asked, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return the engine's question, and the places (lon, lat) and radii of its sites."""
    people = country.points.extra["weight"]
    places, radii, costs = country.points.places, _radii(people, wishes.radii_m), None
    if wishes.sites == "layer":
        places, radii, costs = _site_layer(country, wishes)
    if wishes.cost is not None and costs is None:
        costs = np.full(len(places), wishes.cost)
    if wishes.budget_a_year is not None and costs is None:
        raise PlanInvalid(_("A budget needs what a site costs."))
    if not set(wishes.quotas) <= set(country.strata):
        raise PlanInvalid(_("A quota is for host-city, urban, rural or poor, where the areas say which are."))
    ready = _stand(country, wishes, Ready(places, radii, costs))
    metres = Points("", True, ready.places, {}).metres
    problem = Problem(
        cells=country.points.metres, weights=people, sites=metres, radius=chord_m(ready.radii),
        count=len(ready.places), costs=ready.costs, forbidden=ready.barred,
    )  # fmt: skip
    stages = [schedule.Goal(day.year, share) for day, share in goals]
    stages[-1] = replace(stages[-1], quotas=wishes.quotas)
    first = country.strata.get("host-city") if wishes.host_factor != 1 else None
    asked = schedule.Asked(
        problem, wishes.first_year, stages, country.strata, first, wishes.host_factor,
        existing=ready.standing, most_a_year=wishes.most_a_year, budget_a_year=wishes.budget_a_year,
    )  # fmt: skip
    return asked, (ready.places, ready.radii)


def _stand(country: _Country, wishes: Wishes, ready: Ready) -> Ready:
    """Return the candidates with the sites that stand, and without those where none may."""
    if wishes.existing is not None:
        ready = add_standing(
            ready, wishes.existing, country.ground, lambda places: _radii_at(country, wishes, places)
        )
    return ready if wishes.forbidden is None else bar(ready, wishes.forbidden, country.ground)


def _site_layer(
    country: _Country, wishes: Wishes
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]:
    """Return the sites in use; each covers what its nearest cell's density allows."""
    rows = list(
        Site.objects.filter(layer__kind="sites", layer__in_use=True).values_list("lon", "lat", "cost")
    )
    if not rows:
        raise PlanInvalid(_("No layer of sites is imported yet."))
    places = np.array([row[:2] for row in rows], dtype=np.float64)
    costs = (
        np.array([row[2] for row in rows], dtype=float) if all(row[2] is not None for row in rows) else None
    )
    return places, _radii_at(country, wishes, places), costs


def _radii_at(country: _Country, wishes: Wishes, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the radius of sites at these places, by the people of the nearest cell."""
    import shapely  # noqa: PLC0415 - for this alone

    tree = shapely.STRtree(shapely.points(country.points.places))
    nearest = tree.nearest(shapely.points(places))
    return _radii(country.points.extra["weight"][nearest], wishes.radii_m)


def _assumptions(wishes: Wishes, goals: Sequence[tuple[date, float]]) -> dict[str, object]:
    return {
        "place": "outdoor",
        "radii_m": list(wishes.radii_m),
        "edge_probability": wishes.edge_probability,
        "people_a_km2": [DENSE_A_KM2, MIXED_A_KM2],
        "first_year": wishes.first_year,
        "host_factor": wishes.host_factor,
        "quotas": dict(wishes.quotas),
        "most_a_year": wishes.most_a_year,
        "budget_a_year": wishes.budget_a_year,
        "cost": wishes.cost,
        "sites": wishes.sites,
        "existing": wishes.existing is not None,
        "forbidden": wishes.forbidden is not None,
        "goals": [[day.isoformat(), share] for day, share in goals],
    }


def _manifest(
    country: _Country, wishes: Wishes, goals: Sequence[tuple[date, float]], key: str, time_limit_s: float
) -> dict[str, object]:
    """Return what is needed to compute the same again."""
    inputs = {
        "people": {"digest": country.layer.digest, "title": country.layer.title,
                   "synthetic": country.layer.synthetic, "cells": len(country.areas)},
        "areas": Layer.objects.values_list("digest", flat=True).get(pk=country.ground.layer),
    }  # fmt: skip
    if wishes.sites == "layer":
        inputs["sites"] = list(
            Layer.objects.filter(kind="sites", in_use=True).values_list("digest", flat=True)
        )
    inputs |= tell_files({"existing": wishes.existing, "forbidden": wishes.forbidden})
    command = command_of(key, wishes, sorted(wishes.quotas.items()), goals, time_limit_s)
    return {**inputs, **tools(), "time_limit_s": float(time_limit_s), "command": command}


def _results(found: schedule.Schedule, wishes: Wishes) -> dict[str, object]:
    opened = [year for _site, year in found.openings]
    years = [
        {
            "year": year,
            "opened": opened.count(year),
            "sites": sum(one <= year for one in opened),
            "cost": None if wishes.cost is None else wishes.cost * opened.count(year),
            "share": round(shares[""], 6),
            "strata": {name: round(share, 6) for name, share in shares.items() if name},
        }
        for year, shares in found.shares.items()
    ]
    goals = [
        {
            "year": one.goal.year, "target": one.goal.share, "share": round(one.share, 6), "sites": one.sites,
            "needed": one.needed, "fewest": one.fewest, "holds": one.holds, "binding": list(one.binding),
            "gap": round(max(one.needed - one.fewest, 0) / max(one.needed, 1), 6),
        }
        for one in found.goals
    ]  # fmt: skip
    return {"goals": goals, "years": years}


def _sites(
    found: schedule.Schedule, places: tuple[NDArray[np.float64], NDArray[np.float64]], country: _Country
) -> list[list[object]]:
    """Return year, lon, lat, radius in metres, commune and host city of each site, in the order of opening."""
    from bawaba.coverage.rules.placing import find_areas, find_nearby  # noqa: PLC0415 - heavy: plans alone

    where, radii = places
    numbers = np.array([site for site, _year in found.openings], dtype=np.int64)
    owners = find_areas(where[numbers], country.ground.shapes)
    owners = find_nearby(where[numbers], country.ground.shapes, owners, 0.05)
    told: list[list[object]] = []
    for (site, year), owner in zip(found.openings, owners.tolist(), strict=True):
        code = country.ground.codes[owner] if owner >= 0 else ""
        host = country.ground.areas[code].host_city if code else ""
        lon, lat = where[site].tolist()
        told.append([year, round(lon, 6), round(lat, 6), float(radii[site]), code, host])
    return told
