"""Words that mean the same: `data/synonyms.txt` and the lexicons of English and Darija, matched as the analysis reads.

A question keeps its own words; a group it touches adds the group's other words, in the language
of the channel asked, at less weight (`EXPANSION`). So a Darija word finds the office's word, and
an English one the French.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from bawaba.search.rules.analysis import arabic_terms, english_terms, french_terms
from bawaba.search.rules.darija import (
    forms_in_arabic,
    forms_in_latin,
    french_sound,
    spoken_arabic,
    spoken_latin,
)
from bawaba.search.rules.skeleton import spoken_words
from bawaba.search.rules.wordlists import read_lines

EXPANSION: Final = 0.5
LONGEST_PHRASE: Final = 6
MOST_ALTERNATIVES: Final = 12
_COLUMNS: Final = ("fr", "ar", "darija", "darija-latn", "en")
_LISTED: Final[Mapping[str, Callable[[str], list[str]]]] = {
    "fr": french_terms,
    "en": english_terms,
    "ar": arabic_terms,
    "darija": arabic_terms,
    "darija-latn": spoken_words,
}
# How a question is read; the words of Darija are kept whole, and each is looked up in all its forms.
READERS: Final[Mapping[str, Callable[[str], list[str]]]] = {
    **_LISTED,
    "darija": spoken_arabic,
    "darija-latn": spoken_latin,
}
_FORMS: Final[Mapping[str, Callable[[str], tuple[str, ...]]]] = {
    "darija": forms_in_arabic,
    "darija-latn": forms_in_latin,
}
# Which columns a question is compared with, and how it is read for that.
_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "fr": ("fr",),
    "en": ("en",),
    "ar": ("ar", "fr"),
    "darija": ("darija", "fr"),
    "darija-latn": ("darija-latn", "fr"),
}
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a channel is asked beside the question's own terms.

    groups: for each group touched, its phrases in the channel's terms
    missed: how many words of the question touched no group
    """

    groups: tuple[tuple[Phrase, ...], ...]
    missed: int


class Thesaurus:
    """Groups of phrases by channel, found by their first term."""

    def __init__(
        self,
        groups: Sequence[Mapping[str, Sequence[str]]],
        lexicon: Sequence[Mapping[str, Sequence[str]]] = (),
        spoken: Sequence[Mapping[str, Sequence[str]]] = (),
    ) -> None:
        """Take groups that any of their words touches, entries that only English touches, and those of Darija."""
        self._groups: list[Mapping[str, tuple[Phrase, ...]]] = []
        self._first: dict[tuple[str, str], list[tuple[Phrase, int]]] = {}
        self._add(groups, tuple(_LISTED))
        self._add(lexicon, ("en",))
        self._add(spoken, ("darija", "darija-latn"))

    def _add(self, groups: Sequence[Mapping[str, Sequence[str]]], touched_by: Sequence[str]) -> None:
        for words in groups:
            group = {name: _phrases(name, words.get(name, ())) for name in _LISTED}
            for name in touched_by:
                for phrase in group[name]:
                    self._first.setdefault((name, phrase[0]), []).append((phrase, len(self._groups)))
            for heard in {french_sound(text) for text in words.get("fr", ()) if " " not in text} - {""}:
                self._first.setdefault(("darija", heard), []).append(((heard,), len(self._groups)))
            self._groups.append(group)

    def expand(self, channel: str, language: str, text: str) -> Expansion:
        """Return what `channel` (fr, en or ar) is asked beside the words of a question."""
        touched: dict[int, None] = {}
        missed = 0
        for place, name in enumerate(_ASKED.get(language, ())):
            terms = READERS[name](text)
            if place and not terms:  # no word in the other script
                continue
            found, left = self._touched(name, terms)
            touched.update(dict.fromkeys(found))
            missed = left if place == 0 else min(missed, left)
        groups = (self._groups[place].get(channel, ()) for place in touched)
        return Expansion(tuple(phrases[:MOST_ALTERNATIVES] for phrases in groups if phrases), missed)

    def columns_for(self, language: str) -> Sequence[str]:
        """Return the columns that a question in a language is compared with."""
        return _ASKED.get(language, ())

    def spans(self, name: str, terms: Sequence[str]) -> Iterator[tuple[int, int, list[int]]]:
        """Yield where the longest phrases stand in terms: start, how many terms, their groups."""
        start = 0
        while start < len(terms):
            matches = self._matches(name, terms, start)
            longest = max((len(phrase) for phrase, _ in matches), default=0)
            if longest:
                yield start, longest, [group for phrase, group in matches if len(phrase) == longest]
            start += max(longest, 1)

    def phrases(self, groups: Iterable[int], channel: str) -> list[Phrase]:
        """Return what groups say in a channel."""
        return [
            phrase for place in groups for phrase in self._groups[place].get(channel, ())[:MOST_ALTERNATIVES]
        ]

    def _touched(self, name: str, terms: Sequence[str]) -> tuple[list[int], int]:
        spans = list(self.spans(name, terms))
        return [one for *_, groups in spans for one in groups], len(terms) - sum(size for _, size, _ in spans)

    def _matches(self, name: str, terms: Sequence[str], start: int) -> list[tuple[Phrase, int]]:
        """Return the phrases that stand at a place, by the least changed form of its word that begins any."""
        forms = _FORMS.get(name, _itself)
        for first in forms(terms[start]):
            found = [
                (phrase, group)
                for phrase, group in self._first.get((name, first), ())
                if len(phrase) <= len(terms) - start
                and all(
                    one in forms(term)
                    for one, term in zip(phrase[1:], terms[start + 1 : start + len(phrase)], strict=True)
                )
            ]
            if found:
                return found
        return []


def _itself(term: str) -> tuple[str, ...]:
    return (term,)


def _phrases(name: str, texts: Sequence[str]) -> tuple[Phrase, ...]:
    read = (tuple(_LISTED[name](text)) for text in texts)
    return tuple(dict.fromkeys(phrase for phrase in read if 0 < len(phrase) <= LONGEST_PHRASE))


def _cells(line: str, columns: Sequence[str]) -> dict[str, list[str]]:
    cells = [[word.strip() for word in cell.split(",") if word.strip()] for cell in line.split("|")]
    return dict(zip(columns, cells, strict=False))


@cache
def shipped_thesaurus() -> Thesaurus:
    """Return the groups that ship with the room; Darija in Arabic script is read as Arabic."""
    groups = [_cells(line, _COLUMNS) for line in read_lines("synonyms.txt")]
    for group in groups:
        group["ar"] = group["darija"] = [*group.get("ar", ()), *group.get("darija", ())]
    lexicon = [_cells(line, ("en", "fr", "ar")) for line in read_lines("lexicon.en.txt")]
    spoken = [
        _cells(line, ("darija", "darija-latn", "fr", "ar")) for line in read_lines("lexicon.darija.txt")
    ]
    for entry in spoken:  # what is written in Arabic script is heard in Latin script by its consonants
        entry["darija-latn"] = [*entry.get("darija-latn", ()), *entry["darija"]]
    return Thesaurus(groups, lexicon, spoken)


@lru_cache(maxsize=2000)
def expand(channel: str, language: str, text: str) -> Expansion:
    """Return the shipped thesaurus' expansion of a question for a channel."""
    return shipped_thesaurus().expand(channel, language, text)
