"""Why a plan is as it is: what keeps an item out, what it would take to get in, what each limit costs.

What it would take is exact where it was computed: the portfolio is solved again with the item in, and the
difference is what its value lacks. Prices of limits are those of the linear relaxation (its dual values): what
one more unit of a limit would add to the worth of the relaxed plan, an upper measure of what it adds to ours.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from bawaba.ai.portfolio.instances import ROUNDING, TOLERANCE, Plan, Portfolio

Obstacle = Literal["budget", "body", "high-risk", "needs", "excluded", "no-value", "room"]
MOST_EXACT: Final = 40
"""Of how many items left out it is computed exactly what their value lacks, the most valuable first."""

MOST_STEPS: Final = 6
Solve = Callable[[Portfolio], tuple[float, Plan] | None]
"""Returns the best plan of a portfolio and its worth, or None where there is none or no proof in the time."""


@dataclass(frozen=True)
class Left:
    """An item that is not in the plan.

    wave: where the least stands against it; obstacles: what does; short: how much budget lacks there
    blockers: items of the plan that it excludes, or that it needs and that are not there in time
    value_needed: from which value on it would be in, the rest as it is; None where that was not computed or
    no value brings it in
    """

    item: int
    wave: int
    obstacles: Sequence[Obstacle]
    short: float
    blockers: Sequence[int]
    value_needed: float | None = None
    never: bool = False


@dataclass(frozen=True)
class Kept:
    """An item of the plan. mandatory: it had to be; needed_by: items of the plan that rest on it

    share: its value for money among the plan's, 1 for the best
    """

    item: int
    wave: int
    mandatory: bool
    needed_by: Sequence[int]
    share: float


@dataclass(frozen=True)
class Price:
    """What one more unit of a limit would add. body: of a cap of a body; value: per unit of the limit"""

    limit: Literal["budget", "org_cap", "high_risk"]
    wave: int
    body: int | None
    value: float


def explain_kept(portfolio: Portfolio, plan: Plan) -> list[Kept]:
    """Return why each item of a plan is in it, in the order of waves."""

    def worth(item: int) -> float:
        return portfolio.value[item] / max(portfolio.cost[item], TOLERANCE)

    best = max((worth(item) for item in plan), default=1.0) or 1.0
    needed = {item: [a for a, b in portfolio.requires if b == item and a in plan] for item in plan}
    return [
        Kept(item, wave, item in portfolio.mandatory, needed[item], max(0.0, worth(item) / best))
        for item, wave in sorted(plan.items(), key=lambda pair: (pair[1], pair[0]))
    ]


@dataclass(frozen=True)
class _Used:
    """What a plan uses of each limit."""

    money: Sequence[float]
    bodies: Mapping[tuple[int, int], int]
    risky: Mapping[int, int]


def explain_left(portfolio: Portfolio, plan: Plan) -> list[Left]:
    """Return what stands against each item that a plan leaves out, in the wave where the least does."""
    used = _Used(
        [sum(portfolio.cost[item] for item, at in plan.items() if at == wave) for wave in portfolio.waves],
        Counter((portfolio.org[item], wave) for item, wave in plan.items()),
        Counter(wave for item, wave in plan.items() if item in portfolio.high_risk),
    )
    found = []
    for item in portfolio.items:
        if item not in plan:
            ways = [_against(portfolio, plan, used, item, wave) for wave in portfolio.waves]
            found.append(min(ways, key=lambda one: (len(one.obstacles), one.short, one.wave)))
    return found


def _against(portfolio: Portfolio, plan: Plan, used: _Used, item: int, wave: int) -> Left:
    short = max(0.0, used.money[wave] + portfolio.cost[item] - portfolio.budget[wave])
    later = len(portfolio.budget)
    needs = [b for a, b in portfolio.requires if a == item and plan.get(b, later) > wave]
    excluded = [b if a == item else a for a, b in portfolio.exclusive if item in (a, b)]
    excluded = [one for one in excluded if one in plan]
    risky = item in portfolio.high_risk and used.risky.get(wave, 0) >= portfolio.max_high_risk_per_wave
    checks: list[tuple[Obstacle, bool]] = [
        ("budget", short > ROUNDING * max(1.0, portfolio.budget[wave])),
        ("body", used.bodies.get((portfolio.org[item], wave), 0) >= portfolio.org_cap),
        ("high-risk", risky),
        ("needs", bool(needs)),
        ("excluded", bool(excluded)),
        ("no-value", portfolio.value[item] <= 0),
    ]
    obstacles: list[Obstacle] = [name for name, stands in checks if stands]
    return Left(item, wave, obstacles or ["room"], short, [*needs, *excluded])


def price_entry(portfolio: Portfolio, worth: float, left: Sequence[Left], solve: Solve) -> list[Left]:
    """Return what is said of the items left out, with the value from which each would be in.

    worth: of the plan, proven best. The worth of the best plan that holds an item is convex and piecewise linear
    in the item's value: Newton's method from the left overshoots once, then comes down to the exact value.
    """
    ranked = sorted(left, key=lambda one: -portfolio.value[one.item])[:MOST_EXACT]
    known = {one.item: _entry(portfolio, worth, one, solve) for one in ranked}
    return [known.get(one.item, one) for one in left]


def _entry(portfolio: Portfolio, worth: float, one: Left, solve: Solve) -> Left:
    forced = replace(portfolio, mandatory=portfolio.mandatory | {one.item})
    value, known = portfolio.value[one.item], None
    for _step in range(MOST_STEPS):
        values = [value if item == one.item else held for item, held in enumerate(portfolio.value)]
        found = solve(replace(forced, value=values))
        if found is None:
            return one if known is not None else replace(one, never=True)
        lacking = worth - found[0]
        if lacking <= 0:
            known = value
        if abs(lacking) <= TOLERANCE * max(1.0, abs(worth)):
            return replace(one, value_needed=max(value, portfolio.value[one.item]))
        rate = portfolio.discount ** found[1][one.item]
        if rate <= 0:
            return replace(one, never=True)
        value += lacking / rate
    return replace(one, value_needed=known)
