"""Reads of coverage: computing radio, planning sites, who is covered.

Commands that only compute import `queries.files` alone.
"""

from bawaba.coverage.computing import (
    DEFAULT_LIMIT_S,
    Watch,
    compute_path_losses,
    compute_radii,
    plan_sites,
)
from bawaba.coverage.queries.layers import layers_in_use, list_layers, list_target_sets
from bawaba.coverage.queries.scheduling import Wishes, plan_by_year

__all__ = [
    "DEFAULT_LIMIT_S",
    "Watch",
    "Wishes",
    "compute_path_losses",
    "compute_radii",
    "layers_in_use",
    "list_layers",
    "list_target_sets",
    "plan_by_year",
    "plan_sites",
]
