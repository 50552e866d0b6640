"""How much of a document's title a question says, with the synonyms and translations of its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bawaba.search.rules.analysis import arabic_terms, french_terms
from bawaba.search.rules.skeleton import spoken_words
from bawaba.search.rules.synonyms import expand
from bawaba.search.rules.translation import translate_terms

# Words that every title is taken to have beside its own, unsaid: one word said of one proves little.
UNSAID: Final = 4
_ARABIC: Final = frozenset({"ar", "darija"})
_TRANSLATED: Final = frozenset({"fr", "darija-latn"})


@dataclass(frozen=True, slots=True)
class Readings:
    """One text as three channels read it: Arabic stems, French stems, consonants of words."""

    arabic: frozenset[str]
    french: frozenset[str]
    spoken: frozenset[str]


def read_title(titles: Mapping[str, str]) -> Readings:
    """Return a title's readings. titles: language → title."""
    arabic, french = titles.get("ar", ""), titles.get("fr", "")
    return Readings(
        frozenset(arabic_terms(arabic)), frozenset(french_terms(french)), frozenset(spoken_words(arabic))
    )


def read_asked(text: str, language: str) -> Readings:
    """Return a question's readings, with the synonyms and translations of its words."""
    arabic = set(arabic_terms(text)) if language in _ARABIC else set()
    french = set(french_terms(text)) if language in _TRANSLATED else set()
    for channel, terms in (("ar", arabic), ("fr", french)):
        groups = expand(channel, language, text).groups
        terms.update(term for group in groups for phrase in group for term in phrase)
    if language in _TRANSLATED:
        arabic.update(word for words in translate_terms(text) for word in words)
    spoken = frozenset(spoken_words(text)) if language in _ARABIC | {"darija-latn"} else frozenset()
    return Readings(frozenset(arabic), frozenset(french), spoken)


def share_said(title: Readings, asked: Readings) -> float:
    """Return the share of a title's words that a question says, in the reading that says most, in [0, 1).

    Short titles count as longer by `UNSAID` words.
    """
    most = 0.0
    for words, said in (
        (title.arabic, asked.arabic), (title.french, asked.french), (title.spoken, asked.spoken),
    ):  # fmt: skip
        if said and not words.isdisjoint(said):
            most = max(most, len(words & said) / (len(words) + UNSAID))
    return most
