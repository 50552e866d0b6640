"""Points of a CSV file in metres, turned into degrees by the coordinate system that whoever imports names."""

import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from bawaba.coverage.computing.points import LAT_LIMIT, LON_LIMIT, Points
from bawaba.coverage.errors import CoverageFileInvalid


def to_degrees(points: Points, crs: str) -> NDArray[np.float64]:
    """Return lon, lat of points; those in x, y (easting, northing) need their system, such as EPSG:32737.

    raises: CoverageFileInvalid
    """
    if points.on_globe:
        return points.places
    if not crs:
        reason = _(
            "columns x and y are metres of an unknown projection: name it (--crs EPSG:…), or give lon and lat"
        )
        raise CoverageFileInvalid(reason, name=points.name, line=1)
    try:
        known = CRS.from_user_input(crs)
    except CRSError as error:
        reason = format_lazy(_("the coordinate system {crs} is not known"), crs=crs)
        raise CoverageFileInvalid(reason, name=points.name) from error
    away = Transformer.from_crs(known, "EPSG:4326", always_xy=True)
    places = np.column_stack(away.transform(points.places[:, 0], points.places[:, 1]))
    wild = ~(np.abs(places) <= (LON_LIMIT, LAT_LIMIT)).all(axis=1)
    if wild.any():
        reason = format_lazy(_("these metres lie nowhere in {crs}: is it another zone?"), crs=crs)
        raise CoverageFileInvalid(reason, name=points.name, line=int(np.argmax(wild)) + 2)
    return places
