"""The best plan of a portfolio, proven."""

import time
from importlib import import_module
from typing import TYPE_CHECKING

from bawaba.ai.errors import PortfolioImpossible, PortfolioUndecided
from bawaba.ai.portfolio.greedy import greedy_plan
from bawaba.ai.portfolio.instances import Portfolio
from bawaba.ai.types import OptimisedPlan

if TYPE_CHECKING:
    from bawaba.ai.portfolio.solving import Solution, Watcher


def optimise(
    *, portfolio: Portfolio, time_limit_s: float = 55.0, watch: "Watcher | None" = None
) -> OptimisedPlan:
    """Return the plan of greatest worth; no SQL query.

    time_limit_s: when it is over, the best plan so far is returned with its gap
    raises: PortfolioImpossible, PortfolioUndecided
    """
    started = time.monotonic()
    by_hand, dropped = greedy_plan(portfolio)
    solving = import_module("bawaba.ai.portfolio.solving")  # HiGHS: only who optimises pays for it
    found: Solution = solving.solve(
        portfolio, start=None if dropped else by_hand, time_limit_s=time_limit_s, watch=watch
    )
    if found.status == "impossible":
        raise PortfolioImpossible
    if found.status == "undecided":
        raise PortfolioUndecided
    return OptimisedPlan(
        objective=found.objective,
        bound=found.bound,
        gap=found.gap,
        status=found.status,
        selection=dict(sorted(found.plan.items())),
        greedy=portfolio.worth(by_hand),
        greedy_dropped=sorted(dropped),
        seconds=time.monotonic() - started,
    )
