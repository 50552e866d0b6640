"""Import the areas of a country: census figures and boundaries, checked by places of known names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.computing.sheets import Row, read_rows
from bawaba.coverage.errors import CoverageFileInvalid, MapMisplaced
from bawaba.coverage.models import Area, Layer
from bawaba.coverage.services.layers import BATCH, add_layer, check_may_import
from bawaba.coverage.types import About
from bawaba.kernel import epochs
from bawaba.kernel.actors import Actor

LEVELS: Final = ("region", "province", "commune")
_NUMBERS: Final = ("area_km2", "female_pct", "illiteracy_pct")


@dataclass(slots=True)
class _Draft:
    """An area before it is written. shape: of shapely, None where no file draws it."""

    code: str
    parent: str = ""
    level: str = "commune"
    names: dict[str, str] = field(default_factory=dict)
    setting: str = ""
    people: int = 0
    host_city: str = ""
    numbers: dict[str, float | None] = field(default_factory=dict)
    shape: Any = None  # Any: a shapely geometry


@transaction.atomic
def import_areas(
    *,
    actor: Actor,
    boundaries: Sequence[Path],
    about: About,
    census: Path | None = None,
    places: Path | None = None,
) -> Layer:
    """Import areas, in the place of those in use.

    boundaries: GIS files whose features have a `code`; without a census also `name` or `name_fr`…,
    `people` or `population`, and maybe `level`, `parent`, `setting`
    census: CSV with code, level, parent, population, name_<language>…; places: CSV with name, lon, lat
    raises: PermissionDenied, CoverageFileInvalid, MapMisplaced
    """
    check_may_import(actor)
    epochs.queue_up()
    drafts = _read_census(census) if census else {}
    for path in boundaries:
        _add_shapes(path, drafts, known=census is not None)
    checks = _check(drafts, places, boundaries[0].name)
    communes = [one for one in drafts.values() if one.level == "commune"]
    paths = [*boundaries, *([census] if census else [])]
    total = float(sum(one.people for one in communes))
    layer = add_layer(
        actor=actor, kind="areas", about=about, paths=paths, rows=len(drafts), total=total, checks=checks
    )
    Area.objects.bulk_create([_row(layer, one) for one in drafts.values()], batch_size=BATCH)
    return layer


def _read_census(path: Path) -> dict[str, _Draft]:
    drafts: dict[str, _Draft] = {}
    for row in read_rows(path, needs=("code", "population")):
        if row.text("code") in drafts:
            reason = format_lazy(_("code {code} stands there twice"), code=row.text("code"))
            raise row.refuse(reason)
        drafts[row.text("code")] = _draft_of(row)
    for draft in drafts.values():
        if draft.parent and draft.parent not in drafts:
            reason = format_lazy(_("the area {code} lies in {parent}, which is missing"),
                                 code=draft.code, parent=draft.parent)  # fmt: skip
            raise CoverageFileInvalid(reason, name=path.name)
    return drafts


def _draft_of(row: Row) -> _Draft:
    people = row.number("population")
    if people < 0:
        raise row.refuse(format_lazy(_("column {column} is negative"), column="population"))
    level = row.choice("level", {one: one for one in LEVELS}, "commune")
    return _Draft(
        row.text("code"), row.text("parent"), level, _names(row.cells), row.text("setting"), int(people),
        row.text("host_city"), {name: row.number(name, 0.0) or None for name in _NUMBERS},
    )  # fmt: skip


def _names(cells: Mapping[str, object]) -> dict[str, str]:
    """Return the names by language: `name_fr` … or `name`, which is taken for English."""
    found = {key[5:]: str(text) for key, text in cells.items() if key.startswith("name_") and text}
    return found or ({"en": str(cells["name"])} if cells.get("name") else {})


def _add_shapes(path: Path, drafts: dict[str, _Draft], *, known: bool) -> None:
    from bawaba.coverage.reading.vector import read_frame, refuse_row  # noqa: PLC0415 - heavy: imports alone

    frame = read_frame(path)
    if "code" not in frame.columns:
        raise CoverageFileInvalid(format_lazy(_("column {column} is missing"), column="code"), name=path.name)
    for number, feature in enumerate(frame.to_dict("records")):
        code = str(feature["code"])
        if code not in drafts:
            if known:
                refuse_row(path, number, format_lazy(_("the census has no area {code}"), code=code))
            drafts[code] = _draft_of(Row(path.name, number + 1, _cells(feature)))
        elif drafts[code].shape is not None:
            refuse_row(path, number, format_lazy(_("code {code} stands there twice"), code=code))
        drafts[code].shape = feature["geometry"]


def _cells(feature: Mapping[str, object]) -> dict[str, str]:
    cells = {key: str(value) for key, value in feature.items() if value is not None and str(value) != "nan"}
    return cells | {"population": cells.get("population") or cells.get("people") or "0"}


def _check(drafts: Mapping[str, _Draft], places: Path | None, name: str) -> dict[str, object]:
    """Return what the checks found. raises: MapMisplaced where known places lie elsewhere"""
    drawn = [one for one in drafts.values() if one.level == "commune" and one.shape is not None]
    bare = sorted(one.code for one in drafts.values() if one.level == "commune" and one.shape is None)
    if not drawn:
        raise CoverageFileInvalid(_("it draws no commune"), name=name)
    found: dict[str, object] = {"without-boundary": bare[:20], "drawn": len(drawn)} | _holes(drawn)
    return found | ({"places": _judge(drawn, places, name)} if places else {})


def _judge(drawn: Sequence[_Draft], places: Path, name: str) -> dict[str, object]:
    import numpy as np  # noqa: PLC0415 - with the rest, for imports alone

    from bawaba.coverage.rules import placing  # noqa: PLC0415 - as above

    rows = list(read_rows(places, needs=("name", "lon", "lat")))
    points = np.array([(row.number("lon"), row.number("lat")) for row in rows]).reshape(-1, 2)
    shapes = np.array([one.shape for one in drawn], dtype=object)
    area_names = [list(one.names.values()) for one in drawn]
    verdict = placing.judge([row.text("name") for row in rows], points, area_names, shapes)
    if not verdict.holds:
        raise MapMisplaced(verdict, name=name)
    return {"tried": verdict.tried, "inside": verdict.inside}


def _holes(drawn: Sequence[_Draft]) -> dict[str, object]:
    """Return how many holes the areas leave between them, and their size in km² (about, on a sphere)."""
    import numpy as np  # noqa: PLC0415 - with the rest, for imports alone
    import shapely  # noqa: PLC0415 - as above

    shapes = shapely.make_valid(np.array([one.shape for one in drawn], dtype=object))
    whole = shapely.union_all(shapes, grid_size=1e-6)  # a tenth of a metre: edges of neighbours are one
    rings = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(whole)
        if part.geom_type == "Polygon"
        for ring in part.interiors
    ]
    sizes = [one.area * 111.195**2 * float(np.cos(np.radians(one.centroid.y))) for one in rings]
    large = [size for size in sizes if size > 1]
    return {"holes": len(large), "holes-km2": round(sum(large), 1)}


def _row(layer: Layer, draft: _Draft) -> Area:
    bounds = draft.shape.bounds if draft.shape is not None else (None,) * 4
    return Area(
        layer=layer, code=draft.code, parent=draft.parent, level=draft.level, names=draft.names,
        setting=draft.setting, people=draft.people, host_city=draft.host_city, **draft.numbers,
        west=bounds[0], south=bounds[1], east=bounds[2], north=bounds[3],
        boundary=draft.shape.wkb if draft.shape is not None else None,
    )  # fmt: skip
