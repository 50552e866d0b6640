"""How much of each H3 cell a map of declared coverage covers."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

import h3
import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.reading.cells import RESOLUTION, cell_numbers, middles
from bawaba.coverage.reading.weighted import Tell, read_declared

FINER: Final = 2  # levels: 49 parts of a cell


def read_shares(
    path: Path, tell: Tell = lambda _step, _done, _of: None
) -> tuple[dict[str, float], NDArray[np.float64], int]:
    """Return the covered share of each cell, where its covered parts lie (lon, lat), and the file's rows.

    tell: is told how many features of how many were read. raises: CoverageFileInvalid
    """
    parts, count = read_declared(path, _spread, tell)
    whole = Counter(h3.cell_to_parent(part, RESOLUTION) for part in parts)
    shares = {
        cell: number / h3.cell_to_children_size(cell, RESOLUTION + FINER) for cell, number in whole.items()
    }
    return shares, middles(parts), count


def _spread(shape: Any) -> list[str]:  # Any: a shapely geometry, or points as an array
    """Return the fine cells whose middle lies in a shape, or that hold the points of a raster."""
    if isinstance(shape, np.ndarray):
        return [h3.int_to_str(int(number)) for number in np.unique(cell_numbers(shape, RESOLUTION + FINER))]
    return list(h3.geo_to_cells(shape, RESOLUTION + FINER))
