"""What the assess room answers. Nothing here writes."""

from bawaba.assess.queries.assessments import (
    benchmark,
    figure_values,
    find_assessment,
    find_campaign,
    list_assessments,
    list_results,
)
from bawaba.assess.queries.computing import compare_pairs, describe_score, rank_alternatives, score_answers
from bawaba.assess.queries.importing import preview_migration, read_file
from bawaba.assess.queries.indices import compute_index
from bawaba.assess.queries.methods import find_method, find_published, list_methods
from bawaba.assess.queries.reports import write_report
from bawaba.assess.queries.scorers import NAMED_METHODS
from bawaba.assess.queries.studies import (
    answered_questions,
    body_answers,
    campaign_counts,
    campaign_figures,
    campaign_means,
    campaign_results,
    campaign_standings,
    campaign_table,
    score_with,
    shipped_index,
)

__all__ = [
    "NAMED_METHODS",
    "answered_questions",
    "benchmark",
    "body_answers",
    "campaign_counts",
    "campaign_figures",
    "campaign_means",
    "campaign_results",
    "campaign_standings",
    "campaign_table",
    "compare_pairs",
    "compute_index",
    "describe_score",
    "figure_values",
    "find_assessment",
    "find_campaign",
    "find_method",
    "find_published",
    "list_assessments",
    "list_methods",
    "list_results",
    "preview_migration",
    "rank_alternatives",
    "read_file",
    "score_answers",
    "score_with",
    "shipped_index",
    "write_report",
]
