"""What is left of a problem when some sites are surely in and others surely out: exact, and far smaller.

A site that is in takes its classes with it. A class that one site alone can still cover is that site's own;
classes that the same sites can still cover are one.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.merging import Merged
from bawaba.coverage.siting.problem import Indices, Numbers, Starts
from bawaba.coverage.siting.terms import Terms

Sites = NDArray[np.int64]
Flags = NDArray[np.bool_]
SEED: Final = 20_260_102


@dataclass(frozen=True, slots=True)
class Core:
    """Choose `count` of the sites left, beside those chosen. Numbers of sites here lead to `sites`.

    own: the weight that a site alone can cover; site s shares `classes[starts[s]:starts[s + 1]]`
    owners: the site of each pair; chosen, covered: sites that are in (merged numbers), and their weight
    """

    own: Numbers
    weights: Numbers
    starts: Starts
    classes: Indices
    owners: NDArray[np.int64]
    sites: Sites
    count: int
    chosen: Sites
    covered: float

    def value(self, sites: Sites) -> float:
        """Return the weight that the chosen sites and these cover."""
        return self.covered + float(self.own[sites].sum() + self.weights[self.cover(sites) > 0].sum())

    def cover(self, sites: Sites) -> NDArray[np.int64]:
        """Return how many of these sites cover each class."""
        picked = np.zeros(len(self.sites), bool)
        picked[sites] = True
        return np.bincount(self.classes[picked[self.owners]], minlength=len(self.weights))

    def sum_over(self, values: Numbers) -> Numbers:
        """Return, for each site, the sum of a value over the classes that it shares."""
        found = np.zeros(len(self.sites))
        shared = np.flatnonzero(np.diff(self.starts))
        if len(shared):
            found[shared] = np.add.reduceat(values[self.classes], self.starts[shared])
        return found

    def place(self, merged_sites: Sites) -> Sites:
        """Return the numbers here of those of these merged sites that are neither in nor out."""
        return np.flatnonzero(np.isin(self.sites, merged_sites))


def begin(merged: Merged, terms: Terms) -> Core:
    """Return the whole problem without its forbidden sites, the fixed ones in."""
    sites = len(merged.starts) - 1
    owners = np.repeat(np.arange(sites), np.diff(merged.starts))
    whole = Core(
        np.zeros(sites), merged.weights, merged.starts, merged.classes, owners, np.arange(sites),
        terms.count, np.zeros(0, np.int64), 0.0,
    )  # fmt: skip
    return shrink(whole, out=terms.upper == 0, into=terms.lower > 0, price=merged.weights)[0]


def shrink(core: Core, *, out: Flags, into: Flags, price: Numbers) -> tuple[Core, Numbers]:
    """Return the core without the sites that are out and with those that are in, and the prices of its classes."""
    taken = np.zeros(len(core.weights), bool)
    taken[core.classes[into[core.owners]]] = True
    covered = core.covered + float(core.own[into].sum() + core.weights[taken].sum())
    left = np.flatnonzero(~(out | into))
    number = np.full(len(core.sites), -1, np.int64)
    number[left] = np.arange(len(left))
    kept = (number[core.owners] >= 0) & ~taken[core.classes]
    owners, classes = number[core.owners[kept]], core.classes[kept]
    group, single = _group(owners, classes, len(core.weights), len(left))
    own = core.own[left] + np.bincount(
        owners[single[classes]], weights=core.weights[classes[single[classes]]], minlength=len(left)
    )
    groups = int(group.max(initial=-1)) + 1
    many = group >= 0
    sums = [
        np.bincount(group[many], weights=one[many], minlength=groups).astype(np.float64)
        for one in (core.weights, price)
    ]
    fresh_owners, fresh_classes = _pairs_of(owners, classes, group, groups)
    starts = np.searchsorted(fresh_owners, np.arange(len(left) + 1)).astype(np.int64)
    chosen = np.concatenate([core.chosen, core.sites[into]])
    count = core.count - int(into.sum())
    return (
        Core(own, sums[0], starts, fresh_classes, fresh_owners, core.sites[left], count, chosen, covered),
        sums[1],
    )


def _group(owners: Sites, classes: Indices, size: int, sites: int) -> tuple[NDArray[np.int64], Flags]:
    """Return the group of each class that several sites cover, -1 for others; and which only one covers."""
    degrees = np.bincount(classes, minlength=size)
    order = np.argsort(classes, kind="stable")
    seen = np.flatnonzero(degrees)
    group = np.full(size, -1, np.int64)
    if len(seen):
        begins = (np.cumsum(degrees) - degrees)[seen]
        drawn = np.random.default_rng(SEED).integers(1, 2**63, (2, sites), dtype=np.uint64)
        keys = [np.bitwise_xor.reduceat(row[owners[order]], begins) for row in drawn]
        shared = degrees[seen] > 1
        seen, first, second = seen[shared], keys[0][shared], keys[1][shared]
        ranked = np.lexsort((second, first))
        fresh = np.ones(len(ranked), np.int64)
        fresh[1:] = (first[ranked[1:]] != first[ranked[:-1]]) | (second[ranked[1:]] != second[ranked[:-1]])
        group[seen[ranked]] = np.cumsum(fresh) - 1
    return group, degrees == 1


def _pairs_of(
    owners: Sites, classes: Indices, group: NDArray[np.int64], groups: int
) -> tuple[NDArray[np.int64], Indices]:
    """Return the pairs of one class of each group, in the order of sites."""
    standing = np.zeros(len(group), bool)
    many = np.flatnonzero(group >= 0)
    first = np.full(groups, -1, np.int64)
    first[group[many[::-1]]] = many[::-1]
    standing[first] = True
    kept = standing[classes]
    return owners[kept], group[classes[kept]].astype(np.int32)
