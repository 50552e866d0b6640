"""What is done first, by weights: weighted shortest job first, and how far a weight may move."""

from collections.abc import Sequence
from typing import Final

TOP: Final = 10
DIGITS: Final = 12
"""Sums that agree to so many digits after the point are equal: what differs is how they were added up."""


def wsjf(*, value: float, urgency: float, risk_reduced: float, size: float) -> float:
    """Return the cost of delay by job size (weighted shortest job first, Scaled Agile Framework).

    value, urgency, risk_reduced: on one scale, summed to the cost of delay; size: above zero
    """
    if size <= 0:
        raise ValueError("a size is above zero")
    return (value + urgency + risk_reduced) / size


def weighted_order(matrix: Sequence[Sequence[float]], weights: Sequence[float]) -> list[int]:
    """Return the rows from the greatest weighted sum to the least; rows of equal sums keep their order."""
    sums = [sum(weight * cell for weight, cell in zip(weights, row, strict=True)) for row in matrix]
    return sorted(range(len(matrix)), key=lambda row: -round(sums[row], DIGITS))


def weight_range(
    matrix: Sequence[Sequence[float]], weights: Sequence[float], criterion: int, *, top: int = TOP
) -> tuple[float, float]:
    """Return between which values one weight may move before the order of the first `top` rows changes.

    matrix: a row for each thing, a column for each criterion, normalised; weights: sum 1
    The other weights keep their proportions. Exact: each weighted sum is a straight line in the weight that
    moves, so that the order changes where two lines cross. A range of one point: two of the first are equal.
    """
    held = weights[criterion]
    others = 1.0 - held
    rest = [
        sum(
            weight * cell
            for place, (weight, cell) in enumerate(zip(weights, row, strict=True))
            if place != criterion
        )
        / (others or 1.0)
        for row in matrix
    ]  # what a row is worth by the other criteria alone
    own = [row[criterion] for row in matrix]
    order = weighted_order(matrix, weights)
    low, high = 0.0, 1.0 if others else held
    near = 10.0**-DIGITS
    for place, row in enumerate(order[:top]):
        for other in (
            order[place + 1 :] if place + 1 == min(top, len(order)) else order[place + 1 : place + 2]
        ):
            crossing = _crossing(own[row], rest[row], own[other], rest[other])
            if crossing is None:
                continue
            if crossing <= held + near:
                low = max(low, crossing)
            if crossing >= held - near:
                high = min(high, crossing)
    return low, high


def _crossing(own: float, rest: float, other_own: float, other_rest: float) -> float | None:
    """Return the weight at which two rows are worth the same, or None where they never or always are."""
    slope = (own - rest) - (other_own - other_rest)
    return (other_rest - rest) / slope if abs(slope) > 10.0**-DIGITS else None
