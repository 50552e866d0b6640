"""GeoJSON, GeoPackage, GeoParquet and whatever else GDAL reads, in degrees."""

import json
from pathlib import Path
from typing import Any, Final

import geopandas
import numpy as np
import pyarrow
import pyogrio
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.errors import CoverageFileInvalid

WGS84: Final = "EPSG:4326"
JSON_NAMES: Final = (".geojson", ".json")


def read_frame(path: Path) -> Any:  # Any: a GeoDataFrame, which the library does not type
    """Return the file's features in WGS84, in their order.

    raises: CoverageFileInvalid where it ends early, says no coordinate system, or means another one
    """
    try:
        frame = geopandas.read_parquet(path) if path.suffix == ".parquet" else pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, pyarrow.ArrowInvalid, ValueError, OSError) as error:
        raise _unreadable(path) from error
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise CoverageFileInvalid(_("there is no geometry in it"), name=path.name)
    if frame.crs is None:
        raise CoverageFileInvalid(_("the file does not say its coordinate system"), name=path.name)
    frame = frame.to_crs(WGS84).reset_index(drop=True)
    _check_frame(path, frame)
    return frame


def _check_frame(path: Path, frame: Any) -> None:  # Any: as above
    if not len(frame):
        raise CoverageFileInvalid(_("there is no row in it"), name=path.name)
    empty = frame.geometry.isna() | frame.geometry.is_empty
    if empty.any():
        refuse_row(path, int(np.argmax(empty)), _("this feature has no geometry"))
    wild = ~(np.abs(frame.geometry.bounds.to_numpy()) <= (180, 90, 180, 90)).all(axis=1)
    if wild.any():
        reason = _("these are not degrees: the file says another coordinate system than it has")
        refuse_row(path, int(np.argmax(wild)), reason)


def check_polygons(path: Path, frame: Any, box: tuple[float, float, float, float]) -> None:  # Any: as above
    """Refuse features that are no areas, or that reach beyond the box. raises: CoverageFileInvalid"""
    for number, kind in enumerate(frame.geometry.geom_type):
        if kind not in {"Polygon", "MultiPolygon", "GeometryCollection"}:
            refuse_row(
                path, number, _("declared coverage is drawn as areas (polygons), not as points or lines")
            )
    bounds = frame.geometry.bounds.to_numpy()
    wide = (bounds[:, :2] < box[:2]).any(axis=1) | (bounds[:, 2:] > box[2:]).any(axis=1)
    if wide.any():
        number = int(np.argmax(wide))
        west, south, east, north = bounds[number]
        turned = box[0] <= south and north <= box[2] and box[1] <= west and east <= box[3]
        refuse_row(path, number, _("the latitude and the longitude are swapped") if turned else _(
            "it reaches far beyond the country: is it another country or projection?"
        ))  # fmt: skip


def refuse_row(path: Path, number: int, reason: object) -> None:
    """Refuse the feature with this number from 0. raises: CoverageFileInvalid"""
    text = format_lazy(_("feature {number}: {reason}"), number=number + 1, reason=reason)
    raise CoverageFileInvalid(text, name=path.name)


def _unreadable(path: Path) -> CoverageFileInvalid:
    """Return the refusal of a file that cannot be read, with its line where it is text."""
    if path.suffix in JSON_NAMES and path.is_file():
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            reason = _("this is not JSON from here on; does the file end early?")
            return CoverageFileInvalid(reason, name=path.name, line=error.lineno)
        except UnicodeDecodeError:
            return CoverageFileInvalid(_("this file is not text in UTF-8"), name=path.name)
    return CoverageFileInvalid(_("this file is damaged, ends early or has another format"), name=path.name)
