"""A portfolio to choose from: its items, its waves, and the rules a plan must keep."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Plan = Mapping[int, int]
"""Item to wave, both from 0; what is not in it is not chosen."""

TOLERANCE: Final = 1e-6
"""How far two worths or prices may lie apart and still be called the same, as a share of them."""

ROUNDING: Final = 1e-9
"""How far a sum of costs may exceed a budget and still keep it, as a share of the budget: what floats make of sums."""


@dataclass(frozen=True)
class Portfolio:
    """`n` items to choose from and `T` waves to put them in.

    value, cost: of each item, in any unit; budget: of each wave, in the unit of cost
    discount: what a wave later is worth, so that the objective is the sum of value · discount^wave
    org: the body of each item; org_cap: the most items of one body in one wave
    requires: pairs (a, b): `a` only if `b` is in the same or an earlier wave
    exclusive: pairs of which one at most is chosen
    high_risk: items of which at most `max_high_risk_per_wave` are in one wave
    mandatory: items that must be in some wave
    """

    value: Sequence[float]
    cost: Sequence[float]
    budget: Sequence[float]
    discount: float
    org: Sequence[int]
    org_cap: int
    requires: Sequence[tuple[int, int]]
    exclusive: Sequence[tuple[int, int]]
    high_risk: frozenset[int]
    max_high_risk_per_wave: int
    mandatory: frozenset[int]

    @property
    def items(self) -> range:
        return range(len(self.value))

    @property
    def waves(self) -> range:
        return range(len(self.budget))

    def worth(self, plan: Plan) -> float:
        """Return the objective of a plan: Σ value · discount^wave."""
        return sum(self.value[item] * self.discount**wave for item, wave in sorted(plan.items()))


def broken_rules(portfolio: Portfolio, plan: Plan) -> list[str]:
    """Return the rules that a plan breaks, each as a word and what it concerns; none when it keeps all."""
    return [
        *_over_budget(portfolio, plan),
        *_over_caps(portfolio, plan),
        *(f"requires {a} {b}" for a, b in portfolio.requires if a in plan and plan.get(b, len(portfolio.budget)) > plan[a]),
        *(f"exclusive {a} {b}" for a, b in portfolio.exclusive if a in plan and b in plan),
        *(f"mandatory {item}" for item in sorted(portfolio.mandatory) if item not in plan),
    ]  # fmt: skip


def _over_budget(portfolio: Portfolio, plan: Plan) -> list[str]:
    spent = [0.0 for _ in portfolio.waves]
    for item, wave in plan.items():
        spent[wave] += portfolio.cost[item]
    return [
        f"budget {wave}"
        for wave, most in enumerate(portfolio.budget)
        if spent[wave] > most + ROUNDING * max(1.0, abs(most))
    ]


def _over_caps(portfolio: Portfolio, plan: Plan) -> list[str]:
    bodies = Counter((portfolio.org[item], wave) for item, wave in plan.items())
    risky = Counter(wave for item, wave in plan.items() if item in portfolio.high_risk)
    return [
        *(f"org_cap {body} {wave}" for (body, wave), count in sorted(bodies.items()) if count > portfolio.org_cap),
        *(f"high_risk {wave}" for wave, count in sorted(risky.items()) if count > portfolio.max_high_risk_per_wave),
    ]  # fmt: skip
