"""A question with unknown words replaced by the nearest known ones."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from bawaba.search.engines.postings import PostingSource
from bawaba.search.rules.analysis import ANALYSERS
from bawaba.search.rules.packing import PostingList, posting_key
from bawaba.search.rules.spelling import Vocabulary, allowed_distance
from bawaba.search.rules.synonyms import expand
from bawaba.search.rules.wordlists import fold

# Languages whose words have one spelling; Darija in Latin script has none, and its skeleton forgives.
_SPELLED: Final[Mapping[str, str]] = {"fr": "fr", "en": "en", "ar": "ar", "darija": "ar"}
_WORD: Final = re.compile(r"[^\W\d_]+")
MOST_WORDS: Final = 12
MOST_CORRECTED: Final = 3


def correct_question(
    postings: PostingSource, vocabulary: Callable[[], Vocabulary], text: str, language: str
) -> str:
    """Return the question with each word that nothing holds replaced by the nearest known one.

    The same text when every word is known, or nothing is near.
    """
    channel = _SPELLED.get(language)
    if channel is None:
        return text
    words = _WORD.findall(text)[:MOST_WORDS]
    unknown = [word for word in words if _may_correct(word, channel, language)]
    keys = {word: _keys(fold(word), channel) for word in unknown}
    lists = postings.fetch(key for found in keys.values() for key in found)
    corrected = text
    strangers = [word for word in unknown if not any(key in lists for key in keys[word])]
    for word in strangers[:MOST_CORRECTED]:
        nearest = _nearest(postings, vocabulary(), fold(word))
        if nearest:
            corrected = re.sub(rf"\b{re.escape(word)}\b", nearest, corrected, count=1)
    return corrected


def _may_correct(word: str, channel: str, language: str) -> bool:
    """Say whether a word is long enough, no stop word, and unknown to the thesaurus."""
    if not allowed_distance(fold(word)) or not ANALYSERS[channel](word):
        return False
    return not expand("fr", language, word).groups and not expand("ar", language, word).groups


def _keys(folded: str, channel: str) -> list[str]:
    terms = [posting_key(channel, term) for term in ANALYSERS[channel](folded)]
    return [*terms, *(posting_key("word", form) for form in ANALYSERS["word"](folded))]


def _nearest(postings: PostingSource, vocabulary: Vocabulary, word: str) -> str:
    """Return the nearest word; of equally near ones, the one most documents hold."""
    found = vocabulary.nearest(word)
    if not found:
        return ""
    least = found[0][1]
    tied = [candidate for candidate, distance in found if distance == least]
    lists = postings.fetch(posting_key("word", candidate) for candidate in tied)
    return max(tied, key=lambda candidate: _frequency(lists.get(posting_key("word", candidate))))


def _frequency(postings: PostingList | None) -> int:
    return postings.frequency if postings is not None else 0
