"""What the assess room answers. Nothing here writes."""

from bawaba.assess.queries.computing import compare_pairs, rank_alternatives, score_answers
from bawaba.assess.queries.indices import compute_index
from bawaba.assess.queries.scorers import NAMED_METHODS

__all__ = ["NAMED_METHODS", "compare_pairs", "compute_index", "rank_alternatives", "score_answers"]
