"""How much of each H3 cell a map of declared coverage covers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import h3
import numpy as np
import shapely
from h3.api import numpy_int
from numpy.typing import NDArray

from bawaba.coverage.reading.cells import RESOLUTION, middles
from bawaba.coverage.reading.weighted import Box, Tell, read_declared

FINER: Final = 2  # levels: 49 parts of a cell
AT_ONCE: Final = 2_000_000  # parts that are gathered before they are made unique
_RESOLUTION_BITS: Final = np.uint64(52)  # of an H3 index: where its resolution stands, then a digit a level
_DIGITS: Final = 15
Numbers = NDArray[np.uint64]


def read_shares(
    path: Path, box: Box, tell: Tell = lambda _step, _done, _of: None
) -> tuple[dict[str, float], NDArray[np.float64], int]:
    """Return the covered share of each cell, where the cells lie (lon, lat), and the file's rows.

    box: west, south, east, north that a country lies in, with a margin: what reaches far beyond is refused
    tell: is told how many features of how many were read. raises: CoverageFileInvalid
    """
    shapes, count = read_declared(path, box, tell)
    parts = _unique(_spread(shapes))
    whole, numbers = np.unique(_parents(parts), return_counts=True)
    names = [h3.int_to_str(int(cell)) for cell in whole]
    shares = {
        name: number / h3.cell_to_children_size(name, RESOLUTION + FINER)
        for name, number in zip(names, numbers.tolist(), strict=True)
    }
    return shares, middles(names), count


def _spread(shapes: Iterator[Any]) -> Iterator[Numbers]:  # Any: shapely geometries
    """Yield the fine cells whose middle lies in a shape."""
    for shape in shapes:
        for part in shapely.get_parts(shapely.make_valid(shape)):
            if part.geom_type in {"Polygon", "MultiPolygon"}:
                yield np.asarray(numpy_int.geo_to_cells(part, RESOLUTION + FINER), dtype=np.uint64)


def _unique(pieces: Iterator[Numbers]) -> Numbers:
    found, waiting, size = np.zeros(0, np.uint64), list[Numbers](), 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > AT_ONCE:
            found, waiting, size = np.unique(np.concatenate([found, *waiting])), [], 0
    return np.unique(np.concatenate([found, *waiting]))


def _parents(parts: Numbers) -> Numbers:
    """Return the cell of each fine cell: the resolution written over, the finer digits set to 7 (unused)."""
    digits = np.uint64((1 << (3 * (_DIGITS - RESOLUTION))) - 1)
    mask = ~(np.uint64(15) << _RESOLUTION_BITS)
    return (parts & mask) | (np.uint64(RESOLUTION) << _RESOLUTION_BITS) | digits
