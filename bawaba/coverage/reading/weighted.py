"""Points with a number each, from whatever file they come in: CSV, Parquet, GIS formats, rasters."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import h3
import numpy as np
import pyarrow
import pyarrow.parquet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from bawaba.coverage.computing.points import read_points
from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.coverage.reading.cells import RESOLUTION, middles
from bawaba.coverage.reading.projected import to_degrees

PEOPLE: Final = ("people", "population", "weight", "value")
RASTERS: Final = (".tif", ".tiff")

Box = tuple[float, float, float, float]  # west, south, east, north, in degrees
Unit = Literal["line", "feature", "pixel"]
Tell = Callable[[str, int, int], object]  # step, done, of


@dataclass(frozen=True, slots=True)
class Weighted:
    """Points (lon, lat) and their values. areas: codes, where the file gives them; rows: of the file.

    unit: what a point is there
    """

    places: NDArray[np.float64]
    values: NDArray[np.float64]
    areas: list[str] | None
    rows: int
    unit: Unit = "feature"


def read_weighted(path: Path, crs: str = "") -> Weighted:
    """Return the people (or weights) of a file. crs: of x, y in CSV. raises: CoverageFileInvalid"""
    suffix = path.suffix.casefold()
    if not path.is_file():
        raise CoverageFileInvalid(_("there is no such file"), name=path.name)
    if suffix in RASTERS:
        from bawaba.coverage.reading.raster import read_pixels  # noqa: PLC0415 - heavy: rasters alone

        pixels = read_pixels(path)
        return Weighted(pixels.places, pixels.values, None, pixels.rows, "pixel")
    if suffix == ".csv":
        points = read_points(path, needs=("weight",))
        return Weighted(to_degrees(points, crs), points.extra["weight"], None, len(points.places), "line")
    if suffix == ".parquet":
        return _read_parquet(path)
    return _of_frame(path, _frame(path))


def _frame(path: Path) -> Any:  # Any: a GeoDataFrame
    from bawaba.coverage.reading.vector import read_frame  # noqa: PLC0415 - heavy: GIS formats alone

    return read_frame(path)


def _read_parquet(path: Path) -> Weighted:
    """Return a table with `h3` or `lon`, `lat`; with a geometry it is GeoParquet."""
    try:
        table = pyarrow.parquet.ParquetFile(path).read()  # `read_table` and `to_numpy` load pandas
    except (pyarrow.ArrowInvalid, OSError) as error:
        reason = _("this file is damaged, ends early or has another format")
        raise CoverageFileInvalid(reason, name=path.name) from error
    names = set(table.column_names)
    if b"geo" in (table.schema.metadata or {}):
        return _of_frame(path, _frame(path))
    column = next((name for name in PEOPLE if name in names), None)
    if column is None or not ("h3" in names or {"lon", "lat"} <= names):
        text = format_lazy(_("column {column} is missing"), column="h3, people")
        raise CoverageFileInvalid(text, name=path.name)
    values = _numbers(table, column)
    if "h3" in names:
        places = middles(_cells_of(path, table["h3"].to_pylist()))
    else:
        places = np.column_stack([_numbers(table, "lon"), _numbers(table, "lat")])
    _check_values(path, values, places)
    return Weighted(places, values, table["area"].to_pylist() if "area" in names else None, len(values))


def _cells_of(path: Path, names: list[Any]) -> list[str]:  # Any: values of a column
    """Return the names of H3 cells, at least as fine as the shares. raises: CoverageFileInvalid"""
    for number, name in enumerate(names, 1):
        if not (isinstance(name, str) and h3.is_valid_cell(name) and h3.get_resolution(name) >= RESOLUTION):
            reason = format_lazy(
                _("“{value}” is no H3 cell of resolution {least} or finer"),
                value=str(name)[:40],
                least=RESOLUTION,
            )
            text = format_lazy(_("feature {number}: {reason}"), number=number, reason=reason)
            raise CoverageFileInvalid(text, name=path.name)
    return names


def _numbers(table: Any, column: str) -> NDArray[np.float64]:  # Any: a table of pyarrow
    """Return a column of numbers; what is missing, or no number, is not a number."""
    found = [value if isinstance(value, int | float) else np.nan for value in table[column].to_pylist()]
    return np.array(found, dtype=np.float64)


def _of_frame(path: Path, frame: Any) -> Weighted:  # Any: a GeoDataFrame
    column = next((name for name in PEOPLE if name in frame.columns), None)
    if column is None:
        text = format_lazy(_("column {column} is missing"), column=" / ".join(PEOPLE))
        raise CoverageFileInvalid(text, name=path.name)
    values = frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
    _check_values(path, values)
    points = frame.geometry.representative_point()
    areas = [str(code) for code in frame["area"]] if "area" in frame.columns else None
    return Weighted(np.column_stack([points.x, points.y]), values, areas, len(values))


def _check_values(path: Path, *columns: NDArray[np.float64]) -> None:
    """Refuse a missing number in any column, and a negative one in the first. raises: CoverageFileInvalid"""
    values, missing = columns[0], np.asarray(~np.isfinite(np.column_stack(columns)).all(axis=1))
    checks: Sequence[tuple[NDArray[np.bool_], object]] = (
        (missing, _("a number is missing or not finite")),
        (values < 0, _("the number of people is negative")),
    )
    for wrong, reason in checks:
        if wrong.any():
            text = format_lazy(
                _("feature {number}: {reason}"), number=int(np.argmax(wrong)) + 1, reason=reason
            )
            raise CoverageFileInvalid(text, name=path.name)


def read_declared(path: Path, box: Box, tell: Tell) -> tuple[Iterator[Any], int]:  # Any: shapely geometries
    """Return the polygons of a file, or the areas of a raster's pixels above zero, and how many rows it has.

    box: where they may lie; tell: is told how many shapes of how many were taken
    raises: CoverageFileInvalid
    """
    tell("reading", 0, 0)
    if path.suffix.casefold() in RASTERS:
        from bawaba.coverage.reading.raster import read_covered  # noqa: PLC0415 - as above

        return read_covered(path, box)
    from bawaba.coverage.reading.vector import check_polygons  # noqa: PLC0415 - as above

    frame = _frame(path)
    check_polygons(path, frame, box)
    return _told(frame.geometry, tell), len(frame)


def _told(shapes: Any, tell: Tell) -> Iterator[Any]:  # Any: as above
    for number, shape in enumerate(shapes):
        tell("reading", number, len(shapes))
        yield shape
