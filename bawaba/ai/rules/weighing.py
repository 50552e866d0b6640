"""Weights of criteria from comparing them two by two (AHP), and which answers contradict each other.

Scale: T. L. Saaty, The Analytic Hierarchy Process (1980). Contradictions: W. W. Koczkodaj, A new definition of
consistency of pairwise comparisons, Mathematical and Computer Modelling 18 (1993).
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

SCALE: Final[Mapping[str, float]] = {
    "a9": 9.0, "a7": 7.0, "a5": 5.0, "a3": 3.0, "same": 1.0, "b3": 1 / 3, "b5": 1 / 5, "b7": 1 / 7, "b9": 1 / 9,
}  # fmt: skip
"""Answer → how many times the first of two criteria counts the second: `a5` the first five times, `b5` the second."""

CONSISTENT: Final = 0.1
"""Up to this consistency ratio comparisons are taken (Saaty)."""

Pairs = Mapping[tuple[str, str], str]


def pairs_of(keys: Sequence[str]) -> list[tuple[str, str]]:
    """Return what is compared: each two criteria once, in their order."""
    return list(combinations(keys, 2))


def pair_matrix(keys: Sequence[str], answers: Pairs) -> list[list[float]]:
    """Return the reciprocal matrix of answers for each of `pairs_of(keys)`."""
    factor = {pair: SCALE[answers[pair]] for pair in pairs_of(keys)}
    return [
        [1.0 if one == other else factor.get((one, other)) or 1 / factor[(other, one)] for other in keys]
        for one in keys
    ]


def contradictions(
    keys: Sequence[str], answers: Pairs, *, most: int = 3
) -> list[tuple[tuple[str, str, str], float]]:
    """Return three criteria at a time whose answers fit least, the worst first, each with its inconsistency.

    0: they fit; near 1: going by the third criterion says something else altogether
    """
    factor = {pair: SCALE[answers[pair]] for pair in pairs_of(keys)}
    found = []
    for one, two, three in combinations(keys, 3):
        straight, by_two = factor[(one, three)], factor[(one, two)] * factor[(two, three)]
        misfit = min(abs(1 - straight / by_two), abs(1 - by_two / straight))
        if misfit > 0.5:
            found.append(((one, two, three), misfit))
    return sorted(found, key=lambda pair: -pair[1])[:most]


def nearest_answers(weights: Mapping[str, float]) -> dict[tuple[str, str], str]:
    """Return the answers that come nearest to weights, to begin from."""
    return {
        (one, other): min(
            SCALE, key=lambda name: abs(_steps(weights[one] / weights[other]) - _steps(SCALE[name]))
        )
        for one, other in pairs_of(list(weights))
    }


def _steps(ratio: float) -> float:
    """Return a ratio on a line on which n times and one nth lie as far from the same: ±(n - 1)."""
    return ratio - 1 if ratio >= 1 else 1 - 1 / ratio
