"""Demand and sites from CSV files of up to millions of rows: read at once, the line named when one is wrong."""

import csv
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from bawaba.coverage.computing.sheets import line_of, no_number, not_utf8, read_rows
from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.kernel.errors import Text

Numbers = NDArray[np.float64]
EARTH_RADIUS_M: Final = 6_371_008.8  # mean radius of the Earth (IUGG)
_ALIASES: Final = {
    "longitude": "lon", "lng": "lon", "latitude": "lat", "population": "weight",
    "people": "weight", "rsrp": "rsrp_dbm",
}  # fmt: skip
_OTHER_SIGNS: Final = {";": ";", "\t": "tab"}
_PLANE: Final = ("x", "y")
_SPHERE: Final = ("lon", "lat")
# About two million rows. Below, pyarrow costs more memory (140 MB) than it saves time (0.2 s).
LARGE_BYTES: Final = 64_000_000
BLOCK_BYTES: Final = 8_000_000
NEAR_ROWS: Final = 5  # before the row that a reader complains of: it leaves empty ones out of its count
LON_LIMIT: Final = 180.0
LAT_LIMIT: Final = 90.0


@dataclass(frozen=True, slots=True)
class Points:
    """Points of a file, in metres on a plane or in degrees on the globe, and further columns of numbers."""

    name: str
    on_globe: bool
    places: Numbers  # shape (n, 2): x, y or lon, lat
    extra: Mapping[str, Numbers]

    @property
    def metres(self) -> Numbers:
        """Return the points in metres: on the plane, or in space on a sphere."""
        if not self.on_globe:
            return self.places
        lon, lat = np.radians(self.places[:, 0]), np.radians(self.places[:, 1])
        flat = np.cos(lat)
        return EARTH_RADIUS_M * np.column_stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)])


def chord_m(arc_m: Numbers | float) -> Numbers:
    """Return the straight distance through the globe of a great-circle distance."""
    half = np.minimum(np.asarray(arc_m, dtype=np.float64) / (2 * EARTH_RADIUS_M), np.pi / 2)
    return np.asarray(2 * EARTH_RADIUS_M * np.sin(half))


def read_points(
    path: Path, *, needs: Sequence[str] = (), may_have: Sequence[str] = (), signed: Sequence[str] = ()
) -> Points:
    """Return the points of a CSV file with the columns x,y (metres) or lon,lat (degrees).

    needs, may_have: further columns of numbers that are not negative; signed: needed ones that may be
    raises: CoverageFileInvalid, with the line
    """
    given, header = _header(path)
    place = _PLANE if set(_PLANE) <= set(header) else _SPHERE
    wanted = [*place, *signed, *needs, *(name for name in may_have if name in header)]
    missing = [name for name in wanted if name not in header]
    if missing:
        raise CoverageFileInvalid(_missing(path, missing), name=path.name, line=1)
    table = _read_table(path, given, [header.index(name) for name in wanted])
    if not len(table):
        raise CoverageFileInvalid(_("there is no row in it"), name=path.name)
    _check(path, wanted, table, signed, [given[header.index(name)] for name in wanted])
    extra = {name: np.ascontiguousarray(table[:, at]) for at, name in enumerate(wanted) if at > 1}
    return Points(path.name, place is _SPHERE, np.ascontiguousarray(table[:, :2]), extra)


def _header(path: Path) -> tuple[list[str], list[str]]:
    """Return the names of the columns as the file has them, and as we call them. raises: CoverageFileInvalid"""
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            cells = next(csv.reader(source), [])
    except OSError as error:
        raise CoverageFileInvalid(error.strerror or "", name=path.name) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise not_utf8(path) from error
    if not cells and not path.stat().st_size:
        raise CoverageFileInvalid(_("the file is empty"), name=path.name)
    names = [cell.strip().casefold() for cell in cells]
    ours = [_ALIASES.get(name, name) if _ALIASES.get(name) not in names else name for name in names]
    return [cell.strip() for cell in cells], ours


def _missing(path: Path, missing: Sequence[str]) -> Text:
    """Return what to say of columns that are not there; another sign between them is named."""
    with path.open(encoding="utf-8-sig") as source:
        first = source.readline()
    for sign in _OTHER_SIGNS:
        if "," not in first and sign in first:
            return format_lazy(
                _("its columns are parted by “{sign}”; commas are needed"), sign=_OTHER_SIGNS[sign]
            )
    return format_lazy(_("column {column} is missing"), column=", ".join(missing))


