"""What samples allow to say: Wilson's interval, and how many make a statement."""

from math import sqrt
from typing import Final

Z_95: Final = 1.959963984540054  # the 97.5 % quantile of the standard normal distribution
ENOUGH_SAMPLES: Final = 30
ENOUGH_IN_CELL: Final = 5
GOOD_RSRP_DBM: Final = -110.0  # SS-RSRP that counts as served, as in the planning assumptions
LEAST_RSRP_DBM: Final = -156.0  # 3GPP TS 38.133, table 10.1.6.1-1
MOST_RSRP_DBM: Final = -31.0


def wilson(good: int, samples: int, z: float = Z_95) -> tuple[float, float]:
    """Return the score interval of a share (Wilson, JASA 22 (1927) 209), 0 to 1.

    raises: ValueError without samples, or with more good ones than samples
    """
    if not 0 <= good <= samples or not samples:
        raise ValueError(f"{good} of {samples}")
    share = good / samples
    middle = share + z * z / (2 * samples)
    width = z * sqrt(share * (1 - share) / samples + z * z / (4 * samples * samples))
    whole = 1 + z * z / samples
    return max((middle - width) / whole, 0.0), min((middle + width) / whole, 1.0)


def is_enough(samples: int) -> bool:
    """Say whether that many samples allow a statement about an area."""
    return samples >= ENOUGH_SAMPLES
