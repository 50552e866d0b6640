"""The best plan of a portfolio, proven."""

import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bawaba.ai.errors import PortfolioImpossible, PortfolioUndecided
from bawaba.ai.portfolio.greedy import greedy_plan
from bawaba.ai.portfolio.instances import Plan, Portfolio
from bawaba.ai.types import OptimisedPlan, PlanExplained

if TYPE_CHECKING:
    from bawaba.ai.portfolio.racing import Watcher
    from bawaba.ai.portfolio.solving import Solution


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


def explain_plan(*, portfolio: Portfolio, plan: OptimisedPlan, time_limit_s: float = 20.0) -> PlanExplained:
    """Return why a plan is as it is; no SQL query.

    time_limit_s: for the values from which items left out would be in, which are computed for a proven plan
    """
    explaining = import_module("bawaba.ai.portfolio.explaining")
    solving = import_module("bawaba.ai.portfolio.solving")  # HiGHS, as above
    until = time.monotonic() + time_limit_s

    def solve(other: Portfolio) -> tuple[float, Plan] | None:
        left_s = until - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        found: Solution = solving.solve(other, time_limit_s=max(0.5, left_s))
        if found.status == "impossible":
            return None
        if found.status != "proven":
            raise TimeoutError
        return found.objective, found.plan

    left = explaining.explain_left(portfolio, plan.selection)
    if plan.status == "proven":
        left = [_priced(explaining, portfolio, plan.objective, one, solve) for one in left]
    return PlanExplained(
        kept=explaining.explain_kept(portfolio, plan.selection),
        left=left,
        prices=solving.price_limits(portfolio),
    )


def _priced(explaining: Any, portfolio: Portfolio, worth: float, one: Any, solve: Any) -> Any:
    """Return one item left out with its price, or as it is when the time is over. Any: the module is imported late."""
    try:
        return explaining.price_entry(portfolio, worth, [one], solve)[0]
    except TimeoutError:
        return one
