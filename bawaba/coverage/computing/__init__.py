"""Reads that only compute, from files to files: they touch no table and start without other rooms."""

from bawaba.coverage.computing.planning import DEFAULT_LIMIT_S, plan_sites
from bawaba.coverage.computing.radio import compute_path_losses, compute_radii
from bawaba.coverage.siting.problem import Watch

__all__ = ["DEFAULT_LIMIT_S", "Watch", "compute_path_losses", "compute_radii", "plan_sites"]
