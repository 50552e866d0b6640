"""Is there 5G at a place? One answer out of what operators declare and what was measured, outdoors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bawaba.coverage.types import Share

Kind = Literal["yes", "partly", "no", "disputed", "measured", "unknown"]
NEARLY_ALL: Final = 0.95  # of a place, from which "yes" is said without "in part"
NOTHING: Final = 0.005
HALF: Final = 0.5  # of measurements, under which they say otherwise than a declaration


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say first. operators: who declares it; share: of the place by the best of them"""

    kind: Kind
    operators: Sequence[str] = ()
    share: float | None = None


def answer(declared: Sequence[Share], measured: Sequence[Share]) -> Answer:
    """Return the answer for outdoors; what holds indoors, and each figure, is told beside it."""
    told = {one.operator: one.share for one in declared if one.place == "outdoor" and one.share is not None}
    best = max(told.values(), default=None)
    found = [one.share for one in measured if one.place == "outdoor" and one.enough and one.share is not None]
    if best is None or best < NOTHING:
        return _without(found, declared=best is not None)
    if found and max(found) < HALF <= best:
        return Answer("disputed", _those(told, NOTHING), best)
    if best >= NEARLY_ALL:
        return Answer("yes", _those(told, NEARLY_ALL), best)
    return Answer("partly", _those(told, best), best)


def _without(found: Sequence[float], *, declared: bool) -> Answer:
    if found and max(found) >= HALF:
        return Answer("measured", (), max(found))
    return Answer("no" if declared or found else "unknown")


def _those(told: dict[str, float], least: float) -> list[str]:
    return sorted(operator for operator, share in told.items() if share >= least)
