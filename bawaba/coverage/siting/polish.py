"""A better start for the solver where sites are few: swaps, and a few sites drawn anew. Numpy alone."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.merging import Merged
from bawaba.coverage.siting.problem import Watch
from bawaba.coverage.siting.terms import Terms

MOST_CELLS: Final = 600_000  # of the dense table of sites and classes
ROUNDS: Final = 80
SEED: Final = 5


def polish(merged: Merged, terms: Terms, chosen: NDArray[np.int64], watch: Watch) -> NDArray[np.int64]:
    """Return a choice that covers no less than `chosen`; the same one where the table would be too large."""
    sites = len(merged.starts) - 1
    if sites * len(merged.weights) > MOST_CELLS or terms.costs is not None or not len(chosen):
        return chosen
    table = np.zeros((sites, len(merged.weights)))
    table[np.repeat(np.arange(sites), np.diff(merged.starts)), merged.classes] = 1
    draw, barred = np.random.default_rng(SEED), terms.upper == 0
    best, value = chosen, -1.0
    for number in range(ROUNDS):
        if watch.stopped:
            break
        kept = best if number == 0 else _without_some(best, terms, draw)
        fresh = _swap(table, merged.weights, _refill(table, merged.weights, kept, len(chosen), barred), terms)
        covered = _covered(table, merged.weights, fresh)
        if covered >= value:
            best, value = fresh, covered
    return best


def _without_some(chosen: NDArray[np.int64], terms: Terms, draw: np.random.Generator) -> NDArray[np.int64]:
    free = chosen[terms.lower[chosen] == 0]
    gone = draw.choice(free, min(len(free), int(draw.integers(2, 7))), replace=False)
    return np.setdiff1d(chosen, gone)


def _refill(
    table: NDArray[np.float64],
    weights: NDArray[np.float64],
    kept: NDArray[np.int64],
    size: int,
    barred: NDArray[np.bool_],
) -> NDArray[np.int64]:
    while len(kept) < size:
        kept = np.append(kept, _best(table, weights, kept, barred))
    return kept


def _best(
    table: NDArray[np.float64],
    weights: NDArray[np.float64],
    kept: NDArray[np.int64],
    barred: NDArray[np.bool_],
) -> int:
    """Return the site that adds most to those kept."""
    gains = table @ np.where(table[kept].any(axis=0), 0.0, weights)
    gains[barred] = -1.0
    gains[kept] = -1.0
    return int(np.argmax(gains))


def _swap(
    table: NDArray[np.float64], weights: NDArray[np.float64], chosen: NDArray[np.int64], terms: Terms
) -> NDArray[np.int64]:
    """Return the choice after every swap of one site that betters it."""
    barred = terms.upper == 0
    value, moved = _covered(table, weights, chosen), True
    while moved:
        moved = False
        for site in chosen[terms.lower[chosen] == 0]:
            rest = chosen[chosen != site]
            fresh = np.append(rest, _best(table, weights, rest, barred))
            covered = _covered(table, weights, fresh)
            if covered > value * (1 + 1e-12):
                chosen, value, moved = fresh, covered, True
    return chosen


def _covered(table: NDArray[np.float64], weights: NDArray[np.float64], chosen: NDArray[np.int64]) -> float:
    return float(weights[table[chosen].any(axis=0)].sum())