def _read_table(path: Path, header: Sequence[str], columns: Sequence[int]) -> Numbers:
    if path.stat().st_size > LARGE_BYTES:
        return _read_large(path, header, columns)
    try:
        _check_widths(path, len(header))
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="loadtxt: input contained no data")
            return np.loadtxt(
                path, delimiter=",", skiprows=1, usecols=columns, comments=None, ndmin=2, encoding="utf-8",
                quotechar='"',
            )  # fmt: skip
    except (ValueError, UnicodeDecodeError) as error:
        _find_fault(path, header, columns)
        raise not_utf8(path) from error


def _check_widths(path: Path, width: int) -> None:
    """Refuse a row with more or fewer cells than columns, such as one of decimal commas. raises: ValueError"""
    with path.open("rb") as source:
        for line in source:
            if b'"' not in line and line.strip() and line.count(b",") != width - 1:
                raise ValueError


def _read_large(path: Path, header: Sequence[str], columns: Sequence[int]) -> Numbers:
    """Return the columns of a file of millions of rows, read in blocks."""
    import pyarrow  # noqa: PLC0415 - heavy: large files alone
    import pyarrow.csv  # noqa: PLC0415 - as above

    names = [str(at) for at in range(len(header))]
    asked = [names[at] for at in columns]
    try:
        blocks = pyarrow.csv.open_csv(
            path,
            pyarrow.csv.ReadOptions(
                column_names=names, skip_rows=1, use_threads=False, block_size=BLOCK_BYTES
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=asked, column_types=dict.fromkeys(asked, pyarrow.float64())
            ),
        )
        parts = [
            np.column_stack([block[name].to_numpy(zero_copy_only=False) for name in asked])
            for block in blocks
        ]
    except pyarrow.ArrowInvalid as error:
        row = re.search(r"Row #(\d+)", str(error))
        _find_fault(path, header, columns, after=max(int(row.group(1)) - NEAR_ROWS, 0) if row else 0)
        raise not_utf8(path) from error
    return np.concatenate(parts)


def _find_fault(path: Path, header: Sequence[str], columns: Sequence[int], *, after: int = 0) -> None:
    """Go through the file once more, slowly, to name the line. raises: CoverageFileInvalid

    after: lines that are known to be good
    """
    for row in read_rows(path, needs=(), after=after):
        cells = list(row.cells.values())
        if len(cells) != len(header):
            continue  # a column named twice: the numbers below cannot be told apart
        for at in columns:
            try:
                float(cells[at])
            except ValueError:
                raise row.refuse(no_number(cells[at], header[at])) from None


def _check(
    path: Path, wanted: Sequence[str], table: Numbers, signed: Sequence[str], given: Sequence[str]
) -> None:
    """Refuse what is no number, negative or nowhere. given: what the columns are called in the file"""
    finite = np.asarray(np.isfinite(table).all(axis=1))
    _refuse_first(path, ~finite, _("a number is missing or not finite"))
    for at, name in enumerate(wanted[2:], 2):
        reason = format_lazy(_("column {column} is negative"), column=given[at])
        _refuse_first(path, np.asarray(table[:, at] < 0) & (name not in signed), reason)
    if wanted[0] != "lon":
        return
    swapped = (np.abs(table[:, 1]) > LAT_LIMIT) & (np.abs(table[:, 0]) <= LAT_LIMIT)
    swapped &= np.abs(table[:, 1]) <= LON_LIMIT
    _refuse_first(path, swapped, _("the latitude is beyond 90 degrees: are lon and lat swapped?"))
    beyond = (np.abs(table[:, 0]) > LON_LIMIT) | (np.abs(table[:, 1]) > LAT_LIMIT)
    reason = _("these are not degrees: coordinates in metres belong in columns x and y")
    _refuse_first(path, beyond, reason)


def _refuse_first(path: Path, wrong: NDArray[np.bool_], reason: object) -> None:
    if wrong.any():
        line = line_of(path, int(np.argmax(wrong)))
        raise CoverageFileInvalid(format_lazy("{}", reason), name=path.name, line=line)
