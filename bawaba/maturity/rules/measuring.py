"""From a figure to a level: where it stands among the bounds that the study's data gives."""

from collections.abc import Sequence
from typing import Literal


def level_of_figure(value: float, *, better: Literal["more", "less"], bounds: Sequence[float]) -> int:
    """Return the level, from 0, of a figure. bounds: where levels 1, 2, 3 and 4 begin, in their order"""
    if better == "more":
        return sum(value >= bound for bound in bounds)
    return sum(value <= bound for bound in bounds)
