"""The plan that one would make by hand: the best value for money first. To compare with, and to start from."""

from collections import defaultdict
from collections.abc import Iterator

from bawaba.ai.portfolio.instances import ROUNDING, Plan, Portfolio


class _Room:
    """What is still free in each wave, and what is chosen."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.money = [budget + ROUNDING * max(1.0, abs(budget)) / 2 for budget in portfolio.budget]
        self.bodies: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.risky: defaultdict[int, int] = defaultdict(int)
        self.plan: dict[int, int] = {}
        self._needs: defaultdict[int, list[int]] = defaultdict(list)
        self._excluded: defaultdict[int, list[int]] = defaultdict(list)
        for item, needed in portfolio.requires:
            self._needs[item].append(needed)
        for one, other in portfolio.exclusive:
            self._excluded[one].append(other)
            self._excluded[other].append(one)

    def needed(self, item: int) -> list[int]:
        """Return an item after all that it needs and that is not chosen yet, in an order that keeps its rules."""
        found: list[int] = []
        waiting, seen = [(item, False)], {item}
        while waiting:
            one, ready = waiting.pop()
            if ready:
                found.append(one)
                continue
            waiting.append((one, True))
            for other in self._needs[one]:
                if other not in seen and other not in self.plan:
                    seen.add(other)
                    waiting.append((other, False))
        return found

    def fits(self, item: int, wave: int) -> bool:
        portfolio = self.portfolio
        return (
            self.money[wave] >= portfolio.cost[item]
            and self.bodies[portfolio.org[item], wave] < portfolio.org_cap
            and (item not in portfolio.high_risk or self.risky[wave] < portfolio.max_high_risk_per_wave)
            and not any(other in self.plan for other in self._excluded[item])
            and all(self.plan.get(other, len(self.money)) <= wave for other in self._needs[item])
        )

    def put(self, item: int, wave: int, sign: int = 1) -> None:
        """Choose an item in a wave, or take that back with `sign` -1."""
        self.money[wave] -= sign * self.portfolio.cost[item]
        self.bodies[self.portfolio.org[item], wave] += sign
        self.risky[wave] += sign * (item in self.portfolio.high_risk)
        if sign > 0:
            self.plan[item] = wave
        else:
            del self.plan[item]

    def take(self, item: int) -> bool:
        """Choose an item and what it needs, each in the first wave where it fits; all of them, or nothing."""
        taken: list[int] = []
        for one in self.needed(item):
            wave = next((wave for wave in self.portfolio.waves if self.fits(one, wave)), None)
            if wave is None:
                for other in taken:
                    self.put(other, self.plan[other], -1)
                return False
            self.put(one, wave)
            taken.append(one)
        return True


def greedy_plan(portfolio: Portfolio) -> tuple[dict[int, int], frozenset[int]]:
    """Return the plan that takes what is mandatory, then the best value for money, each as early as it fits.

    With it, the mandatory items that found no place: choosing one after another cannot know better.
    """
    room = _Room(portfolio)
    dropped = frozenset(
        item for item in sorted(portfolio.mandatory) if item not in room.plan and not room.take(item)
    )
    for item in _by_value_for_money(portfolio, room.plan):
        if item not in room.plan:
            room.take(item)
    return room.plan, dropped


def _by_value_for_money(portfolio: Portfolio, plan: Plan) -> Iterator[int]:
    def ratio(item: int) -> tuple[float, int]:
        cost = portfolio.cost[item]
        return (-portfolio.value[item] / cost if cost > 0 else float("-inf"), item)

    yield from sorted(
        (item for item in portfolio.items if item not in plan and portfolio.value[item] > 0), key=ratio
    )
