"""What the room of AI hands over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class OptimisedPlan:
    """The best plan of a portfolio, with its proof.

    selection: item to wave, both from 0
    bound: no plan is worth more; gap: (bound - objective) / max(1, |objective|)
    greedy: what the plan by value for money is worth; greedy_dropped: mandatory items it found no place for
    """

    objective: float
    bound: float
    gap: float
    status: Literal["proven", "stopped"]
    selection: Mapping[int, int]
    greedy: float
    greedy_dropped: Sequence[int]
    seconds: float
