"""What the assess room answers. Nothing here writes."""

from bawaba.assess.queries.assessments import (
    benchmark,
    figure_values,
    find_assessment,
    find_campaign,
    list_assessments,
    list_results,
)
from bawaba.assess.queries.campaigns import (
    drafts_of,
    find_draft,
    follow_campaign,
    list_campaigns,
    population,
)
from bawaba.assess.queries.computing import compare_pairs, describe_score, rank_alternatives, score_answers
from bawaba.assess.queries.explaining import explain_result, list_actions
from bawaba.assess.queries.filling import list_mine, list_to_review, open_evidence, open_filling
from bawaba.assess.queries.importing import preview_migration, read_file
from bawaba.assess.queries.indices import compute_index
from bawaba.assess.queries.methods import find_method, find_published, list_methods
from bawaba.assess.queries.reports import write_report
from bawaba.assess.queries.scorers import NAMED_METHODS
from bawaba.assess.queries.studies import (
    answered_questions,
    body_answers,
    body_figures,
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
    "body_figures",
    "campaign_counts",
    "campaign_figures",
    "campaign_means",
    "campaign_results",
    "campaign_standings",
    "campaign_table",
    "compare_pairs",
    "compute_index",
    "describe_score",
    "drafts_of",
    "explain_result",
    "figure_values",
    "find_assessment",
    "find_campaign",
    "find_draft",
    "find_method",
    "find_published",
    "follow_campaign",
    "list_actions",
    "list_assessments",
    "list_campaigns",
    "list_methods",
    "list_mine",
    "list_results",
    "list_to_review",
    "open_evidence",
    "open_filling",
    "population",
    "preview_migration",
    "rank_alternatives",
    "read_file",
    "score_answers",
    "score_with",
    "shipped_index",
    "write_report",
]
