"""Days that a use case's life may name: nobody means the year 1 or the year 9999."""

from datetime import date
from typing import Final

YEARS: Final = range(2000, 2101)


def believable(day: date) -> bool:
    """Tell whether a day is one that a person may mean."""
    return day.year in YEARS
