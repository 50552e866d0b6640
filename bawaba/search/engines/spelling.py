"""A question with unknown words replaced by the nearest known ones."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bawaba.search.engines.postings import PostingSource
from bawaba.search.rules.analysis import ANALYSERS
from bawaba.search.rules.packing import PostingList, posting_key
from bawaba.search.rules.spelling import Vocabulary, allowed_distance
from bawaba.search.rules.synonyms import expand
from bawaba.search.rules.wordlists import fold

# Languages whose words have one spelling. Darija has none; its 3-grams and skeletons forgive.
_SPELLED: Final[Mapping[str, str]] = {"fr": "fr", "en": "en", "ar": "ar"}
_WORD: Final = re.compile(r"[^\W\d_]+")
# Nearer than this a word is replaced; farther it is proposed.
SURE_DISTANCE: Final = 1.0
MOST_WORDS: Final = 12
MOST_CORRECTED: Final = 3


@dataclass(frozen=True, slots=True)
class Correction:
    """What to search for, and what to propose; words of each as typed → folded known word."""

    text: str
    replaced: Mapping[str, str]
    proposed: Mapping[str, str]


def correct_question(
    postings: PostingSource, vocabulary: Callable[[], Vocabulary], text: str, language: str
) -> Correction:
    """Return the question with each word that nothing holds replaced by the nearest known one.

    The same text when every word is known, or nothing is near enough to be sure.
    """
    channel = _SPELLED.get(language)
    replaced: dict[str, str] = {}
    proposed: dict[str, str] = {}
    for word in _strangers(postings, text, channel, language) if channel else ():
        nearest, distance = _nearest(postings, vocabulary(), fold(word))
        if nearest:
            (replaced if distance <= SURE_DISTANCE else proposed)[word] = nearest
    return Correction(replace_words(text, replaced), replaced, proposed)


def replace_words(text: str, words: Mapping[str, str]) -> str:
    """Return the text with each whole word of `words` replaced."""
    if not words:
        return text
    return _WORD.sub(lambda match: words.get(match.group(), match.group()), text)


def _strangers(postings: PostingSource, text: str, channel: str, language: str) -> list[str]:
    """Return the words of a question that no document holds, at most `MOST_CORRECTED`."""
    words = dict.fromkeys(_WORD.findall(text)[:MOST_WORDS])
    doubtful = {word: _keys(fold(word), channel) for word in words if _may_correct(word, channel, language)}
    lists = postings.fetch(key for keys in doubtful.values() for key in keys)
    unknown = [word for word, keys in doubtful.items() if not any(key in lists for key in keys)]
    return unknown[:MOST_CORRECTED]


def _may_correct(word: str, channel: str, language: str) -> bool:
    """Say whether a word is long enough, no stop word, and unknown to the thesaurus."""
    if not allowed_distance(fold(word)) or not ANALYSERS[channel](word):
        return False
    return not expand("fr", language, word).groups and not expand("ar", language, word).groups


def _keys(folded: str, channel: str) -> list[str]:
    terms = [posting_key(channel, term) for term in ANALYSERS[channel](folded)]
    return [*terms, *(posting_key("word", form) for form in ANALYSERS["word"](folded))]


def _nearest(postings: PostingSource, vocabulary: Vocabulary, word: str) -> tuple[str, float]:
    """Return the nearest word and its distance; of equally near ones, the one most documents hold."""
    found = vocabulary.nearest(word)
    if not found:
        return "", 0.0
    least = found[0][1]
    tied = [candidate for candidate, distance in found if distance == least]
    lists = postings.fetch(posting_key("word", candidate) for candidate in tied)
    return max(tied, key=lambda one: _frequency(lists.get(posting_key("word", one)))), least


def _frequency(postings: PostingList | None) -> int:
    return postings.frequency if postings is not None else 0
