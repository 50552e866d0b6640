"""Measures of a ranking, after TREC: reciprocal rank, success, discounted gain, and their spread."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

DEPTH: Final = 10


def first_rank(ranked: Sequence[str], relevant: frozenset[str], depth: int = DEPTH) -> int | None:
    """Return the place, from 1, of the first relevant document in the top `depth`, or None."""
    return next((place for place, key in enumerate(ranked[:depth], 1) if key in relevant), None)


def reciprocal_rank(ranked: Sequence[str], relevant: frozenset[str]) -> float:
    """Return 1 / the first relevant place in the top ten, or 0."""
    place = first_rank(ranked, relevant)
    return 1.0 / place if place else 0.0


def is_hit(ranked: Sequence[str], relevant: frozenset[str], depth: int) -> float:
    """Return 1 when a relevant document is in the top `depth`, else 0."""
    return 1.0 if first_rank(ranked, relevant, depth) else 0.0


def discounted_gain(ranked: Sequence[str], relevant: frozenset[str]) -> float:
    """Return nDCG at 10 with gain 1 for each relevant document (Järvelin and Kekäläinen, 2002)."""
    gain = sum(1 / math.log2(place + 1) for place, key in enumerate(ranked[:DEPTH], 1) if key in relevant)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(len(relevant), DEPTH) + 1))
    return gain / best if best else 0.0


def bootstrap_interval(
    values: Sequence[float], *, seed: int = 20_260, draws: int = 2000
) -> tuple[float, float]:
    """Return the 95 % percentile interval of the mean (Efron, 1979); fixed seed, so it repeats."""
    if not values:
        return 0.0, 0.0
    chance = np.random.default_rng(seed)
    array = np.array(values)
    means = array[chance.integers(0, len(array), (draws, len(array)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
