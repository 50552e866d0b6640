"""Lexical scores: BM25 over packed posting lists, as a share of what a perfect document would get."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from bawaba.search.engines.postings import PostingSource
from bawaba.search.engines.scratch import Floats, Ints, Scratch
from bawaba.search.rules.analysis import query_terms
from bawaba.search.rules.packing import PostingList, posting_key, shorten
from bawaba.search.rules.scoring import K1, inverse_frequency
from bawaba.search.rules.synonyms import EXPANSION, Expansion, Phrase, expand

_Weighted = list[tuple[PostingList, float]]
EXPANDED: Final = frozenset({"fr", "en", "ar"})
# Of a synonym only its strongest documents count: it is weaker evidence than the word itself.
MOST_EXPANDED: Final = 256
MOST_READ: Final = 8192  # postings of one question, over all its terms
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
        phrases = (phrase for group in self._expansion.groups for phrase in group)
        terms = [*self.terms, *(term for phrase in phrases for term in phrase)]
        self._keys = [posting_key(channel, term) for term in dict.fromkeys(terms)]

    def posting_keys(self) -> Sequence[str]:
        """Return the keys of all posting lists that scoring will read."""
        return self._keys

    def own_keys(self) -> list[str]:
        """Return the keys of its own terms, in order."""
        return [posting_key(self._channel, term) for term in self.terms]

    def add_scores(
        self, scratch: Scratch, lists: Mapping[str, PostingList], documents: int, weight: float
    ) -> None:
        """Add to each document its score divided by the best one possible, times `weight`.

        lists: by key, of document numbers that `scratch` has room for; documents: how many live
        """
        rarity = {
            key: inverse_frequency(documents, lists[key].frequency) for key in self._keys if key in lists
        }
        unseen = inverse_frequency(documents, 0)
        own = self.own_keys()
        best = sum(rarity.get(key, unseen) for key in own)
        if not own:  # a channel in another script: what no synonym translates stays unanswered
            best = EXPANSION * unseen * self._expansion.missed
        groups = [self._known_phrases(group, lists, rarity) for group in self._expansion.groups]
        best += EXPANSION * sum(_most(group) for group in groups)
        unit = weight / (max(best, 1e-6) * (K1 + 1.0))
        known = [lists[key] for key in own if key in lists]
        scratch.add_all(known, [unit * rarity[key] for key in own if key in lists])
        for group in groups:
            _add_group(scratch, group, EXPANSION * unit)

    def _known_phrases(
        self, group: tuple[Phrase, ...], lists: Mapping[str, PostingList], rarity: Mapping[str, float]
    ) -> list[_Weighted]:
        """Return the group's phrases as lists with their weights.

        A phrase gives the mean of its terms, so that half of it is worth half.
        """
        phrases = []
        for phrase in group:
            keys = [posting_key(self._channel, term) for term in phrase]
            known = [
                (lists[key].strongest(MOST_EXPANDED), rarity[key] / len(keys)) for key in keys if key in lists
            ]
            if known:
                phrases.append(known)
        return phrases


def _most(group: Sequence[_Weighted]) -> float:
    return max((sum(weight for _, weight in phrase) for phrase in group), default=0.0)


def _add_group(scratch: Scratch, group: Sequence[_Weighted], unit: float) -> None:
    """Add to each document what its best phrase of the group gives."""
    if len(group) == 1 and len(group[0]) == 1:
        scratch.add(group[0][0][0].documents, _gain(group[0]) * np.float32(unit))
        return
    seen = []
    for phrase in group:
        numbers, gain = _phrase_gain(scratch, phrase)
        before = scratch.group[numbers]
        best = np.maximum(before, gain)
        scratch.group[numbers] = best
        scratch.add(numbers, (best - before) * np.float32(unit))
        seen.append(numbers)
    for numbers in seen:
        scratch.group[numbers] = 0


def _gain(phrase: _Weighted) -> Floats:
    """Return what a phrase of one word gives each document that holds it."""
    postings, weight = phrase[0]
    return postings.weights * np.float32(weight)


def _phrase_gain(scratch: Scratch, phrase: _Weighted) -> tuple[Ints, Floats]:
    """Return the documents that hold a word of a phrase, and what the phrase gives each of them.

    Numbers may repeat within a phrase of several words: each time with the same value.
    """
    if len(phrase) == 1:
        return phrase[0][0].documents, _gain(phrase)
    for postings, weight in phrase:
        scratch.phrase[postings.documents] += postings.weights * np.float32(weight)
    numbers = np.concatenate([postings.documents for postings, _ in phrase])
    gain = scratch.phrase[numbers]
    scratch.phrase[numbers] = 0
    return numbers, gain


def add_lexical_scores(
    scratch: Scratch,
    postings: PostingSource,
    channels: Mapping[str, float],
    *,
    language: str,
    text: str,
    documents: int,
) -> None:
    """Add to each document its BM25 scores in the channels, each a share of the best possible, weighted.

    All posting lists are fetched at once, and cut so that together they hold at most about `MOST_READ`.
    """
    questions = {channel: ChannelQuestion(channel, language, text) for channel in channels}
    lists = postings.fetch(key for question in questions.values() for key in question.posting_keys())
    add_question_scores(scratch, questions, lists, channels, documents)


def add_question_scores(
    scratch: Scratch,
    questions: Mapping[str, ChannelQuestion],
    lists: Mapping[str, PostingList],
    channels: Mapping[str, float],
    documents: int,
) -> None:
    """The same with lists that were fetched before: by key, all that the questions read."""
    lists = shorten(lists, MOST_READ)
    largest = max((found.largest for found in lists.values()), default=0)
    scratch.begin(largest + 1)
    for channel, question in questions.items():
        question.add_scores(scratch, lists, documents, channels[channel])
