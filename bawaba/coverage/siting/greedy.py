"""A first choice of sites: each time the one that adds most, per cost where there is a budget. Numpy alone."""

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.merging import Merged
from bawaba.coverage.siting.terms import Terms


def choose_greedily(merged: Merged, terms: Terms, enough: float = np.inf) -> NDArray[np.int64]:
    """Return chosen sites: fixed ones first, then the greatest gain (per cost) that the terms still allow.

    enough: stop when this weight is covered
    """
    sites = len(merged.starts) - 1
    owners = np.repeat(np.arange(sites), np.diff(merged.starts))
    by_class = np.argsort(merged.classes, kind="stable")
    bounds = np.searchsorted(merged.classes[by_class], np.arange(len(merged.weights) + 1))
    gains = np.bincount(owners, weights=merged.weights[merged.classes], minlength=sites).astype(np.float64)
    open_to, left = terms.upper.astype(bool).copy(), terms.left()
    covered = np.zeros(len(merged.weights), bool)
    chosen: list[int] = []
    waiting = [int(site) for site in np.flatnonzero(terms.lower)]
    while len(chosen) < terms.count and (waiting or merged.weights[covered].sum() < enough):
        site = waiting.pop() if waiting else _pick(gains, terms, open_to, left)
        if site < 0:
            break
        chosen.append(site)
        open_to[site] = False
        left -= terms.cost(site)
        mine = merged.classes[merged.starts[site] : merged.starts[site + 1]]
        for new in mine[~covered[mine]]:
            np.subtract.at(gains, owners[by_class[bounds[new] : bounds[new + 1]]], merged.weights[new])
        covered[mine] = True
    return np.array(chosen, dtype=np.int64)


def _pick(gains: NDArray[np.float64], terms: Terms, open_to: NDArray[np.bool_], left: float) -> int:
    allowed = open_to if terms.costs is None else open_to & (terms.costs <= left)
    score = gains if terms.costs is None or terms.budget is None else gains / np.maximum(terms.costs, 1e-12)
    site = int(np.argmax(np.where(allowed, score, -1.0)))
    return site if allowed[site] and gains[site] > 0 else -1
