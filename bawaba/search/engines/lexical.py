"""Lexical scores: BM25 over packed posting lists, as a share of what a perfect document would get."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.engines.postings import PostingSource
from bawaba.search.rules.analysis import query_terms
from bawaba.search.rules.packing import PostingList, posting_key
from bawaba.search.rules.scoring import K1, inverse_frequency
from bawaba.search.rules.synonyms import EXPANSION, Expansion, Phrase, expand

Floats = NDArray[np.float32]
EXPANDED: Final = frozenset({"fr", "en", "ar"})
_NOTHING: Final = Expansion((), 0)


@lru_cache(maxsize=4000)
def _asked_terms(channel: str, text: str) -> tuple[str, ...]:
    return tuple(query_terms(channel, text))


class ChannelQuestion:
    """One question put to one channel: its own terms, and the groups of synonyms it touches."""

    def __init__(self, channel: str, language: str, text: str) -> None:
        self._channel = channel
        self.terms = _asked_terms(channel, text)
        self._expansion = expand(channel, language, text) if channel in EXPANDED else _NOTHING

    def keys(self) -> list[str]:
        """Return the keys of all posting lists that scoring will read."""
        phrases = (phrase for group in self._expansion.groups for phrase in group)
        terms = [*self.terms, *(term for phrase in phrases for term in phrase)]
        return [posting_key(self._channel, term) for term in dict.fromkeys(terms)]

    def score(self, lists: Mapping[str, PostingList], size: int, documents: int) -> Floats:
        """Return each document's score divided by the best one possible, in [0, 1].

        lists: by key; size: document numbers run below it; documents: how many live
        """
        rarity = {key: inverse_frequency(documents, postings.frequency) for key, postings in lists.items()}
        unseen = inverse_frequency(documents, 0)
        own = [posting_key(self._channel, term) for term in self.terms]
        best = sum(rarity.get(key, unseen) for key in own)
        if not own:  # a channel in another script: what no synonym translates stays unanswered
            best = EXPANSION * unseen * self._expansion.missed
        total = _accumulate([(lists[key], rarity[key]) for key in own if key in lists], size)
        for group in self._expansion.groups:
            gained, share = self._score_group(group, lists, rarity, size)
            total += np.float32(EXPANSION) * gained
            best += EXPANSION * share
        return total / np.float32(max(best, 1e-6) * (K1 + 1.0))

    def _score_group(
        self,
        group: tuple[Phrase, ...],
        lists: Mapping[str, PostingList],
        rarity: Mapping[str, float],
        size: int,
    ) -> tuple[Floats, float]:
        """Return, by document, what its best phrase of the group gives, and the most it could give.

        A phrase gives the mean of its terms, so that half of it is worth half.
        """
        gained = np.zeros(size, np.float32)
        most = 0.0
        for phrase in group:
            keys = [posting_key(self._channel, term) for term in phrase]
            known = [(lists[key], rarity[key] / len(keys)) for key in keys if key in lists]
            if known:
                np.maximum(gained, _accumulate(known, size), out=gained)
                most = max(most, sum(weight for _, weight in known))
        return gained, most


def score_channel(
    postings: PostingSource, channel: str, language: str, text: str, *, size: int, documents: int
) -> Floats:
    """Return each document's BM25 score in a channel as a share of the best one possible."""
    question = ChannelQuestion(channel, language, text)
    keys = question.keys()
    return question.score(postings.fetch(keys) if keys else {}, size, documents)


def _accumulate(lists: list[tuple[PostingList, float]], size: int) -> Floats:
    """Return the sum over lists of rarity x weight, by document number."""
    if not lists:
        return np.zeros(size, np.float32)
    numbers = np.concatenate([postings.documents for postings, _ in lists])
    impacts = np.concatenate([postings.weights * np.float32(rarity) for postings, rarity in lists])
    return np.bincount(numbers, weights=impacts, minlength=size)[:size].astype(np.float32)
