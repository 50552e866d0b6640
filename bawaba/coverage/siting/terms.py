"""What a choice of sites must obey, in the merged problem's numbering of sites."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.siting.problem import Numbers, Problem


@dataclass(frozen=True, slots=True)
class Terms:
    """At most `count` sites, of at most `budget` together; `lower` 1: fixed, `upper` 0: forbidden."""

    count: int
    costs: Numbers | None
    budget: float | None
    lower: NDArray[np.int8]
    upper: NDArray[np.int8]

    def left(self) -> float:
        return np.inf if self.costs is None or self.budget is None else self.budget

    def cost(self, site: int) -> float:
        return 0.0 if self.costs is None or self.budget is None else float(self.costs[site])


def read_terms(problem: Problem, site_order: NDArray[np.int64]) -> Terms:
    """Return the problem's terms for sites in this order."""
    lower = np.zeros(len(site_order), np.int8)
    upper = np.ones(len(site_order), np.int8)
    lower[np.asarray(problem.fixed, dtype=np.int64)] = 1
    upper[np.asarray(problem.forbidden, dtype=np.int64)] = 0
    costs = None if problem.costs is None or problem.budget is None else problem.costs[site_order]
    return Terms(problem.count, costs, problem.budget, lower[site_order], upper[site_order])
