"""The areas in use, as arrays: what lies where, and in what. Kept in memory until other areas are imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.errors import AreasMissing
from bawaba.coverage.models import Area, Layer
from bawaba.coverage.rules.names import name_form, name_sound
from bawaba.coverage.types import AreaRecord


@dataclass(frozen=True, slots=True)
class Ground:
    """Areas by code, and the communes that are drawn, with their boundaries. layer: its number.

    spellings: of each commune, its names as `rules.names` compares them, by form and by sound
    """

    layer: int
    areas: Mapping[str, AreaRecord]
    codes: Sequence[str]
    shapes: NDArray[Any]  # Any: shapely geometries
    spellings: Mapping[str, tuple[list[str], list[str]]]

    def path(self, code: str) -> list[AreaRecord]:
        """Return the areas from the top down to this one, itself last; empty where it is unknown."""
        found: list[AreaRecord] = []
        while code in self.areas and len(found) < 8:
            found.append(self.areas[code])
            code = self.areas[code].parent
        return found[::-1]

    def box(self, margin_deg: float) -> tuple[float, float, float, float]:
        """Return west, south, east, north of what is drawn, with a margin."""
        bounds = np.array([shape.bounds for shape in self.shapes]).reshape(-1, 4)
        west, south = (bounds[:, :2].min(axis=0) - margin_deg).tolist()
        east, north = (bounds[:, 2:].max(axis=0) + margin_deg).tolist()
        return west, south, east, north


def load_ground() -> Ground:
    """Return the areas in use. One SQL query, two the first time after an import.

    raises: AreasMissing
    """
    layer = Layer.objects.filter(kind="areas", in_use=True).values_list("pk", "digest").first()
    if layer is None:
        raise AreasMissing
    return _ground_of(*layer)


@lru_cache(maxsize=1)
def _ground_of(layer: int, _digest: str) -> Ground:
    """Return the areas of a layer; the digest tells apart layers of one number in several databases."""
    import shapely  # noqa: PLC0415 - not for the start of every process

    rows = list(Area.objects.filter(layer=layer))
    drawn = [row for row in rows if row.level == "commune" and row.boundary is not None]
    shapes = shapely.from_wkb([bytes(row.boundary or b"") for row in drawn])
    spellings = {
        row.code: ([name_form(name) for name in row.names.values()], [name_sound(name) for name in row.names.values()])
        for row in rows if row.level == "commune"
    }  # fmt: skip
    return Ground(
        layer, {row.code: area_record(row) for row in rows}, [row.code for row in drawn],
        np.asarray(shapes, dtype=object), spellings,
    )  # fmt: skip


def area_record(row: Area) -> AreaRecord:
    """Return an area's row as others read it."""
    return AreaRecord(row.code, row.parent, row.level, row.names, row.setting, row.people, row.host_city)
