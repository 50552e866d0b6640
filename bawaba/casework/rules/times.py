"""How long cases really took. Pure."""

import math
import statistics
from collections.abc import Iterable
from typing import Final

FEWEST: Final = 10
"""Below this number of cases a median says more about chance than about the office."""

_DAY_S: Final = 86_400


def median_days(seconds: Iterable[float]) -> int | None:
    """Return the median of spans in whole days, rounded up; None when fewer than ten are known."""
    known = list(seconds)
    return math.ceil(statistics.median(known) / _DAY_S) if len(known) >= FEWEST else None
