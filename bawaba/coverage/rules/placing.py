"""Does a map lie where it should? Places of known names must fall into the areas of those names.

Boundaries that were written in one projection and read as another look right on their own and lie
kilometres away. Known places tell: few of them fall into their own area, and what would repair most of
them says what went wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from bawaba.coverage.rules.names import name_form

Numbers = NDArray[np.float64]
Shapes = NDArray[Any]  # Any: shapely geometries, an array of objects
Fault = Literal["", "swapped", "web-mercator-read-as-world", "world-mercator-read-as-web", "shifted"]
ENOUGH_PLACES: Final = 8
LEAST_INSIDE: Final = 0.7
LEAST_REPAIRED: Final = 0.6  # a repair is named when it brings this share into their areas
DEGREE_M: Final = 111_195.0  # of latitude, on a sphere of 6,371.0088 km


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many known places were tried, how many lie in their area, and what seems wrong.

    east_m, north_m: how far the areas lie from where the places say that they should
    """

    tried: int
    inside: int
    fault: Fault = ""
    east_m: float = 0.0
    north_m: float = 0.0

    @property
    def checked(self) -> bool:
        return self.tried >= ENOUGH_PLACES

    @property
    def holds(self) -> bool:
        return not self.checked or self.inside >= LEAST_INSIDE * self.tried


def judge(
    names: Sequence[str], points: Numbers, area_names: Sequence[Sequence[str]], shapes: Shapes
) -> Verdict:
    """Try known places (lon, lat) against the areas of the same name; a name of two areas is not tried."""
    of_name: dict[str, int] = {}
    for number, spellings in enumerate(area_names):
        for form in {name_form(spelling) for spelling in spellings}:
            of_name[form] = -1 if form in of_name else number
    pairs = [(place, of_name.get(name_form(name), -1)) for place, name in enumerate(names)]
    place, area = (
        np.array([pair[side] for pair in pairs if pair[1] >= 0], dtype=np.int64) for side in (0, 1)
    )
    return judge_pairs(points[place], shapes[area])


def judge_pairs(points: Numbers, shapes: Shapes) -> Verdict:
    """Say whether each point lies in the shape beside it, and if most do not, what would repair it."""
    tried, inside = len(points), _inside(points, shapes)
    verdict = Verdict(tried, inside)
    if verdict.holds:
        return verdict
    fault = _find_fault(points, shapes, inside)
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    right = (
        shapely.get_coordinates(shapely.centroid(_repaired(shapes, fault))) if fault in REPAIRS else points
    )
    east, north = np.median(middles - right, axis=0)
    narrow = np.cos(np.radians(np.median(points[:, 1])))
    return Verdict(tried, inside, fault, float(east * narrow * DEGREE_M), float(north * DEGREE_M))


def _repaired(shapes: Shapes, fault: Fault) -> Shapes:
    return np.asarray(shapely.transform(shapes, REPAIRS[fault]), dtype=object)


def _inside(points: Numbers, shapes: Shapes) -> int:
    return int(shapely.contains_xy(shapes, points[:, 0], points[:, 1]).sum()) if len(points) else 0


def _find_fault(points: Numbers, shapes: Shapes, inside: int) -> Fault:
    """Return the fault whose repair brings most places into their areas."""
    best: tuple[int, Fault] = (max(inside, int(LEAST_REPAIRED * len(points))), "shifted")
    for fault in REPAIRS:
        found = _inside(points, _repaired(shapes, fault))
        best = max(best, (found, fault), key=lambda one: one[0])
    return best[1]


def _swap(places: Numbers) -> Numbers:
    return places[:, ::-1]


def _between(first: str, second: str) -> Callable[[Numbers], Numbers]:
    """Return what undoes: written in `second`, read as `first`."""

    def repair(places: Numbers) -> Numbers:
        away = Transformer.from_crs("EPSG:4326", first, always_xy=True)
        back = Transformer.from_crs(second, "EPSG:4326", always_xy=True)
        return np.column_stack(back.transform(*away.transform(places[:, 0], places[:, 1])))

    return repair


REPAIRS: Final[dict[Fault, Callable[[Numbers], Numbers]]] = {
    "swapped": _swap,
    "web-mercator-read-as-world": _between("EPSG:3395", "EPSG:3857"),
    "world-mercator-read-as-web": _between("EPSG:3857", "EPSG:3395"),
}


def away_m(places: Numbers, right: Numbers) -> tuple[float, float]:
    """Return how far east and north places (lon, lat) lie of where they should, the median, in metres."""
    east, north = np.median(places - right, axis=0)
    narrow = np.cos(np.radians(np.median(right[:, 1])))
    return float(east * narrow * DEGREE_M), float(north * DEGREE_M)


def find_areas(points: Numbers, shapes: Shapes) -> NDArray[np.int64]:
    """Return the number of the shape that holds each point (lon, lat), -1 for none."""
    tree = shapely.STRtree(shapes)
    found = np.full(len(points), -1, np.int64)
    for first in range(0, len(points), 500_000):
        part = shapely.points(points[first : first + 500_000])
        which, where = tree.query(part, predicate="within")
        found[first + which[::-1]] = where[::-1]  # of two that touch, the first
    return found


def find_nearby(
    points: Numbers, shapes: Shapes, found: NDArray[np.int64], reach_deg: float
) -> NDArray[np.int64]:
    """Give points that lie in no shape the nearest one within `reach_deg`: a simplified coast cuts corners."""
    lost = np.flatnonzero(found < 0)
    if not len(lost):
        return found
    tree = shapely.STRtree(shapes)
    which, where = tree.query_nearest(shapely.points(points[lost]), max_distance=reach_deg, all_matches=False)
    moved = found.copy()
    moved[lost[which]] = where
    return moved
