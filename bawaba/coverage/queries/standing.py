"""Sites that stand already and places where none may stand, from files, for a plan by year."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from bawaba.coverage.computing.points import Points, read_points
from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.coverage.queries.ground import Ground

Numbers = NDArray[np.float64]
AROUND_M: Final = 1_400.0  # of a place where none may stand, unless the file says: the reach of an H3 cell
COAST_DEG: Final = 0.05


@dataclass(frozen=True, slots=True)
class Ready:
    """Candidates of a plan and, behind them, the sites that stand: lon, lat; radius; cost, none for these.

    standing, barred: numbers of sites that stand, and of candidates that may not
    """

    places: Numbers
    radii: Numbers
    costs: Numbers | None
    standing: range = range(0)
    barred: tuple[int, ...] = ()


def add_standing(ready: Ready, path: Path, ground: Ground, reach: Callable[[Numbers], Numbers]) -> Ready:
    """Return the candidates with the sites of a file (CSV: lon, lat, maybe radius_m) that stand already.

    reach: the radius of sites where the file does not say it. raises: CoverageFileInvalid
    """
    points = _read(path, ground)
    radii = points.extra.get("radius_m", reach(points.places))
    costs = None if ready.costs is None else np.append(ready.costs, np.zeros(len(radii)))
    first = len(ready.places)
    return Ready(
        np.concatenate([ready.places, points.places]), np.append(ready.radii, radii), costs,
        range(first, first + len(radii)), ready.barred,
    )  # fmt: skip


def bar(ready: Ready, path: Path, ground: Ground) -> Ready:
    """Return the candidates without those near the places of a file (CSV: lon, lat, maybe radius_m in metres).

    Sites that stand already stay. raises: CoverageFileInvalid
    """
    from bawaba.coverage.siting.pairs import Grid  # noqa: PLC0415 - with the file alone

    points = _read(path, ground)
    around = points.extra.get("radius_m", np.full(len(points.places), AROUND_M))
    free = len(ready.places) - len(ready.standing)
    candidates = Points("", True, ready.places[:free], {}).metres
    grid = Grid(candidates, float(around.max()))
    found = [grid.order[chunk.cells] for chunk in grid.find(points.metres, around)]
    barred = np.unique(np.concatenate([np.zeros(0, np.int64), *found]))
    return Ready(ready.places, ready.radii, ready.costs, ready.standing, tuple(barred.tolist()))


def tell_files(files: Mapping[str, Path | None]) -> dict[str, dict[str, str]]:
    """Return the name and the digest of each file that is given."""
    return {
        name: {"file": path.name, "digest": hashlib.sha256(path.read_bytes()).hexdigest()}
        for name, path in files.items()
        if path is not None
    }


def _read(path: Path, ground: Ground) -> Points:
    from bawaba.coverage.rules.placing import find_areas, find_nearby  # noqa: PLC0415 - heavy: plans alone

    points = read_points(path, may_have=("radius_m",))
    if not points.on_globe:
        raise CoverageFileInvalid(
            format_lazy(_("column {column} is missing"), column="lon, lat"), name=path.name, line=1
        )
    owners = find_nearby(points.places, ground.shapes, find_areas(points.places, ground.shapes), COAST_DEG)
    outside = owners < 0
    if outside.any():
        reason = format_lazy(
            _("{outside} of {all} points lie outside of the country: is it another country or projection?"),
            outside=int(outside.sum()), all=len(outside),
        )  # fmt: skip
        raise CoverageFileInvalid(reason, name=path.name, line=int(np.argmax(outside)) + 2)
    return points
