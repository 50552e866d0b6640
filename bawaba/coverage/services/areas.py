"""Import the areas of a country: census figures and boundaries, checked by places of known names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.computing.sheets import Row, read_rows
from bawaba.coverage.errors import CoverageFileInvalid, MapMisplaced
from bawaba.coverage.models import Area, Layer
from bawaba.coverage.services.following import NOBODY, Follower
from bawaba.coverage.services.layers import BATCH, NewLayer, add_layer, check_may_import
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
    level: str = ""
    names: dict[str, str] = field(default_factory=dict)
    setting: str = ""
    people: int = 0
    host_city: str = ""
    numbers: dict[str, float | None] = field(default_factory=dict)
    shape: Any = None  # Any: a shapely geometry


def import_areas(
    *,
    actor: Actor,
    boundaries: Sequence[Path],
    about: About,
    census: Path | None = None,
    places: Path | None = None,
    columns: Mapping[str, str] | None = None,
    follow: Follower = NOBODY,
) -> Layer:
    """Import areas, in the place of those in use.

    boundaries: GIS files whose features have a `code`; without a census also `name` or `name_fr`…,
    `people` or `population`, and maybe `level`, `parent`, `setting`; columns: what these are called there
    census: CSV with code, level, parent, population, name_<language>…; places: CSV with name, lon, lat
    Levels may have any names: what holds no other area is a commune here, what lies in no other a region.
    raises: PermissionDenied, CoverageFileInvalid, MapMisplaced
    """
    check_may_import(actor)
    follow.tell("reading")
    drafts = _read_census(census) if census else {}
    for path in boundaries:
        _add_shapes(path, drafts, columns or {}, known=census is not None)
    follow.tell("checking")
    called = _set_levels(drafts)
    _sum_up(drafts)
    checks = _check(drafts, places, boundaries[0].name) | {"levels": called}
    communes = [one for one in drafts.values() if one.level == "commune"]
    paths = [*boundaries, *([census] if census else [])]
    total = float(sum(one.people for one in communes))
    new = NewLayer("areas", about, paths, len(drafts), total, checks)
    follow.tell("writing")
    with transaction.atomic():
        epochs.queue_up()
        layer = add_layer(actor=actor, new=new)
        Area.objects.bulk_create([_row(layer, one) for one in drafts.values()], batch_size=BATCH)
        follow.written(layer)
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
    return _Draft(
        row.text("code"), row.text("parent"), row.text("level"), _names(row.cells), _setting(row), int(people),
        row.text("host_city"), {name: row.number(name, 0.0) or None for name in _NUMBERS},
    )  # fmt: skip


def _setting(row: Row) -> str:
    given = row.text("setting").casefold()
    if given not in {"", "urban", "rural"}:
        reason = _("“{value}” in column {column} is not one of {choices}")
        raise row.refuse(format_lazy(reason, value=given, column="setting", choices="urban, rural"))
    return given


def _names(cells: Mapping[str, object]) -> dict[str, str]:
    """Return the names by language: `name_fr` … or `name`, which is taken for the site's first language."""
    found = {key[5:]: str(text) for key, text in cells.items() if key.startswith("name_") and text}
    return found or ({settings.LANGUAGE_CODE: str(cells["name"])} if cells.get("name") else {})


def _set_levels(drafts: Mapping[str, _Draft]) -> dict[str, str]:
    """Turn the country's own levels into ours by what lies in what; returns what each was called."""
    if all(one.level in LEVELS for one in drafts.values()):
        return {}
    holders = {one.parent for one in drafts.values()} & set(drafts)
    called: dict[str, str] = {}
    for one in drafts.values():
        inner = "province" if one.parent in drafts else "region"
        own, one.level = one.level, inner if one.code in holders else "commune"
        if own:
            called.setdefault(one.level, own)
    return called


def _sum_up(drafts: Mapping[str, _Draft]) -> None:
    """Give areas that no figure was given for the people of the communes inside them."""
    bare = {one.code for one in drafts.values() if not one.people}
    for one in drafts.values():
        above = one.parent if one.level == "commune" else ""
        for _step in range(8):  # no country has more levels; a circle of parents ends here too
            if above not in drafts:
                break
            drafts[above].people += one.people if above in bare else 0
            above = drafts[above].parent


def _add_shapes(path: Path, drafts: dict[str, _Draft], columns: Mapping[str, str], *, known: bool) -> None:
    for number, feature in enumerate(_features(path, columns)):
        code = _text(feature["code"])
        if code not in drafts:
            if known:
                raise _refusal(path, number, format_lazy(_("the census has no area {code}"), code=code))
            drafts[code] = _draft_of(Row(path.name, number + 1, _cells(feature)))
        elif drafts[code].shape is not None:
            raise _refusal(path, number, format_lazy(_("code {code} stands there twice"), code=code))
        drafts[code].shape = feature["geometry"]


def _features(path: Path, columns: Mapping[str, str]) -> list[Mapping[str, Any]]:  # Any: cells, a geometry
    """Return a file's features in degrees under our names of columns. raises: CoverageFileInvalid"""
    from bawaba.coverage.reading.geojson import read_plain  # noqa: PLC0415 - geometry: imports alone

    found = read_plain(path)
    if found is None:
        from bawaba.coverage.reading.vector import read_frame  # noqa: PLC0415 - heavy: other formats alone

        found = read_frame(path).to_dict("records")
    ours = {theirs: name for name, theirs in columns.items()}
    named: list[Mapping[str, Any]] = [
        {ours.get(key, key): value for key, value in feature.items()} for feature in found
    ]
    if "code" not in named[0]:
        column = columns.get("code", "code")
        raise CoverageFileInvalid(format_lazy(_("column {column} is missing"), column=column), name=path.name)
    return named


def _refusal(path: Path, number: int, reason: object) -> CoverageFileInvalid:
    text = format_lazy(_("feature {number}: {reason}"), number=number + 1, reason=reason)
    return CoverageFileInvalid(text, name=path.name)


def _cells(feature: Mapping[str, object]) -> dict[str, str]:
    cells = {key: _text(value) for key, value in feature.items() if value is not None and str(value) != "nan"}
    return cells | {"population": cells.get("population") or cells.get("people") or "0"}


def _text(value: object) -> str:
    """Return a cell as text; a whole number that a format keeps as a float has no decimals."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _check(drafts: Mapping[str, _Draft], places: Path | None, name: str) -> dict[str, object]:
    """Return what the checks found. raises: MapMisplaced where known places lie elsewhere"""
    drawn = [one for one in drafts.values() if one.level == "commune" and one.shape is not None]
    bare = sorted(one.code for one in drafts.values() if one.level == "commune" and one.shape is None)
    if not drawn:
        raise CoverageFileInvalid(_("it draws none of the smallest areas"), name=name)
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
