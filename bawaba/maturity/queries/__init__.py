"""What the maturity room answers. Nothing here writes."""

from bawaba.maturity.queries.exporting import RoadmapFile, describe_open_data, export_roadmap
from bawaba.maturity.queries.indices import (
    count_import,
    describe_index_import,
    describe_peers,
    list_editions,
    peer_table,
    read_index,
)
from bawaba.maturity.queries.measures import list_contested, list_measured
from bawaba.maturity.queries.opening import OPEN_COLUMNS, open_data
from bawaba.maturity.queries.planning import describe_plan, method_in_use, plan_improvement, read_answers
from bawaba.maturity.queries.roadmaps import actions_of, get_roadmap, list_roadmaps
from bawaba.maturity.queries.stages import stage_at, stages_of
from bawaba.maturity.queries.waves import (
    benchmark_body,
    body_evolution,
    find_wave,
    follow_wave,
    is_wave,
    led_bodies,
    list_wave_bodies,
    list_waves,
    own_waves,
    published_waves,
    wave_evolution,
)
from bawaba.maturity.roadmaps.programme import Limits

__all__ = [
    "OPEN_COLUMNS",
    "Limits",
    "RoadmapFile",
    "actions_of",
    "benchmark_body",
    "body_evolution",
    "count_import",
    "describe_index_import",
    "describe_open_data",
    "describe_peers",
    "describe_plan",
    "export_roadmap",
    "find_wave",
    "follow_wave",
    "get_roadmap",
    "is_wave",
    "led_bodies",
    "list_contested",
    "list_editions",
    "list_measured",
    "list_roadmaps",
    "list_wave_bodies",
    "list_waves",
    "method_in_use",
    "open_data",
    "own_waves",
    "peer_table",
    "plan_improvement",
    "published_waves",
    "read_answers",
    "read_index",
    "stage_at",
    "stages_of",
    "wave_evolution",
]
