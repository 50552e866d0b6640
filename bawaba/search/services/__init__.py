"""Writes of the search room."""

from bawaba.search.services.betting import remove_best_bet, set_best_bet
from bawaba.search.services.counting import forget_old_counts, record_click, record_no_result
from bawaba.search.services.embedding import (
    SHIPPED,
    count_missing,
    embed_in_background,
    embed_missing,
    export_vectors,
    fit_vector_cells,
    load_vectors,
)
from bawaba.search.services.indexing import index_documents, rebuild_index
from bawaba.search.services.popularity import apply_popularity

__all__ = [
    "SHIPPED",
    "apply_popularity",
    "count_missing",
    "embed_in_background",
    "embed_missing",
    "export_vectors",
    "fit_vector_cells",
    "forget_old_counts",
    "index_documents",
    "load_vectors",
    "rebuild_index",
    "record_click",
    "record_no_result",
    "remove_best_bet",
    "set_best_bet",
]
