"""What is asked of the engine, and what it answers."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Indices = NDArray[np.int32]
Starts = NDArray[np.int64]
Method = Literal["trivial", "exact", "search"]
Report = Callable[[str, float, float], None]  # stage, covered weight so far, proven upper bound


def ignore_report(_stage: str, _covered: float, _bound: float) -> None:
    """Report nothing."""


class OutOfReach(ValueError):
    """All sites together cover less than was asked for."""

    def __init__(self, reachable: float) -> None:
        super().__init__(f"all sites together cover {reachable}")
        self.reachable = reachable


@dataclass(frozen=True, slots=True)
class Problem:
    """Choose sites that cover the greatest weight of demand cells.

    cells, sites: points, shape (n, 2) on a plane or (n, 3) in space; weights ≥ 0, shape (cells,)
    radius: what a site covers, its bound included: one number or one per site, in the points' unit
    count: how many sites at most; costs and budget: what they may cost together, None for no budget
    fixed, forbidden: numbers of sites that are chosen, or never
    """

    cells: Numbers
    weights: Numbers
    sites: Numbers
    radius: Numbers | float
    count: int
    costs: Numbers | None = None
    budget: float | None = None
    fixed: Sequence[int] = ()
    forbidden: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Chosen sites by number; the weight they cover; the total; a proven upper bound of what any plan covers."""

    selected: list[int]
    covered: float
    total: float
    bound: float
    method: Method
    merged_pairs: int
    fewest: int | None = None

    @property
    def gap(self) -> float:
        """Proven distance from the best plan, as a share; 0 is proven optimal.

        Of the bound; where the fewest sites were asked for, of the number of sites.
        """
        if self.fewest is not None:
            return max(len(self.selected) - self.fewest, 0) / max(len(self.selected), 1)
        if self.bound <= self.covered:
            return 0.0
        return (self.bound - self.covered) / self.bound


@dataclass(slots=True)
class Watch:
    """When to stop: a deadline on the monotonic clock, or `stop()` from another thread."""

    deadline: float
    report: Report = ignore_report
    flag: NDArray[np.int8] = field(default_factory=lambda: np.zeros(1, np.int8))  # compiled loops read it
    on_stop: list[Callable[[], object]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self) -> None:
        self.flag[0] = 1
        for act in self.on_stop:
            act()

    @property
    def stopped(self) -> bool:
        return bool(self.flag[0]) or time.monotonic() >= self.deadline

    @property
    def left_s(self) -> float:
        return max(self.deadline - time.monotonic(), 0.0)
