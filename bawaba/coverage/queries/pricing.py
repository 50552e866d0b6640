"""What each wish of a plan costs: how many more sites a milestone takes with it than without.

Both counts come from the same greedy method, so that only the wish makes the difference.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

from bawaba.coverage.siting import schedule

Price = dict[str, object]


def price_wishes(asked: schedule.Asked, deadline: float) -> list[Price]:
    """Return wish (`first` or `quota:<stratum>`), year, sites with it and without; as many as the time allows."""
    counted: dict[int, int] = {}
    found: list[Price] = []
    for wish, eased in _each(asked):
        for place, goal in enumerate(asked.goals):
            if time.monotonic() >= deadline:
                return found
            if place not in counted:
                counted[place] = schedule.count_greedily(asked, goal)
            without = schedule.count_greedily(eased, eased.goals[place])
            found.append({"wish": wish, "year": goal.year, "with": counted[place], "without": without})
    return found


def _each(asked: schedule.Asked) -> Iterator[tuple[str, schedule.Asked]]:
    """Return each wish with the question that leaves it alone out."""
    if asked.first is not None and asked.first_factor != 1:
        yield "first", replace(asked, first=None, first_factor=1.0)
    for name in sorted({name for goal in asked.goals for name in goal.quotas}):
        goals = [
            replace(goal, quotas={other: share for other, share in goal.quotas.items() if other != name})
            for goal in asked.goals
        ]
        yield f"quota:{name}", replace(asked, goals=goals)
