"""Bodies beside each other: quartiles of a group, values unlike the others', change between waves."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median, quantiles
from typing import Final

from bawaba.assess.types import Method
from bawaba.maturity.types import LEAST_GROUP, Flag, GroupFigures

FAR: Final = 3.5
"""From which modified z-score on a value is flagged (B. Iglewicz, D. Hoaglin, How to Detect and Handle Outliers, 1993)."""
NORMAL: Final = 0.6745
"""Quantile 0.75 of the normal distribution: the median absolute deviation of a normal sample is 0.6745 σ."""
LEAST_JUMP: Final = 15.0
"""Points of the index that a change must have to be flagged: where all move alike, small ones are far too."""
CLASSES: Final = 10


def describe_group(group: str, values: Sequence[float]) -> GroupFigures:
    """Return a group's mean and quartiles; of fewer than five bodies only how many they are."""
    if len(values) < LEAST_GROUP:
        return GroupFigures(group, len(values), None, None, None, None)
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return GroupFigures(group, len(values), fmean(values), low, middle, high)


def count_classes(values: Iterable[float]) -> list[int | None]:
    """Return how many values are in each ten of 0 to 100, None where they are one to four."""
    counts = [0] * CLASSES
    for value in values:
        counts[min(CLASSES - 1, max(0, int(value / 100 * CLASSES)))] += 1
    return [None if 0 < count < LEAST_GROUP else count for count in counts]


def flag_outliers(values: Mapping[str, float]) -> list[Flag]:
    """Return the bodies whose value is far from the median by the modified z-score, the farthest first."""
    return _far(values, "far", 0.0)


def flag_jumps(now: Mapping[str, float], before: Mapping[str, float]) -> list[Flag]:
    """Return the bodies whose change since the wave before is unlike the others', the farthest first."""
    return _far(
        {body: value - before[body] for body, value in now.items() if body in before}, "jump", LEAST_JUMP
    )


def _far(values: Mapping[str, float], code: str, least: float) -> list[Flag]:
    if len(values) < LEAST_GROUP:
        return []
    middle = median(values.values())
    deviation = median(abs(value - middle) for value in values.values())
    if not deviation:
        return []
    flags = [
        Flag(body, code, value, NORMAL * (value - middle) / deviation)
        for body, value in values.items()
        if abs(value - middle) >= least
    ]
    return sorted((one for one in flags if abs(one.distance) > FAR), key=lambda one: -abs(one.distance))


def comparable_sections(now: Method, before: Method) -> set[str]:
    """Return the dimensions that two versions of a method ask and score in the same way.

    Compared by the URN and by everything that the versions say of the dimension, never by its title alone: a
    question that keeps its name and changes its meaning is another question.
    """
    if now.urn != before.urn:
        return set()
    old = {one.id: one for one in before.sections}
    return {one.id for one in now.sections if old.get(one.id) == one}


def comparable_index(now: Method, before: Method) -> bool:
    """Say whether the index of two versions means the same: the same dimensions, scored by the same rules."""
    same = comparable_sections(now, before)
    names = {one.id for one in now.sections}
    return names == same == {one.id for one in before.sections} and now.scoring == before.scoring
