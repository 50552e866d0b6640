"""Reads of coverage: computing radio, planning sites, who is covered.

Commands that only compute import `coverage.computing` alone.
"""

from bawaba.coverage.computing import (
    DEFAULT_LIMIT_S,
    Watch,
    compute_path_losses,
    compute_radii,
    plan_sites,
)
from bawaba.coverage.queries.alarms import MailWish, list_alarms, read_mail_wish
from bawaba.coverage.queries.challenges import (
    count_challenges,
    find_challenge,
    my_challenges,
    operators_of,
    waiting_challenges,
)
from bawaba.coverage.queries.comparing import compare_scenarios
from bawaba.coverage.queries.country import describe_country
from bawaba.coverage.queries.exports import MEDIA_TYPES, export_areas, export_plan, map_shares
from bawaba.coverage.queries.following import find_arrival, find_planning, my_arrivals
from bawaba.coverage.queries.ground import load_ground
from bawaba.coverage.queries.layers import layers_in_use, list_layers, list_target_sets
from bawaba.coverage.queries.places import answer_first, at_area, at_place, find_commune, find_communes
from bawaba.coverage.queries.scenarios import ScenarioRecord, find_scenario, list_scenarios
from bawaba.coverage.queries.scheduling import Wishes, plan_by_year
from bawaba.coverage.queries.shapes import map_shapes
from bawaba.coverage.queries.shares import (
    area_shares,
    country_shares,
    find_area,
    find_host_city,
    list_areas,
    list_edges,
    list_host_cities,
    list_targets,
    operator_names,
)
from bawaba.coverage.types import AreaRecord, ArrivalRecord, ChallengeRecord, PlaceAnswer

__all__ = [
    "DEFAULT_LIMIT_S",
    "MEDIA_TYPES",
    "AreaRecord",
    "ArrivalRecord",
    "ChallengeRecord",
    "MailWish",
    "PlaceAnswer",
    "ScenarioRecord",
    "Watch",
    "Wishes",
    "answer_first",
    "area_shares",
    "at_area",
    "at_place",
    "compare_scenarios",
    "compute_path_losses",
    "compute_radii",
    "count_challenges",
    "country_shares",
    "describe_country",
    "export_areas",
    "export_plan",
    "find_area",
    "find_arrival",
    "find_challenge",
    "find_commune",
    "find_communes",
    "find_host_city",
    "find_planning",
    "find_scenario",
    "layers_in_use",
    "list_alarms",
    "list_areas",
    "list_edges",
    "list_host_cities",
    "list_layers",
    "list_scenarios",
    "list_target_sets",
    "list_targets",
    "load_ground",
    "map_shapes",
    "map_shares",
    "my_arrivals",
    "my_challenges",
    "operator_names",
    "operators_of",
    "plan_by_year",
    "plan_sites",
    "read_mail_wish",
    "waiting_challenges",
]
