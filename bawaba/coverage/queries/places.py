"""Is there 5G at my place?"""

from bawaba.coverage.errors import CoveragePlaceNotFound
from bawaba.coverage.models import CellFact, ScenarioSite
from bawaba.coverage.queries.ground import load_ground
from bawaba.coverage.queries.shares import leading_plan
from bawaba.coverage.queries.whereabouts import find_place
from bawaba.coverage.rules.names import name_form
from bawaba.coverage.rules.samples import ENOUGH_IN_CELL, wilson
from bawaba.coverage.types import AreaRecord, PlaceAnswer, Share

MOST_FOUND = 30
DEGREE_M = 111_195.0


def at_place(*, lon: float, lat: float) -> PlaceAnswer:
    """Return what is declared, measured and planned around a point: its H3 cell of about 5 km². Four SQL queries.

    raises: AreasMissing, CoveragePlaceNotFound where the point is not in the country
    """
    ground = load_ground()
    area, cell = find_place(ground=ground, lon=lon, lat=lat)
    if not area:
        raise CoveragePlaceNotFound
    rows = (
        CellFact.objects.filter(h3=cell, layer__in_use=True)
        .select_related("layer")
        .order_by("layer__operator")
    )
    declared: list[Share] = []
    measured: list[Share] = []
    for row in rows:
        one = _share(row)
        (declared if one.basis == "declared" else measured).append(one)
    return PlaceAnswer(lon, lat, cell, ground.path(area), declared, measured, _planned(lon, lat))


def _share(row: CellFact) -> Share:
    layer = row.layer
    if layer.kind == "declared":
        return Share("declared", layer.operator, layer.place, "", layer.dated.year, row.share, 0, 0)
    low, high = wilson(row.good, row.samples) if row.samples else (None, None)
    value = row.good / row.samples if row.samples else None
    enough = row.samples >= ENOUGH_IN_CELL
    return Share(
        "measured",
        layer.operator,
        layer.place,
        "",
        layer.dated.year,
        value,
        0,
        0,
        row.samples,
        low,
        high,
        enough,
    )


def _planned(lon: float, lat: float) -> list[tuple[str, int]]:
    """Return the leading plan and the first year in which one of its sites would cover the point."""
    import numpy as np  # noqa: PLC0415 - geometry, for those who ask alone

    plan = leading_plan()
    if plan is None:
        return []
    near = ScenarioSite.objects.filter(scenario=plan[0], lat__range=(lat - 0.1, lat + 0.1))
    rows = list(
        near.select_related("scenario").values_list("lon", "lat", "radius_m", "year", "scenario__key")
    )
    if not rows:
        return []
    table = np.array([row[:4] for row in rows], dtype=float)
    away = np.hypot((table[:, 0] - lon) * np.cos(np.radians(lat)), table[:, 1] - lat) * DEGREE_M
    years = table[away <= table[:, 2], 3]
    return [(rows[0][4], int(years.min()))] if len(years) else []


def find_communes(*, text: str) -> list[AreaRecord]:
    """Return the communes whose name, in any language, begins with or holds these words. One SQL query.

    raises: AreasMissing
    """
    wanted = name_form(text)
    if not wanted:
        return []
    found = [
        (
            min((0 if form == wanted else 1 if form.startswith(wanted) else 2) for form in forms),
            -area.people,
            area,
        )
        for area in load_ground().areas.values()
        if area.level == "commune"
        and (forms := [form for form in map(name_form, area.names.values()) if wanted in form])
    ]
    return [one[2] for one in sorted(found, key=lambda one: one[:2])[:MOST_FOUND]]
