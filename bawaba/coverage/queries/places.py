"""Is there 5G at my place?"""

from bawaba.coverage.errors import CoveragePlaceNotFound
from bawaba.coverage.models import CellFact, ScenarioSite
from bawaba.coverage.queries.ground import load_ground
from bawaba.coverage.queries.shares import area_shares, leading_plan
from bawaba.coverage.queries.whereabouts import find_place
from bawaba.coverage.rules.answers import Answer, answer
from bawaba.coverage.rules.names import closeness, name_form, name_sound
from bawaba.coverage.rules.samples import ENOUGH_IN_CELL, wilson
from bawaba.coverage.types import AreaRecord, PlaceAnswer, Share

MOST_FOUND = 30
DEGREE_M = 111_195.0
MOSTLY = 0.5  # of the people of an area, from which a plan reaches it


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


def answer_first(found: PlaceAnswer) -> Answer:
    """Return what to say first of a place. No SQL query."""
    return answer(found.declared, found.measured)


def _share(row: CellFact) -> Share:
    layer = row.layer
    if layer.kind == "declared":
        return Share(
            "declared", layer.operator, layer.place, "", layer.dated.year, row.share, 0, 0, dated=layer.dated,
            source=layer.source, edge_probability=layer.edge_probability,
        )  # fmt: skip
    low, high = wilson(row.good, row.samples) if row.samples else (None, None)
    value = row.good / row.samples if row.samples else None
    enough = row.samples >= ENOUGH_IN_CELL
    return Share(
        "measured", layer.operator, layer.place, "", layer.dated.year, value, 0, 0, row.samples, low, high,
        enough, layer.dated, layer.source,
    )  # fmt: skip


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
    """Return the communes whose name, in any language, is, begins with, holds or sounds like these words.

    The closest first, then the largest. One SQL query. raises: AreasMissing
    """
    wanted, sound = name_form(text), name_sound(text)
    if not wanted:
        return []
    ground = load_ground()
    near = (
        (closeness(wanted, sound, forms, sounds), code) for code, (forms, sounds) in ground.spellings.items()
    )
    found = [(close, -ground.areas[code].people, code) for close, code in near if close is not None]
    return [ground.areas[code] for _close, _people, code in sorted(found)[:MOST_FOUND]]


def find_commune(*, text: str) -> AreaRecord | None:
    """Return the one commune that these words can only mean, None where several or none may be meant. One SQL query."""
    found = find_communes(text=text)
    named = [one for one in found if name_form(text) in map(name_form, one.names.values())]
    if len(named) == 1:
        return named[0]
    return found[0] if len(found) == 1 else None


def at_area(*, code: str) -> PlaceAnswer:
    """Return what is declared, measured and planned for a whole area. Four SQL queries.

    raises: AreasMissing, CoveragePlaceNotFound
    """
    path = load_ground().path(code)
    if not path:
        raise CoveragePlaceNotFound
    shares = area_shares(level=path[-1].level, codes=[code]).get(code, [])
    told = {
        basis: [one for one in shares if one.basis == basis] for basis in ("declared", "measured", "planned")
    }
    planned = [("", one.year or 0) for one in told["planned"] if one.share and one.share >= MOSTLY]
    declared = [one for one in told["declared"] if one.operator]
    measured = [one for one in told["measured"] if one.operator]
    return PlaceAnswer(None, None, "", path, declared, measured, planned)
