"""Reads of coverage: computing radio, planning sites, who is covered."""

from bawaba.coverage.queries.planning import DEFAULT_LIMIT_S, plan_sites
from bawaba.coverage.queries.radio import compute_path_losses, compute_radii

__all__ = ["DEFAULT_LIMIT_S", "Watch", "compute_path_losses", "compute_radii", "plan_sites"]
from bawaba.coverage.siting.problem import Watch
