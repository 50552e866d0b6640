"""Portfolios made up for measuring: families that differ in what makes them hard. Fixed seeds, no real data.

An instance is what `bawaba ai optimise` reads. Costs are whole unless the family says otherwise.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Draw = random.Random
Instance = dict[str, Any]
SIZES: Final = ((12, 2), (40, 3), (120, 3), (250, 4), (600, 2), (600, 4))


def _free(draw: Draw, cost: float) -> float:
    return draw.randint(5, 100)


def _free_float(draw: Draw, cost: float) -> float:
    return draw.uniform(1, 100)


def _half(draw: Draw, cost: float) -> float:
    return max(1, round(0.5 * cost + draw.uniform(2.5, 50)))


def _weak(draw: Draw, cost: float) -> float:
    return max(1, round(cost * draw.uniform(0.8, 1.2)))


def _weak_float(draw: Draw, cost: float) -> float:
    return cost * draw.uniform(0.8, 1.2)


def _strong(draw: Draw, cost: float) -> float:
    return cost + 10


Family = Mapping[str, Any]
FAMILIES: Final[Mapping[str, Family]] = {
    "free": {},
    "free, fractions": {"value": _free_float, "cost": lambda draw: draw.uniform(1, 50)},
    "free, dirhams": {"cost": lambda draw: draw.randint(50, 5_000) * 1_000},
    "half tied": {"value": _half},
    "weakly tied": {"value": _weak},
    "weakly tied, fractions": {"value": _weak_float, "cost": lambda draw: draw.uniform(5, 100)},
    "strongly tied": {"value": _strong},
    "many needs": {"needs": 0.6},
    "many exclusives": {"exclusives": 0.6},
    "tight caps": {"cap": 0.7},
    "many mandatory": {"mandatory": 0.12},
    "many of high risk": {"risky": 0.5, "risk_cap": 0.5},
    "tight budgets": {"budget": 0.12},
    "wide budgets": {"budget": 0.75},
}


def make_portfolio(family: str, n: int, waves: int, seed: int) -> Instance:
    """Return one instance of a family, always the same for the same arguments."""
    made = FAMILIES[family]
    draw = random.Random(f"{family}/{n}/{waves}/{seed}")
    draw_cost: Callable[[Draw], float] = made.get("cost", lambda draw: draw.randint(5, 100))
    draw_value: Callable[[Draw, float], float] = made.get("value", _free)
    share = made.get("budget", 0.4)
    cost = [draw_cost(draw) for _ in range(n)]
    whole = all(isinstance(one, int) for one in cost)
    budget = [sum(cost) * share / waves * draw.uniform(0.8, 1.2) for _ in range(waves)]
    orgs = max(3, n // 15)
    high_risk = [item for item in range(n) if draw.random() < made.get("risky", 0.2)]
    mandatory = _affordable(draw, cost, min(budget), max(1, int(n * made.get("mandatory", 0.025))))
    return {
        "n": n, "T": waves, "value": [draw_value(draw, one) for one in cost], "cost": cost,
        "budget": [round(one) for one in budget] if whole else budget,
        "discount": draw.choice([0.85, 0.9, 0.95]), "orgs": orgs,
        "org": [draw.randrange(orgs) for _ in range(n)],
        "org_cap": 2 + int(n * made.get("cap", 1.1) * share / waves / orgs),
        "requires": _pairs(draw, n, made.get("needs", 0.125)),
        "exclusive": _pairs(draw, n, made.get("exclusives", 0.1), frozenset(mandatory)),
        "high_risk": high_risk,
        "max_high_risk_per_wave": max(1, int(len(high_risk) * made.get("risk_cap", 0.8) * share / waves)),
        "mandatory": mandatory,
    }  # fmt: skip


def _pairs(draw: Draw, n: int, share: float, but: frozenset[int] = frozenset()) -> list[list[int]]:
    """Return pairs (later, earlier), so that needs never go round; `but`: items that are in none."""
    items = [item for item in range(n) if item not in but]
    return [sorted(draw.sample(items, 2), reverse=True) for _ in range(int(n * share))]


def _affordable(draw: Draw, cost: list[float], budget: float, count: int) -> list[int]:
    """Return items that one wave can pay for half of, the cheap ones of a sample first."""
    chosen, spent = [], 0.0
    for item in sorted(draw.sample(range(len(cost)), count), key=lambda one: cost[one]):
        spent += cost[item]
        if spent <= budget / 2:
            chosen.append(item)
    return chosen


def instances(seeds: int = 1) -> Iterator[tuple[str, Instance]]:
    """Yield every family at every size, the small ones first."""
    for n, waves in SIZES:
        for family in FAMILIES:
            for seed in range(1, seeds + 1):
                yield family, make_portfolio(family, n, waves, seed)
