"""Figures of a desk from counts: medians and shares without reading a single case."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

KINDS: Final = ("received", "waiting", "in-time", "late", "rating")
OUTCOMES: Final = ("accepted", "refused", "accepted-by-silence", "withdrawn", "lapsed")
AGES: Final = (1, 2, 3, 6, 12)
"""Ages of what waits are told up to so many months, and over."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the counts of some cases say.

    received:   submitted in the time asked for; waiting: neither decided nor withdrawn now
    in_time, late: answered by the legal date, or after it
    compliance: share of the answers that came in time, 0 to 1; None without an answer
    median_days, p90_days: of the answers, by the nearest rank; None without an answer
    stars:      mean of the ratings, 1 to 5; None without a rating
    """

    received: int
    waiting: int
    in_time: int
    late: int
    outcomes: Mapping[str, int]
    compliance: float | None
    median_days: int | None
    p90_days: int | None
    stars: float | None
    ratings: int

    @property
    def answered(self) -> int:
        return self.in_time + self.late


def percentile(counts: Mapping[int, int], share: Fraction) -> int | None:
    """Return the least value that is not exceeded by `share` of what was counted; None of nothing.

    counts: value → how often. The nearest-rank definition: the value at rank ⌈share × n⌉.
    """
    total = sum(counts.values())
    if total <= 0:
        return None
    rank = max(-(-share.numerator * total // share.denominator), 1)
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= rank:
            return value
    return None


def report(rows: Iterable[tuple[str, int, int]]) -> Report:
    """Return what counts say. rows: (kind, value, count), in any order, a kind and value more than once."""
    counts: dict[str, Counter[int]] = {}
    for kind, value, count in rows:
        counts.setdefault(kind, Counter())[value] += count
    totals = {kind: sum(values.values()) for kind, values in counts.items()}
    in_time, late = totals.get("in-time", 0), totals.get("late", 0)
    days = counts.get("in-time", Counter[int]()) + counts.get("late", Counter[int]())
    stars = counts.get("rating", Counter[int]())
    rated = totals.get("rating", 0)
    return Report(
        received=totals.get("received", 0),
        waiting=totals.get("waiting", 0),
        in_time=in_time,
        late=late,
        outcomes={kind: totals.get(kind, 0) for kind in OUTCOMES},
        compliance=in_time / (in_time + late) if in_time + late else None,
        median_days=percentile(days, Fraction(1, 2)),
        p90_days=percentile(days, Fraction(9, 10)),
        stars=sum(score * count for score, count in stars.items()) / rated if rated else None,
        ratings=rated,
    )


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def months_back(last: date, count: int) -> list[date]:
    """Return the first days of `count` months up to that of `last`, the oldest first."""
    ordinal = last.year * 12 + last.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(ordinal - count + 1, ordinal + 1)]


def ages(waiting: Mapping[date, int], *, today: date) -> list[tuple[int | None, int]]:
    """Return how many cases wait for less than so many months; the last line, None, is for the others.

    waiting: month of the submission → how many still wait
    """
    this = today.year * 12 + today.month
    counted: Counter[int | None] = Counter()
    for month, count in waiting.items():
        old = this - (month.year * 12 + month.month) + 1
        counted[next((limit for limit in AGES if old <= limit), None)] += count
    return [(limit, counted[limit]) for limit in (*AGES, None)]
