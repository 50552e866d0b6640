"""Which bodies are verified: a stratified random sample that anybody can draw again from its seed."""

import math
import random
from collections.abc import Mapping
from typing import Final

LEAST_OF_A_KIND: Final = 2
"""Of each kind at least so many, or all of a smaller one: with one alone nothing is known of its spread."""


def draw_sample(bodies: Mapping[str, str], *, share: float, seed: int) -> set[str]:
    """Return the drawn bodies of `bodies`, body → kind: the share of each kind, rounded up, two at least.

    The bodies of a kind are put in the order of their keys and drawn by Python's Mersenne Twister, seeded by the
    text `seed:kind`, so that a kind's draw does not depend on the other kinds.
    """
    kinds: dict[str, list[str]] = {}
    for body, kind in sorted(bodies.items()):
        kinds.setdefault(kind, []).append(body)
    drawn: set[str] = set()
    for kind, members in kinds.items():
        size = min(len(members), max(LEAST_OF_A_KIND, math.ceil(share * len(members) - 1e-9)))
        drawn |= set(random.Random(f"{seed}:{kind}").sample(members, size))  # noqa: S311 - drawn again from its seed
    return drawn
