"""Finding documents: clean, detect, route, rank, count facets."""

import time
from typing import Final

import numpy as np

from bawaba.search.engines.documents import DocumentTable
from bawaba.search.engines.ranking import Ranked, rank
from bawaba.search.engines.reader import reader
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.detection import detect_language
from bawaba.search.rules.routing import route_of
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
    asked = clean_query(text)
    snapshot = reader.current()
    detected = detect_language(asked)
    ranked = rank(
        snapshot.postings, asked, route_of(detected), size=snapshot.table.size,
        documents=snapshot.table.count, allowed=snapshot.table.allowed(filters or SearchFilters()),
        weights=snapshot.table.weights,
    )  # fmt: skip
    chosen = slice(max(offset, 0), max(offset, 0) + max(limit, 0))
    return _result(ranked, snapshot.table, detected, chosen, started)


def _result(
    ranked: Ranked, table: DocumentTable, language: str, chosen: slice, started: float
) -> SearchResult:
    found = np.zeros(table.size, np.bool_)
    found[ranked.numbers[:MOST_RESULTS]] = True
    hits = [
        Hit(table.kinds[number], table.keys[number], float(score))
        for number, score in zip(ranked.numbers[chosen].tolist(), ranked.scores[chosen].tolist(), strict=True)
    ]
    return SearchResult(
        hits=hits,
        total=min(len(ranked.numbers), MOST_RESULTS),
        language=language,
        facets=table.counts(found),
        took_ms=(time.perf_counter() - started) * 1000,
    )
