"""Finding documents: clean, detect, route, rank, count facets."""

import time
from typing import Final

import numpy as np
from django.conf import settings

from bawaba.search.embedders import Embedder, configured_embedder
from bawaba.search.engines.asking import Answer, ask
from bawaba.search.engines.documents import DocumentTable
from bawaba.search.engines.reader import reader
from bawaba.search.errors import EmbedderUnavailable
from bawaba.search.types import Hit, SearchFilters, SearchResult

MOST_RESULTS: Final = 1000


def search(
    *,
    text: str,
    language: str = "",
    filters: SearchFilters | None = None,
    limit: int = 10,
    offset: int = 0,
) -> SearchResult:
    """Return the documents that answer the question, best first.

    language: of the reader; the question's own is detected from its words
    SQL queries: one for postings not in memory; one a second for the index's stamp.
    """
    started = time.perf_counter()
    embedder = working_embedder()
    index = reader.searchable(embedder.id if embedder is not None else "")
    answer = ask(index, text, embedder, index.table.allowed(filters or SearchFilters()))
    chosen = slice(max(offset, 0), max(offset, 0) + max(limit, 0))
    return _result(answer, index.table, chosen, started)


def working_embedder() -> Embedder | None:
    """Return the configured model, or None when there is none or it cannot be used (see `status`)."""
    try:
        return configured_embedder(settings.EMBEDDER, settings.EMBEDDER_KEY)
    except EmbedderUnavailable:
        return None


def _result(answer: Answer, table: DocumentTable, chosen: slice, started: float) -> SearchResult:
    numbers, scores = answer.ranked.numbers[:MOST_RESULTS], answer.ranked.scores[:MOST_RESULTS]
    found = np.zeros(table.size, np.bool_)
    found[numbers] = True
    hits = [
        Hit(table.kinds[number], table.keys[number], round(score, 4))
        for number, score in zip(numbers[chosen].tolist(), scores[chosen].tolist(), strict=True)
    ]
    return SearchResult(
        hits=hits,
        total=len(numbers),
        language=answer.language,
        facets=table.counts(found),
        took_ms=(time.perf_counter() - started) * 1000,
    )
