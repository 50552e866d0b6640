"""Import where people live: into H3 cells by commune, checked against the census and the boundaries."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from bawaba.coverage.computing.sheets import line_of
from bawaba.coverage.errors import CoverageFileInvalid, LayerMisplaced, PeopleDoNotAddUp
from bawaba.coverage.models import Cell, Layer
from bawaba.coverage.queries.ground import Ground, load_ground
from bawaba.coverage.services.fitting import check_people
from bawaba.coverage.services.following import NOBODY, Follower
from bawaba.coverage.services.layers import NewLayer, add_layer, check_may_import, check_same_areas
from bawaba.coverage.types import About
from bawaba.kernel import epochs, rows
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import Text

if TYPE_CHECKING:
    from bawaba.coverage.reading.cells import Gathered
    from bawaba.coverage.reading.weighted import Unit

COAST_DEG: Final = 0.05  # points this near to an area belong to it: simplified coasts cut corners
MOST_OUTSIDE: Final = 0.1  # of the points


def import_people(
    *, actor: Actor, source: Path, about: About, any_total: bool = False, crs: str = "",
    follow: Follower = NOBODY,
) -> Layer:  # fmt: skip
    """Import people by point, cell or pixel, in the place of the layer in use.

    source: CSV (lon, lat, people), Parquet (h3 or lon, lat, and people), GeoJSON, GeoPackage, GeoParquet or
    GeoTIFF; any_total: take it although it does not add up to the census; crs: of x, y in CSV
    raises: PermissionDenied, AreasMissing, AreasChangedMeanwhile, CoverageFileInvalid, LayerMisplaced,
    PeopleDoNotAddUp
    """
    from bawaba.coverage.reading.cells import gather  # noqa: PLC0415 - heavy: imports alone
    from bawaba.coverage.reading.weighted import read_weighted  # noqa: PLC0415 - as above

    check_may_import(actor)
    ground = load_ground()
    follow.tell("reading")
    given = read_weighted(source, crs)
    follow.tell("checking")
    if not given.values.sum() > 0:
        raise CoverageFileInvalid(_("it counts nobody"), name=source.name)
    owners = place_points(given.places, ground, name=source.name, unit=given.unit, path=source)
    checks: dict[str, object] = {"outside": int((owners < 0).sum())}
    if given.areas is not None:
        owners = _as_given(given.areas, ground, name=source.name)
    check_people(given.places, given.values, owners, ground, name=source.name)
    found = gather(given.places, given.values, owners)
    checks |= _check_totals(ground, found.groups, found.sums, name=source.name, any_total=any_total)
    total = float(given.values.sum())
    new = NewLayer("people", about, [source], given.rows, total, checks)
    follow.tell("writing")
    with transaction.atomic():
        epochs.queue_up()
        check_same_areas(ground)
        layer = add_layer(actor=actor, new=new)
        _write_cells(layer, found, ground)
        follow.written(layer)
    return layer


def _write_cells(layer: Layer, found: "Gathered", ground: Ground) -> None:
    values = zip(found.names, found.groups.tolist(), found.sums.tolist(), found.places.tolist(), strict=True)
    rows.insert_many(Cell, ("layer_id", "h3", "area", "people", "lon", "lat"), (
        (layer.pk, name, ground.codes[owner] if owner >= 0 else "", people, round(lon, 6), round(lat, 6))
        for name, owner, people, (lon, lat) in values if people > 0
    ))  # fmt: skip


def place_points(
    places: NDArray[np.float64], ground: Ground, *, name: str, unit: "Unit" = "line",
    most_outside: float = MOST_OUTSIDE, path: Path | None = None,
) -> NDArray[np.int64]:  # fmt: skip
    """Return the number of each point's commune, -1 outside.

    unit: what a point is in the file, whose line is found at `path`
    raises: CoverageFileInvalid where too many lie outside of the country, and says so if they are swapped
    """
    from bawaba.coverage.rules import placing  # noqa: PLC0415 - heavy: imports alone

    owners = placing.find_areas(places, ground.shapes)
    owners = placing.find_nearby(places, ground.shapes, owners, COAST_DEG)
    outside = owners < 0
    if not len(places) or outside.mean() <= most_outside:
        return owners
    reason: Text = format_lazy(
        _("{outside} of {all} points lie outside of the country: is it another country or projection?"),
        outside=int(outside.sum()), all=len(places),
    )  # fmt: skip
    some = places[:: max(len(places) // 2000, 1)]
    fault = next((one for one, repair in placing.REPAIRS.items() if _holds(repair(some), ground)), None)
    if fault == "swapped":
        reason = _("the latitude and the longitude are swapped")
    elif fault:
        raise LayerMisplaced(fault, *placing.away_m(some, placing.REPAIRS[fault](some)), name=name)
    row = int(np.argmax(outside))
    if unit == "feature":
        reason = format_lazy(_("feature {number}: {reason}"), number=row + 1, reason=reason)
    line = (line_of(path, row) if path else row + 2) if unit == "line" else None
    raise CoverageFileInvalid(reason, name=name, line=line)


def _holds(places: NDArray[np.float64], ground: Ground) -> bool:
    from bawaba.coverage.rules import placing  # noqa: PLC0415 - heavy: imports alone

    return bool((placing.find_areas(places, ground.shapes) >= 0).mean() > 1 - MOST_OUTSIDE)


def _as_given(areas: list[str], ground: Ground, *, name: str) -> NDArray[np.int64]:
    number = {code: at for at, code in enumerate(ground.codes)}
    unknown = next((row for row, code in enumerate(areas) if code not in number), None)
    if unknown is not None:
        reason = format_lazy(_("the area {code} is not known"), code=areas[unknown])
        raise CoverageFileInvalid(reason, name=name, line=unknown + 1)
    return np.array([number[code] for code in areas], dtype=np.int64)


def _check_totals(
    ground: Ground, groups: NDArray[np.int64], sums: NDArray[np.float64], *, name: str, any_total: bool
) -> dict[str, object]:
    """Compare people by area with the census. raises: PeopleDoNotAddUp"""
    from bawaba.coverage.rules.totals import compare  # noqa: PLC0415 - with the rest

    census = {code: float(ground.areas[code].people) for code in ground.codes}
    by_area = np.bincount(groups[groups >= 0], weights=sums[groups >= 0], minlength=len(ground.codes))
    found = compare(dict(zip(ground.codes, by_area.tolist(), strict=True)), census, float(sums.sum()))
    if found.census and not found.holds and not any_total:
        reason = format_lazy(
            _("it counts {found} people, the census {census}: {share} % apart"),
            found=f"{found.found:,.0f}", census=f"{found.census:,.0f}", share=round(100 * found.difference, 1),
        )  # fmt: skip
        raise PeopleDoNotAddUp(reason, name=name)
    return {
        "census": found.census, "difference": round(found.difference, 6), "areas": found.areas,
        "far-off": found.far_off, "worst": found.worst, "worst-share": round(found.worst_share, 3),
    }  # fmt: skip
