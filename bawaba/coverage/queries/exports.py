"""Open data: areas with their shares and plans with their sites, as files."""

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from bawaba.coverage.errors import CoveragePlaceNotFound
from bawaba.coverage.models import Area
from bawaba.coverage.queries.ground import load_ground
from bawaba.coverage.queries.scenarios import find_scenario
from bawaba.coverage.queries.shares import AreaLine, list_areas
from bawaba.coverage.types import Share
from bawaba.kernel.languages import pick

FileForm = Literal["csv", "geojson", "gpkg", "parquet"]
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
}
MOST_NAMES: Final = 6
LEVELS: Final = ("region", "province", "commune")


def export_areas(*, form: str) -> bytes:
    """Return every area with its shares and, but for CSV, its boundary. At most eleven SQL queries.

    raises: AreasMissing, CoveragePlaceNotFound for an unknown form
    """
    lines = [line for level in LEVELS for line in list_areas(level=level)]
    rows = [_area_row(line) for line in lines]
    if form == "csv":
        return _csv(rows)
    known = Area.objects.filter(layer=load_ground().layer).values_list("code", "boundary")
    shapes = {code: bytes(shape) for code, shape in known if shape is not None}
    return _geo(rows, [shapes.get(str(row["code"])) for row in rows], form)


def _area_row(line: AreaLine) -> dict[str, object]:
    area = line.area
    names = {f"name_{language}": text for language, text in area.names.items()}
    row: dict[str, object] = {"code": area.code, "level": area.level, "parent": area.parent, **names,
                              "setting": area.setting, "people": area.people, "host_city": area.host_city}  # fmt: skip
    for basis in ("planned", "declared", "measured"):
        share = getattr(line, basis)
        row[f"{basis}_share"] = None if share is None or share.share is None else round(share.share, 5)
    row["planned_year"] = None if line.planned is None else line.planned.year
    row["samples"] = 0 if line.measured is None else line.measured.samples
    return row


def export_plan(*, key: str, form: str) -> bytes:
    """Return the sites of a plan with their years. Two SQL queries. raises: CoveragePlaceNotFound"""
    record, sites = find_scenario(key=key)
    rows: list[dict[str, object]] = [
        {"year": year, "lon": lon, "lat": lat, "radius_m": radius, "area": area, "host_city": host,
         "plan": record.key, "synthetic_people": record.synthetic}
        for year, lon, lat, radius, area, host in sites
    ]  # fmt: skip
    if form == "csv":
        return _csv(rows)
    import shapely  # noqa: PLC0415 - geometry, for these files alone

    points = shapely.points([(site[1], site[2]) for site in sites])
    return _geo(rows, list(shapely.to_wkb(points)), form)


def _csv(rows: Sequence[Mapping[str, object]]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def _geo(rows: Sequence[Mapping[str, object]], shapes: Sequence[bytes | None], form: str) -> bytes:
    if form not in MEDIA_TYPES:
        raise CoveragePlaceNotFound
    if form == "geojson":
        return write_geojson(rows, shapes)
    import geopandas  # noqa: PLC0415 - heavy: for these files alone

    frame = geopandas.GeoDataFrame(
        [dict(row) for row in rows], geometry=geopandas.GeoSeries.from_wkb(list(shapes)), crs="EPSG:4326"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"coverage.{form}"
        if form == "parquet":
            frame.to_parquet(path)
        else:
            frame.to_file(path, layer="coverage", driver="GPKG", engine="pyogrio")
        return path.read_bytes()


def write_geojson(rows: Sequence[Mapping[str, object]], shapes: Sequence[bytes | None]) -> bytes:
    import shapely  # noqa: PLC0415 - geometry, for these files alone

    features: list[dict[str, Any]] = [  # Any: JSON
        {
            "type": "Feature",
            "properties": dict(row),
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shapely.from_wkb(shape))),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def map_shares(*, language: str) -> dict[str, Any]:  # Any: JSON
    """Return name and shares (planned, declared, measured) of communes by code, the country's bounds, and the names that the map shows.

    At most five SQL queries. raises: AreasMissing
    """
    lines = list_areas(level="commune")
    shares = {
        line.area.code: [pick(line.area.names, language).text, *map(_rounded, _bases(line))] for line in lines
    }
    rows = Area.objects.filter(layer=load_ground().layer, level="commune").exclude(west=None)
    told = rows.values_list("code", "west", "south", "east", "north")
    boxes = {code: [float(side or 0) for side in sides] for code, *sides in told}
    shown = sorted(lines, key=lambda line: (not line.area.host_city, -line.area.people))[:MOST_NAMES]
    return {"shares": shares, "bounds": _bounds(boxes), "labels": _labels(shown, boxes, language)}


def _bases(line: AreaLine) -> list[Share | None]:
    return [line.planned, line.declared, line.measured]


def _rounded(share: Share | None) -> float | None:
    return None if share is None or share.share is None else round(share.share, 2)


def _bounds(boxes: Mapping[str, Sequence[float]]) -> list[float]:
    west, south, east, north = zip(*boxes.values(), strict=True)
    return [min(west), min(south), max(east), max(north)]


def _labels(
    lines: Sequence[AreaLine], boxes: Mapping[str, Sequence[float]], language: str
) -> list[dict[str, Any]]:  # Any: JSON
    """Return the names of host cities and of the largest communes, where they lie."""
    return [
        {
            "name": pick(line.area.names, language).text,
            "at": [round((box[0] + box[2]) / 2, 4), round((box[1] + box[3]) / 2, 4)],
        }
        for line in lines
        if (box := boxes.get(line.area.code)) is not None
    ]
