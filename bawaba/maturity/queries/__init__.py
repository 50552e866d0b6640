"""What the maturity room answers. Nothing here writes."""

from bawaba.maturity.queries.indices import (
    count_import,
    describe_index_import,
    list_editions,
    peer_table,
    read_index,
)
from bawaba.maturity.queries.planning import describe_plan, method_in_use, plan_improvement, read_answers
from bawaba.maturity.roadmaps.programme import Limits

__all__ = [
    "Limits",
    "count_import",
    "describe_index_import",
    "describe_plan",
    "list_editions",
    "method_in_use",
    "peer_table",
    "plan_improvement",
    "read_answers",
    "read_index",
]
