"""Questions that mean the same, brought together."""

from collections.abc import Callable, Sequence
from typing import Final

# From this likeness on a question joins a group: of words shared, or of vectors beside their mean.
LEAST_LIKE: Final = 0.34


def group_alike(
    count: int, likeness: Callable[[int, int], float], least: float = LEAST_LIKE
) -> list[list[int]]:
    """Return groups of places 0 … count - 1, the largest first, each in the order given.

    A place joins the group that it is most like on average, when that is at least `least`.
    """
    groups: list[list[int]] = []
    for place in range(count):
        nearness = [sum(likeness(place, other) for other in group) / len(group) for group in groups]
        best = max(range(len(groups)), key=nearness.__getitem__, default=None)
        if best is not None and nearness[best] >= least:
            groups[best].append(place)
        else:
            groups.append([place])
    return sorted(groups, key=lambda group: -len(group))


def shared_words(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that two questions have in common, of the shorter one, in [0, 1].

    A single word in common says little when both have more.
    """
    shorter = min(len(one), len(other))
    if not shorter:
        return 0.0
    common = len(one & other)
    return common / shorter if common > 1 or shorter == 1 else 0.5 * common / shorter


def nearness_of(one: Sequence[float], other: Sequence[float], usual: float) -> float:
    """Return how far the product of two unit vectors lies above the usual one, in [0, 1]."""
    product = sum(a * b for a, b in zip(one, other, strict=True))
    return max(0.0, (product - usual) / max(1.0 - usual, 1e-6))
