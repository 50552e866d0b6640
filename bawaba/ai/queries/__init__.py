"""Reads of the room of AI in administrations."""

from bawaba.ai.queries.assessing import list_own_assessments, propose_conditions
from bawaba.ai.queries.candidates import find_scenario, list_candidates, list_scenarios
from bawaba.ai.queries.counting import count_systems
from bawaba.ai.queries.criteria import list_criteria
from bawaba.ai.queries.desk import list_use_cases, open_use_case, stage_of
from bawaba.ai.queries.exporting import export_register
from bawaba.ai.queries.instance_files import portfolio_of, read_instance
from bawaba.ai.queries.likeness import find_duplicates, group_needs
from bawaba.ai.queries.methods import directive_links, list_obligations, methods_present
from bawaba.ai.queries.optimising import explain_plan, optimise
from bawaba.ai.queries.own_systems import (
    compare_sheets,
    find_own_system,
    list_own_systems,
    name_of_body,
    site_sheets_kept,
)
from bawaba.ai.queries.prioritising import rank_use_cases
from bawaba.ai.queries.roadmaps import export_scenario, plan_rows
from bawaba.ai.queries.sayings import list_shown, list_waiting
from bawaba.ai.queries.searching import FACETS, find_reference, find_similar, search_systems
from bawaba.ai.queries.weighing import (
    find_weighings,
    first_comparisons,
    pairs_to_compare,
    read_weights,
    weigh_criteria,
    weighted_criteria,
)

__all__ = [
    "FACETS",
    "compare_sheets",
    "count_systems",
    "directive_links",
    "explain_plan",
    "export_register",
    "export_scenario",
    "find_duplicates",
    "find_own_system",
    "find_reference",
    "find_scenario",
    "find_similar",
    "find_weighings",
    "first_comparisons",
    "group_needs",
    "list_candidates",
    "list_criteria",
    "list_obligations",
    "list_own_assessments",
    "list_own_systems",
    "list_scenarios",
    "list_shown",
    "list_use_cases",
    "list_waiting",
    "methods_present",
    "name_of_body",
    "open_use_case",
    "optimise",
    "pairs_to_compare",
    "plan_rows",
    "portfolio_of",
    "propose_conditions",
    "rank_use_cases",
    "read_instance",
    "read_weights",
    "search_systems",
    "site_sheets_kept",
    "stage_of",
    "weigh_criteria",
    "weighted_criteria",
]
