"""How like two texts are by the words they share, and which stand together."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

LIKE: Final = 0.35
"""From this likeness on two use cases may be the same twice, or answer one need."""

Vector = Mapping[str, float]


def likeness(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors of words, from 0 (no word shared) to 1 (the same)."""
    small, large = sorted((one, other), key=len)
    shared = sum(weight * large[word] for word, weight in small.items() if word in large)
    return shared / (_length(one) * _length(other)) if shared else 0.0


def groups(vectors: Mapping[str, Vector], *, least: float = LIKE) -> list[list[str]]:
    """Return which stand together: the two groups that are most alike on average are joined until none is.

    Groups of one are left out; the largest first, then in the order of their names.
    """
    names = sorted(vectors)
    known = {
        (one, other): likeness(vectors[one], vectors[other])
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    }
    found = _linked(names, [pair for pair, value in known.items() if value >= least])
    parted = [part for group in found for part in _joined(group, known, least)]
    return sorted((part for part in parted if len(part) > 1), key=lambda part: (-len(part), part))


def _linked(names: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the names that any chain of pairs links: only within these is anything joined."""
    root = {name: name for name in names}

    def find(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for one, other in pairs:
        root[find(other)] = find(one)
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(find(name), []).append(name)
    return list(found.values())


def _joined(group: Sequence[str], known: Mapping[tuple[str, str], float], least: float) -> list[list[str]]:
    parts = [[name] for name in group]
    while len(parts) > 1:
        value, one, other = max(
            (_between(parts[one], parts[other], known), -one, -other)
            for one in range(len(parts))
            for other in range(one + 1, len(parts))
        )
        if value < least:
            break
        parts[-one] = sorted([*parts[-one], *parts.pop(-other)])
    return parts


def _between(one: Sequence[str], other: Sequence[str], known: Mapping[tuple[str, str], float]) -> float:
    values = [known[min(a, b), max(a, b)] for a in one for b in other]
    return sum(values) / len(values)


def _length(vector: Vector) -> float:
    return math.sqrt(sum(weight * weight for weight in vector.values()))
