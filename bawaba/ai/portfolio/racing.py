"""What the searches of one portfolio share: the best plan, the bound, and when to stop."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd
from typing import Final

from bawaba.ai.portfolio.formulation import Programme, as_columns, as_plan
from bawaba.ai.portfolio.instances import Plan, Portfolio, broken_rules
from bawaba.ai.portfolio.relaxing import Ears, Floats

Watcher = Callable[[float, float, float], bool]
"""Told (seconds, objective so far, bound so far); true ends the search with the best so far."""

PROOF: Final = 5e-7
SURE: Final = 0.9
"""This share of the least difference between two worths is safely less than it, as floats go."""

LEAST_STEP: Final = 1e-5

NOWHERE: Final = float("-inf")


def steps_of(portfolio: Portfolio) -> float:
    """Return what the worths of two plans differ by at least when they differ; 0 where nothing can be said.

    With whole values and a discount a / b, each worth is a multiple of 1 / b^(T - 1).
    """
    if not all(float(value).is_integer() for value in portfolio.value):
        return 0.0
    unit = gcd(*(int(value) for value in portfolio.value)) or 1
    share = Fraction(str(portfolio.discount)).denominator
    step = unit / float(share ** (len(portfolio.budget) - 1))
    return step if step >= LEAST_STEP else 0.0


@dataclass
class Race:
    """The best plan and the tightest bound of whoever found them; safe between threads."""

    portfolio: Portfolio
    until: float
    started: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)
    objective: float = NOWHERE
    plan: Plan = field(default_factory=dict)
    bound: float = float("inf")
    impossible: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._steps = steps_of(self.portfolio)

    def offer(self, plan: Plan) -> None:
        """Keep a plan if it keeps every rule and is worth more than what is there."""
        worth = self.portfolio.worth(plan)
        with self._lock:
            if worth > self.objective and not broken_rules(self.portfolio, plan):
                self.objective, self.plan = worth, plan

    def limit(self, bound: float) -> None:
        """Keep a bound if it is tighter; one so near the best plan that nothing fits between ends the race."""
        with self._lock:
            self.bound = max(self.objective, min(self.bound, bound))
            if self.bound <= self.objective + SURE * self._steps:
                self.bound = self.objective
            if self.bound <= self.objective + self.near():
                self.stop.set()

    def margin(self) -> float:
        """Return what a better plan must add to the best."""
        return max(self.near() / 2, SURE * self._steps)

    def near(self) -> float:
        """Return how near the bound the best plan is proven: sums of thousands of products differ by less."""
        return PROOF if self.objective == NOWHERE else max(PROOF, 1e-3 * PROOF * abs(self.objective))

    def to_beat(self) -> float:
        """Return what a plan must be worth to be better."""
        return self.objective + self.margin()

    def left_s(self) -> float:
        return self.until - time.monotonic()

    def over(self) -> bool:
        return self.stop.is_set() or self.left_s() <= 0

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def ears(self, programme: Programme, beaten: float, *, whole: bool = True) -> Ears:
        """Return what a search of all plans worth more than `beaten` needs.

        whole: whether the search leaves no such plan out; if it does, its bound says nothing of the others
        """

        def better(worth: float) -> Floats | None:
            with self._lock:
                if not whole or self.objective <= max(worth + self.margin(), beaten):
                    return None
                return as_columns(programme, self.plan)

        def bound(worth: float) -> None:
            if whole:
                self.limit(max(worth, beaten))

        def found(columns: Floats) -> None:
            self.offer(as_plan(programme, columns))

        def stop() -> bool:
            return self.over() or (whole and self.bound <= beaten)

        return Ears(stop, better, found, bound)
