"""Boundaries as the map draws them where no tiles ship: simplified to what a screen can show."""

from typing import Final

from bawaba.coverage.errors import AreasMissing
from bawaba.coverage.models import Area
from bawaba.coverage.queries.exports import write_geojson
from bawaba.coverage.queries.ground import load_ground

PARTS: Final = 2_000  # of the country's width, which is more than screens have points
LAYERS: Final = {"commune": "communes", "region": "regions"}


def map_shapes() -> bytes:
    """Return communes and regions as GeoJSON, with `code` and `level`. Two SQL queries. raises: AreasMissing"""
    import shapely  # noqa: PLC0415 - geometry, for the map alone

    rows = Area.objects.filter(layer=load_ground().layer, level__in=LAYERS).exclude(boundary=None)
    told = list(rows.values_list("code", "level", "boundary"))
    if not told:
        raise AreasMissing
    shapes = shapely.from_wkb([bytes(boundary or b"") for _code, _level, boundary in told])
    west, south, east, north = shapely.total_bounds(shapes)
    fine = max(east - west, north - south) / PARTS
    plain = shapely.set_precision(shapely.simplify(shapes, fine), fine / 10, mode="valid_output")
    properties = [{"code": code, "level": LAYERS[level]} for code, level, _boundary in told]
    return write_geojson(properties, list(shapely.to_wkb(plain)))
