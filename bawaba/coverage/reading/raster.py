"""Rasters of people or of declared coverage (GeoTIFF): their cells as points in degrees."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import rasterio
import rasterio.features
import rasterio.transform
import rasterio.windows
import shapely
import shapely.geometry
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.errors import RasterioError, RasterioIOError
from rasterio.windows import Window

from bawaba.coverage.errors import CoverageFileInvalid

ROWS_AT_ONCE: Final = 512


@dataclass(frozen=True, slots=True)
class Pixels:
    """The cells of a raster that say something above zero. rows: of the raster, empty cells too."""

    places: NDArray[np.float64]
    values: NDArray[np.float64]
    rows: int


def read_pixels(path: Path) -> Pixels:
    """Return the middle of each pixel of the first band with its value.

    raises: CoverageFileInvalid where it is damaged, says no coordinate system or has negative values
    """
    with _opened(path) as raster:
        places, values = _read(path, raster)
        return Pixels(places, values, raster.height * raster.width)


def _read(path: Path, raster: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # Any: untyped library
    to_degrees = Transformer.from_crs(raster.crs, "EPSG:4326", always_xy=True)
    places, values = [np.zeros((0, 2))], [np.zeros(0)]
    for window, said in _strips(path, raster):
        row, column = np.nonzero(said)
        x, y = rasterio.transform.xy(raster.transform, row + window.row_off, column)
        places.append(np.column_stack(to_degrees.transform(np.asarray(x), np.asarray(y))))
        values.append(said[row, column])
    return np.concatenate(places), np.concatenate(values)


def read_covered(
    path: Path, box: tuple[float, float, float, float]
) -> tuple[Iterator[Any], int]:  # Any: shapely geometries
    """Return the areas of pixels above zero, in degrees, and how many pixels the raster has.

    box: west, south, east, north; an area that reaches beyond is refused

    raises: CoverageFileInvalid, as `read_pixels`, also while the areas are taken
    """
    with _opened(path) as raster:
        return _areas(path, box), raster.height * raster.width


def _areas(path: Path, box: tuple[float, float, float, float]) -> Iterator[Any]:  # Any: as above
    with _opened(path) as raster:
        to_degrees = Transformer.from_crs(raster.crs, "EPSG:4326", always_xy=True)
        for window, said in _strips(path, raster):
            covered = said > 0
            away = rasterio.windows.transform(window, raster.transform)
            for told, _value in rasterio.features.shapes(
                covered.astype(np.uint8), mask=covered, transform=away
            ):
                shape = shapely.transform(
                    shapely.geometry.shape(told), to_degrees.transform, interleaved=False
                )
                west, south, east, north = shape.bounds
                if west < box[0] or south < box[1] or east > box[2] or north > box[3]:
                    reason = _("it reaches far beyond the country: is it another country or projection?")
                    raise CoverageFileInvalid(reason, name=path.name)
                yield shape


@contextmanager
def _opened(path: Path) -> Iterator[Any]:  # Any: untyped library
    """Open a raster that says its coordinate system. raises: CoverageFileInvalid"""
    try:
        with rasterio.open(path) as raster:
            if raster.crs is None:
                raise CoverageFileInvalid(_("the file does not say its coordinate system"), name=path.name)
            yield raster
    except (RasterioError, RasterioIOError) as error:
        reason = _("this file is damaged, ends early or has another format")
        raise CoverageFileInvalid(reason, name=path.name) from error


def _strips(path: Path, raster: Any) -> Iterator[tuple[Window, NDArray[np.float64]]]:  # Any: as above
    """Yield parts of the first band; what it marks as no data is 0. raises: CoverageFileInvalid"""
    for top in range(0, raster.height, ROWS_AT_ONCE):
        window = Window(0, top, raster.width, min(ROWS_AT_ONCE, raster.height - top))
        band = raster.read(1, window=window, masked=True)
        said = band.filled(0).astype(np.float64)
        said[np.ma.getmaskarray(band) | ~np.isfinite(said)] = 0
        _check_signs(path, said, top)
        yield window, said


def _check_signs(path: Path, said: NDArray[np.float64], top: int) -> None:
    if (said < 0).any():
        row, column = (int(place) for place in np.argwhere(said < 0)[0])
        reason = format_lazy(
            _("row {row}, column {column} of the raster is negative; is its mark for “no data” missing?"),
            row=row + top + 1,
            column=column + 1,
        )
        raise CoverageFileInvalid(reason, name=path.name)
