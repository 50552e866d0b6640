"""From cells to communes, provinces, regions, host cities and the country, urban and rural apart."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.types import AreaRecord


@dataclass(frozen=True, slots=True)
class Counted:
    """What the cells of one area add up to. setting: empty for both."""

    level: str
    area: str
    setting: str
    people: float
    covered: float
    samples: int
    good: int


def roll_up(
    communes: Sequence[str], values: NDArray[np.float64], areas: Mapping[str, AreaRecord]
) -> list[Counted]:
    """Add up cells by every area that holds them; communes are not split by setting, they have one.

    values: people, covered, samples, good of each cell, shape (cells, 4)
    """
    codes = sorted(set(communes))
    number = {code: at for at, code in enumerate(codes)}
    sums = np.zeros((len(codes), 4))
    np.add.at(sums, [number[code] for code in communes], values)
    found: dict[tuple[str, str, str], NDArray[np.float64]] = defaultdict(lambda: np.zeros(4))
    for code, part in zip(codes, sums, strict=True):
        for key in _holders(code, areas):
            found[key] += part
    return [
        Counted(*key, float(part[0]), float(part[1]), int(part[2]), int(part[3]))
        for key, part in sorted(found.items())
    ]


def _holders(code: str, areas: Mapping[str, AreaRecord]) -> list[tuple[str, str, str]]:
    """Return (level, area, setting) of all that this commune counts for."""
    commune = areas.get(code)
    if commune is None:
        return [("country", "", "")]
    found = [("commune", code, "")]
    settings = ["", commune.setting] if commune.setting else [""]
    holders = [("country", "")]
    parent = commune.parent
    while parent in areas:
        holders.append((areas[parent].level, parent))
        parent = areas[parent].parent
    if commune.host_city:
        holders.append(("host-city", commune.host_city))
    return found + [(level, area, setting) for level, area in holders for setting in settings]
