"""Finding documents: clean, detect, correct, route, rank, count facets; and documents near a document."""

import re
import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from bawaba.directory.errors import TerritoryNotFound
from bawaba.directory.queries import territory_path
from bawaba.search.embedders import Embedder, configured_embedder
from bawaba.search.engines.asking import Answer, ask
from bawaba.search.engines.bets import best_bets
from bawaba.search.engines.budget import EmbeddingBudget
from bawaba.search.engines.documents import DocumentTable
from bawaba.search.engines.ranking import MOST_FOUND, Searchable, stand_out
from bawaba.search.engines.reader import reader
from bawaba.search.engines.spelling import replace_words
from bawaba.search.errors import EmbedderUnavailable
from bawaba.search.models import IndexedDocument
from bawaba.search.rules.documents import normal_question
from bawaba.search.rules.packing import posting_key
from bawaba.search.rules.wordlists import fold
from bawaba.search.types import Hit, SearchFilters, SearchResult

WORDS: Final = re.compile(r"[^\W\d_]+")
# A document with this facet value in common is a little more related.
_SHARED_EVENT: Final = 0.15


def search(
    *,
    text: str,
    language: str = "",
    filters: SearchFilters | None = None,
    limit: int = 10,
    offset: int = 0,
) -> SearchResult:
    """Return the documents that answer the question, best first; editors' best bets before all.

    language: of the reader; the question's own is detected from its words
    SQL queries: one for postings not in memory, one every few seconds for best bets and the
    index's stamp, those of `territory_path` with a territory filter.
    """
    started = time.perf_counter()
    embedder = working_embedder()
    index = reader.searchable(embedder)
    allowed = _allowed(index.table, filters or SearchFilters())
    answer = ask(index, text, embedder, allowed, embedding_budget(settings.EMBEDDING_SHARE))
    numbers, bets = _with_bets(answer, index.table, allowed)
    chosen = slice(max(offset, 0), max(offset, 0) + max(limit, 0))
    return SearchResult(
        hits=_hits(answer, index.table, numbers[chosen], bets),
        total=len(numbers),
        language=answer.language,
        corrected=_rewritten(index, answer, answer.correction.replaced),
        did_you_mean=_rewritten(index, answer, answer.correction.proposed),
        facets=index.table.counts(numbers),
        took_ms=(time.perf_counter() - started) * 1000,
        hurried=answer.hurried,
    )


@cache
def embedding_budget(share: float) -> EmbeddingBudget:
    """Return this process's budget."""
    return EmbeddingBudget(share)


def related(*, kind: str, key: str, limit: int = 5) -> list[Hit]:
    """Return the documents of the same kind nearest to a document, by meaning where there are vectors.

    One SQL query for its titles, and those of `search`.
    """
    embedder = working_embedder()
    index = reader.searchable(embedder)
    number = index.table.number_of(kind, key)
    if number is None:
        return []
    scores = _nearness(index, number)
    scores += np.float32(_SHARED_EVENT) * index.table.share_facet("event", number)
    scores[number] = 0
    scores *= index.table.of_kind(kind)
    best = [int(place) for place in np.argsort(-scores, kind="stable")[:limit] if scores[place] > 0]
    return [Hit(index.table.kinds[place], index.table.keys[place], float(scores[place])) for place in best]


def working_embedder() -> Embedder | None:
    """Return the configured model, or None when there is none or it cannot be used (see `status`)."""
    try:
        return configured_embedder(settings.EMBEDDER, settings.EMBEDDER_KEY)
    except EmbedderUnavailable:
        return None


def _nearness(index: Searchable, number: int) -> NDArray[np.float32]:
    vector = index.vectors.vector_of(number) if index.vectors is not None else None
    if vector is not None and index.vectors is not None:
        close = index.vectors.closeness(vector)
        inside = close.numbers < index.table.size
        scores = np.zeros(index.table.size, np.float32)
        scores[close.numbers[inside]] = stand_out(close, index.spread)[inside]
        return scores * index.table.live
    titles = IndexedDocument.objects.filter(number=number).values_list("titles", flat=True).first() or {}
    scores = np.zeros(index.table.size, np.float32)
    others = index.table.live.copy()
    others[number] = False
    for title in list(titles.values())[:1]:
        ranked = ask(index, title, None, others).ranked
        scores[ranked.numbers] = ranked.scores
    return scores


def _allowed(table: DocumentTable, filters: SearchFilters) -> NDArray[np.bool_]:
    return table.allowed(filters, _accepted_territories(table, filters.territory))


def _accepted_territories(table: DocumentTable, code: str) -> Sequence[str]:
    """Return the codes in use that lie in the territory or hold it: a region's service serves its communes."""
    if not code:
        return ()
    try:
        above = [territory.code for territory in territory_path(code=code)]
    except TerritoryNotFound:
        return (code,)
    inside = [other for other in table.facets["territory"].values if other.startswith(f"{code}.")]
    return [*above, *inside]


def _with_bets(
    answer: Answer, table: DocumentTable, allowed: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], frozenset[int]]:
    """Return the numbers found, those of best bets first, and which are best bets."""
    numbers = answer.ranked.numbers[:MOST_FOUND]
    asked = best_bets(normal_question(answer.text))
    known = [number for kind, key in asked if (number := table.number_of(kind, key)) is not None]
    first = [number for number in known if allowed[number]]
    if not first:
        return numbers, frozenset()
    rest = numbers[~np.isin(numbers, first)]
    return np.concatenate([np.array(first, np.int32), rest])[:MOST_FOUND], frozenset(first)


def _hits(
    answer: Answer, table: DocumentTable, numbers: NDArray[np.int32], bets: frozenset[int]
) -> list[Hit]:
    wanted = np.isin(answer.ranked.numbers, numbers)
    scores = dict(
        zip(answer.ranked.numbers[wanted].tolist(), answer.ranked.scores[wanted].tolist(), strict=True)
    )
    return [
        Hit(table.kinds[number], table.keys[number], round(scores.get(number, 0.0), 4), number in bets)
        for number in numbers.tolist()
    ]


def _rewritten(index: Searchable, answer: Answer, words: Mapping[str, str]) -> str:
    """Return the question with these words as titles write them, accents and all; empty without any.

    One SQL query when there are words.
    """
    if not words:
        return ""
    lists = index.postings.fetch(posting_key("word", folded) for folded in words.values())
    numbers = [int(postings.documents[0]) for postings in lists.values() if len(postings.documents)]
    titles = IndexedDocument.objects.filter(number__in=numbers).values_list("titles", flat=True)
    written = {
        fold(word): word for names in titles for name in names.values() for word in WORDS.findall(name)
    }
    return replace_words(
        answer.text, {typed: written.get(folded, folded).lower() for typed, folded in words.items()}
    )
