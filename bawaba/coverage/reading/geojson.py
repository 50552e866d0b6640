"""GeoJSON as the standard writes it (RFC 7946: in degrees), without the weight of a GIS library."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

NAMES: Final = (".geojson", ".json")
Feature = Mapping[str, Any]  # Any: JSON, and a shapely geometry by the name "geometry"


def read_plain(path: Path) -> list[Feature] | None:
    """Return the features' properties with their geometry; None where the general reader should look.

    That is: another format, a coordinate system of its own, a fault of any kind.
    """
    if path.suffix.casefold() not in NAMES or not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8")
        told = json.loads(text)
        features = told["features"]
        if "crs" in told or not all(one["geometry"] for one in features):
            return None
        shapes = shapely.get_parts(shapely.from_geojson(text))
    except (ValueError, KeyError, TypeError, shapely.errors.GEOSException):
        return None
    whole = len(shapes) == len(features) > 0 and not shapely.is_empty(shapes).any()
    if not whole or not (np.abs(shapely.bounds(shapes)) <= (180, 90, 180, 90)).all():
        return None
    return [{**one["properties"], "geometry": shape} for one, shape in zip(features, shapes, strict=True)]
