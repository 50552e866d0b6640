"""Share cases out between agents, so that nobody's desk grows faster than the others'."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

FULL_SHARE: Final = 100


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent who may take cases. waiting: cases on the desk now; share: 100 is a full place."""

    key: str
    waiting: int = 0
    share: int = FULL_SHARE
    away_until: date | None = None

    def takes(self, today: date) -> bool:
        """Say whether the agent takes cases on this day."""
        return self.share > 0 and (self.away_until is None or self.away_until <= today)


def share_out(
    cases: Sequence[str], agents: Iterable[Agent], *, today: date, barred: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return case → agent: each case goes to the agent with the least cases for their share.

    cases:  in the order in which they are given out, the most urgent first
    barred: case → agent who may not have it (the one who proposed its decision)
    A case that nobody may take is left out. The same input gives the same answer.
    """
    barred = barred or {}
    desks = [
        (Fraction(agent.waiting, agent.share), agent.key, agent) for agent in agents if agent.takes(today)
    ]
    heapq.heapify(desks)
    given: dict[str, str] = {}
    for case in cases:
        _give(case, desks, given, barred.get(case, ""))
    return given


def _give(case: str, desks: list[tuple[Fraction, str, Agent]], given: dict[str, str], barred: str) -> None:
    passed = []
    while desks:
        load, key, agent = heapq.heappop(desks)
        if key == barred:
            passed.append((load, key, agent))
            continue
        given[case] = key
        heapq.heappush(desks, (load + Fraction(1, agent.share), key, agent))
        break
    for desk in passed:
        heapq.heappush(desks, desk)
