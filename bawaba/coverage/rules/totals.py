"""Do the people of a layer add up to the census?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

ALLOWED: Final = 0.05  # of the country's total
FAR_OFF: Final = 0.25  # of an area's total


@dataclass(frozen=True, slots=True)
class Totals:
    """What a layer adds up to beside the census. far_off: how many areas differ by over a quarter."""

    found: float
    census: float
    areas: int
    far_off: int
    worst: str
    worst_share: float

    @property
    def difference(self) -> float:
        """As a share of the census; 0 where there is none to compare with."""
        return (self.found - self.census) / self.census if self.census else 0.0

    @property
    def holds(self) -> bool:
        return abs(self.difference) <= ALLOWED


def compare(found: Mapping[str, float], census: Mapping[str, float], total: float) -> Totals:
    """Compare people by area; `total` counts those outside of every area too."""
    shares = {code: (found.get(code, 0.0) - said) / said for code, said in census.items() if said}
    far = [code for code, share in shares.items() if abs(share) > FAR_OFF]
    worst = max(shares, key=lambda code: abs(shares[code]), default="")
    return Totals(total, float(sum(census.values())), len(shares), len(far), worst, shares.get(worst, 0.0))


def misfit(owners: NDArray[np.int64], values: NDArray[np.float64], census: NDArray[np.float64]) -> float:
    """Return which share of people are counted in another area than the census says, 0 to 1.

    owners: the number of each value's area, -1 for none; both sides are brought to one total first
    """
    total, known = float(values.sum()), owners >= 0
    if not total or not census.sum():
        return 0.0
    found = np.bincount(owners[known], weights=values[known], minlength=len(census)) / total
    return float(np.abs(found - census / census.sum()).sum() + values[~known].sum() / total) / 2
