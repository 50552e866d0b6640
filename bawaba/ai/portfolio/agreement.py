"""How much reviewers agree: Krippendorff's alpha, for scores that some reviewers may leave out.

Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections D and E.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Final, Literal

Score = float | None
Distance = Callable[[float, float], float]
Metric = Literal["nominal", "interval", "ratio"]

METRICS: Final[Mapping[Metric, Distance]] = {
    "nominal": lambda one, other: float(one != other),
    "interval": lambda one, other: (one - other) ** 2,
    "ratio": lambda one, other: ((one - other) / (one + other)) ** 2 if one + other else 0.0,
}
"""How far two scores are apart, squared."""


def krippendorff_alpha(scores: Sequence[Sequence[Score]], *, metric: Metric = "interval") -> float | None:
    """Return alpha: 1 is full agreement, 0 what chance gives, below 0 systematic disagreement.

    scores: one row a reviewer, one column a thing reviewed, None where a reviewer gave no score
    None when nothing can be said: no thing with two scores, or all scores the same.
    """
    distance = METRICS[metric]
    units = [[score for score in column if score is not None] for column in zip(*scores, strict=True)]
    paired = [unit for unit in units if len(unit) > 1]
    values = [score for unit in paired for score in unit]
    expected = 2 * sum(distance(one, other) for one, other in combinations(values, 2))
    if not expected:
        return None
    observed = sum(
        2 * sum(distance(one, other) for one, other in combinations(unit, 2)) / (len(unit) - 1)
        for unit in paired
    )
    return 1 - (len(values) - 1) * observed / expected
