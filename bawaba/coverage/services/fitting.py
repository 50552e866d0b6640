"""Does a layer lie where people live? What was written in one projection and read as another lies 19 km away."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.errors import LayerMisplaced
from bawaba.coverage.queries.ground import Ground
from bawaba.coverage.services.shares import people_cells

Numbers = NDArray[np.float64]
MOST_TRIED: Final = 50_000
FITS: Final = 0.3  # of all people, in another area than the census says: up to this nothing is looked into
BETTER: Final = 0.6  # a repair is named when it leaves this share of the misfit, or less
TIMES_MORE: Final = 3.0  # a repair of coverage is named when so many times more people are covered with it
LEAST_CELLS: Final = 20  # about 100 km²: a smaller map may well cover few people


def check_people(
    places: Numbers, values: Numbers, owners: NDArray[np.int64], ground: Ground, *, name: str
) -> None:
    """Refuse people who fit the census by area far better once a fault of projection is undone.

    places: lon, lat; owners: the number of each one's commune. raises: LayerMisplaced
    """
    from bawaba.coverage.rules import placing  # noqa: PLC0415 - heavy: imports alone
    from bawaba.coverage.rules.totals import misfit  # noqa: PLC0415 - as above

    step = max(len(places) // MOST_TRIED, 1)
    points, weights, tried = places[::step], values[::step], owners[::step]
    census = np.array([float(ground.areas[code].people) for code in ground.codes])
    now = misfit(tried, weights, census)
    if now <= FITS:
        return
    left = {
        fault: misfit(placing.find_areas(repair(points), ground.shapes), weights, census)
        for fault, repair in placing.REPAIRS.items()
    }
    best = min(left, key=left.__getitem__)
    if left[best] <= BETTER * now:
        raise LayerMisplaced(best, *placing.away_m(points, placing.REPAIRS[best](points)), name=name)


def check_declared(shares: Mapping[str, float], places: Numbers, *, name: str) -> None:
    """Refuse coverage that would cover far more people once a fault of projection is undone.

    shares: by H3 cell; places: the middle of each, in their order. raises: LayerMisplaced
    """
    from bawaba.coverage.reading.cells import cell_numbers  # noqa: PLC0415 - heavy: imports alone
    from bawaba.coverage.rules import placing  # noqa: PLC0415 - as above

    names, _areas, people = people_cells()
    if len(shares) < LEAST_CELLS or not len(people):
        return
    living: dict[int, float] = {}
    for cell, count in zip(names, people.tolist(), strict=True):
        living[int(cell, 16)] = living.get(int(cell, 16), 0.0) + count
    parts = np.fromiter(shares.values(), float, len(shares))

    def reached(where: Numbers) -> float:
        return float(parts @ [living.get(cell, 0.0) for cell in cell_numbers(where).tolist()])

    found = {fault: reached(repair(places)) for fault, repair in placing.REPAIRS.items()}
    best = max(found, key=found.__getitem__)
    if found[best] > TIMES_MORE * reached(places):
        raise LayerMisplaced(best, *placing.away_m(places, placing.REPAIRS[best](places)), name=name)
