"""Sites that another one replaces: it covers all that they do, and maybe more. No best plan needs them."""

from typing import Final

import numpy as np

from bawaba.coverage.siting.remainder import Core, Flags

MOST_JOINED: Final = 2_000_000  # pairs of sites over one class that are looked at


def find_dominated(core: Core) -> Flags:
    """Return which sites have nothing of their own and share no class that one other site does not.

    Of sites that cover the same, the first is kept.
    """
    sites = len(core.sites)
    degrees = np.bincount(core.classes, minlength=len(core.weights))
    if int((degrees.astype(np.int64) ** 2).sum()) > MOST_JOINED:
        return np.zeros(sites, bool)
    order = np.argsort(core.classes, kind="stable")
    classes, owners = core.classes[order], core.owners[order]
    begins = np.cumsum(degrees) - degrees
    repeats = degrees[classes]
    ahead = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    others = owners[np.repeat(begins[classes], repeats) + ahead]
    keys, counts = np.unique(np.repeat(owners, repeats) * sites + others, return_counts=True)
    one, other = keys // sites, keys % sites
    sizes = np.diff(core.starts)
    larger = (sizes[other] > sizes[one]) | (core.own[other] > 0) | (other < one)
    found = (counts == sizes[one]) & (core.own[one] <= 0) & (one != other) & larger
    replaced: Flags = np.zeros(sites, bool)
    replaced[one[found]] = True
    replaced |= (sizes == 0) & (core.own <= 0)
    return replaced
