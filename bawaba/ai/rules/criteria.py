"""What reviewers score, and what their scores come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

LEAST: Final = 1
MOST: Final = 5


@dataclass(frozen=True)
class Criterion:
    """One thing that reviewers score from 1 to 5. better: whether more is better, or less; weight: sum 1

    delay: whether it counts in the cost of delay (WSJF)
    """

    key: str
    names: Mapping[str, str]
    asks: Mapping[str, str]
    axis: Literal["value", "feasibility"]
    better: Literal["more", "less"]
    weight: float
    delay: bool = False


def means(reviews: Sequence[Mapping[str, int]], criteria: Sequence[Criterion]) -> dict[str, float]:
    """Return the mean score of each criterion that somebody scored."""
    found: dict[str, float] = {}
    for one in criteria:
        scores = [review[one.key] for review in reviews if one.key in review]
        if scores:
            found[one.key] = sum(scores) / len(scores)
    return found


def good(score: float, criterion: Criterion) -> float:
    """Return a score from 0 to 1 where 1 is best, whichever way the criterion runs."""
    share = (score - LEAST) / (MOST - LEAST)
    return share if criterion.better == "more" else 1 - share


def axis_score(scores: Mapping[str, float], criteria: Sequence[Criterion], axis: str) -> float | None:
    """Return where a use case stands on an axis of the grid, from 0 to 100; none when nobody scored it."""
    held = [one for one in criteria if one.axis == axis and one.key in scores]
    weight = sum(one.weight for one in held)
    if not weight:
        return None
    return 100 * sum(one.weight * good(scores[one.key], one) for one in held) / weight
