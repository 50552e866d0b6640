"""Lexical scores: BM25 over packed posting lists, as a share of what a perfect document would get."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bawaba.search.engines.postings import PostingSource
from bawaba.search.rules.analysis import query_terms
from bawaba.search.rules.packing import PostingList, posting_key
from bawaba.search.rules.scoring import K1, inverse_frequency

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ChannelScores:
    """Scores by document number, and how many of the question's terms the index knows."""

    scores: Floats
    known: int
    asked: int


@lru_cache(maxsize=2000)
def _asked_terms(channel: str, text: str) -> tuple[str, ...]:
    return tuple(query_terms(channel, text))


def score_channel(
    postings: PostingSource, channel: str, text: str, *, size: int, documents: int
) -> ChannelScores:
    """Return each document's BM25 score divided by the best one possible for these terms, in [0, 1].

    size: document numbers run below it; documents: how many live
    """
    asked = _asked_terms(channel, text)
    keys = {posting_key(channel, term): term for term in asked}
    lists = postings.fetch(keys)
    if not lists:
        return ChannelScores(np.zeros(size, np.float32), 0, len(asked))
    unseen = inverse_frequency(documents, 0)
    best = sum(inverse_frequency(documents, lists[key].frequency) if key in lists else unseen for key in keys)
    scores = accumulate(list(lists.values()), size=size, documents=documents)
    return ChannelScores((scores / np.float32(best * (K1 + 1.0))).astype(np.float32), len(lists), len(asked))


def accumulate(lists: list[PostingList], *, size: int, documents: int) -> Floats:
    """Return the sum over lists of idf x weight, by document number."""
    numbers = np.concatenate([postings.documents for postings in lists])
    impacts = np.concatenate(
        [
            postings.weights * np.float32(inverse_frequency(documents, postings.frequency))
            for postings in lists
        ]
    )
    return np.bincount(numbers, weights=impacts, minlength=size)[:size].astype(np.float32)
