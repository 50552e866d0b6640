"""From texts to terms: what each channel of the index holds of a document, and asks of a question.

A channel is one way of reading: `fr`, `en` and `ar` are stems, `ar3` the 3-grams of Arabic stems,
`skeleton` the 3-grams of consonants shared by both scripts, `zgh` the 3-grams of Tifinagh,
`word` whole words for spelling, `prefix` beginnings of words for suggestions.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bawaba.search.rules.folding import fold_tifinagh, is_arabic
from bawaba.search.rules.skeleton import skeleton_grams, spoken_words
from bawaba.search.rules.stemming import arabic_words, latin_words, stem_arabic, stem_english, stem_french

CHANNELS: Final = ("fr", "en", "ar", "ar3", "skeleton", "spoken", "zgh", "word", "prefix")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")
# The Arabic article before a French word in Darija (lpermis, ldossier): no French word begins so.
_SPOKEN_ARTICLE: Final = re.compile(r"^l(?=[bcdfghjkmnpqrstvwxz][a-z]{3})")
LONGEST_TERM: Final = 40
LONGEST_PREFIX: Final = 8
MOST_QUERY_TERMS: Final = 48
# How often a word counts by where it stands (field weights of BM25F, applied to term frequencies).
TITLE, KEYWORD, SUMMARY, BODY = 3.0, 3.0, 3.0, 1.0


@dataclass(frozen=True, slots=True)
class Field:
    """One text of a document: its language, where it stands (a weight), and the text."""

    language: str
    weight: float
    text: str


Terms = dict[str, dict[str, float]]
Analyser = Callable[[str], list[str]]


def french_terms(text: str) -> list[str]:
    """Return the French stems of a text."""
    words = (_SPOKEN_ARTICLE.sub("", word) for word in latin_words(text))
    return [stem for word in words if (stem := stem_french(word[:LONGEST_TERM]))]


def english_terms(text: str) -> list[str]:
    """Return the English stems of a text."""
    return [stem for word in latin_words(text) if (stem := stem_english(word[:LONGEST_TERM]))]


def arabic_terms(text: str) -> list[str]:
    """Return the light stems of the Arabic words of a text."""
    return [stem for word in arabic_words(text) if (stem := stem_arabic(word[:LONGEST_TERM]))]


@lru_cache(maxsize=100_000)
def _stem_grams(stem: str) -> tuple[str, ...]:
    marked = f"^{stem}$"
    return tuple(marked[i : i + 3] for i in range(max(len(marked) - 2, 1)))


def arabic_grams(text: str) -> list[str]:
    """Return the 3-grams of the light stems of a text, word ends marked."""
    return [gram for stem in arabic_terms(text) for gram in _stem_grams(stem)]


def tamazight_grams(text: str) -> list[str]:
    """Return the 3-grams of the words of a Tifinagh or Latin-script Tamazight text."""
    return [gram for word in latin_words(fold_tifinagh(text)) for gram in _stem_grams(word[:LONGEST_TERM])]


def all_words(text: str) -> list[str]:
    """Return the folded words of a text, in either script."""
    words = arabic_words(text) if is_arabic(text) else latin_words(text)
    if is_arabic(text) and _LATIN.search(text):
        words += latin_words(text)
    return [word[:LONGEST_TERM] for word in words]


ANALYSERS: Final[Mapping[str, Analyser]] = {
    "fr": french_terms,
    "en": english_terms,
    "ar": arabic_terms,
    "ar3": arabic_grams,
    "skeleton": skeleton_grams,
    "spoken": spoken_words,
    "zgh": tamazight_grams,
    "word": all_words,
}
# Which channels read a text of each language. Body text feeds the word channels only: its grams
# would drown the titles' and cost more than they find.
_CHANNELS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "fr": ("fr", "word"),
    "en": ("en", "word"),
    "ar": ("ar", "ar3", "skeleton", "spoken", "word"),
    "darija": ("ar", "ar3", "skeleton", "spoken", "word"),
    "darija-latn": ("skeleton", "spoken", "word"),
    "zgh": ("zgh",),
}
_SHORT_TEXT_CHANNELS: Final = frozenset({"ar3", "skeleton", "spoken", "zgh", "word"})


def document_terms(fields: Iterable[Field]) -> Terms:
    """Return channel → term → weighted frequency of a document."""
    found: Terms = {}
    for field in fields:
        for channel in _CHANNELS_OF.get(field.language, ()):
            if field.weight <= BODY and channel in _SHORT_TEXT_CHANNELS:
                continue
            counts = found.setdefault(channel, {})
            weight = field.weight
            for term in ANALYSERS[channel](field.text):
                counts[term] = counts.get(term, 0.0) + weight
    return {channel: counts for channel, counts in found.items() if counts}


def query_terms(channel: str, text: str) -> list[str]:
    """Return the distinct terms a question asks of a channel, in order, at most `MOST_QUERY_TERMS`."""
    return list(dict.fromkeys(ANALYSERS[channel](text)))[:MOST_QUERY_TERMS]


def word_prefixes(word: str) -> Sequence[str]:
    """Return the beginnings of a word, from one letter to `LONGEST_PREFIX`."""
    return [word[:size] for size in range(1, min(len(word), LONGEST_PREFIX) + 1)]
