"""Words that mean the same: `data/synonyms.txt` and `data/lexicon.en.txt`, matched as the analysis reads.

A question keeps its own words; a group it touches adds the group's other words, in the language
of the channel asked, at less weight (`EXPANSION`). So a Darija word finds the office's word, and
an English one the French.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from bawaba.search.rules.analysis import arabic_terms, english_terms, french_terms
from bawaba.search.rules.skeleton import spoken_words
from bawaba.search.rules.wordlists import read_lines

EXPANSION: Final = 0.5
LONGEST_PHRASE: Final = 6
MOST_ALTERNATIVES: Final = 12
_COLUMNS: Final = ("fr", "ar", "darija", "darija-latn", "en")
READERS: Final[Mapping[str, Callable[[str], list[str]]]] = {
    "fr": french_terms,
    "en": english_terms,
    "ar": arabic_terms,
    "darija-latn": spoken_words,
}
# Which columns a question is compared with, and how it is read for that.
_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "fr": ("fr",),
    "en": ("en",),
    "ar": ("ar",),
    "darija": ("ar",),
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
    ) -> None:
        """Take groups that any of their words touches, and entries that only English touches."""
        self._groups = [
            {name: _phrases(name, group.get(name, ())) for name in READERS} for group in (*groups, *lexicon)
        ]
        self._first: dict[tuple[str, str], list[tuple[Phrase, int]]] = {}
        for place, group in enumerate(self._groups):
            names = READERS if place < len(groups) else ("en",)
            for name in names:
                for phrase in group[name]:
                    self._first.setdefault((name, phrase[0]), []).append((phrase, place))

    def expand(self, channel: str, language: str, text: str) -> Expansion:
        """Return what `channel` (fr, en or ar) is asked beside the words of a question."""
        touched: dict[int, None] = {}
        missed = 0
        for place, name in enumerate(_ASKED.get(language, ())):
            found, left = self._touched(name, READERS[name](text))
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
        return [
            (phrase, group)
            for phrase, group in self._first.get((name, terms[start]), ())
            if tuple(terms[start : start + len(phrase)]) == phrase
        ]


def _phrases(name: str, texts: Sequence[str]) -> tuple[Phrase, ...]:
    read = (tuple(READERS[name](text)) for text in texts)
    return tuple(dict.fromkeys(phrase for phrase in read if 0 < len(phrase) <= LONGEST_PHRASE))


def _cells(line: str, columns: Sequence[str]) -> dict[str, list[str]]:
    cells = [[word.strip() for word in cell.split(",") if word.strip()] for cell in line.split("|")]
    return dict(zip(columns, cells, strict=False))


@cache
def shipped_thesaurus() -> Thesaurus:
    """Return the groups that ship with the room; Darija in Arabic script is read as Arabic."""
    groups = [_cells(line, _COLUMNS) for line in read_lines("synonyms.txt")]
    for group in groups:
        group["ar"] = [*group.get("ar", ()), *group.pop("darija", ())]
    lexicon = [_cells(line, ("en", "fr", "ar")) for line in read_lines("lexicon.en.txt")]
    return Thesaurus(groups, lexicon)


@lru_cache(maxsize=2000)
def expand(channel: str, language: str, text: str) -> Expansion:
    """Return the shipped thesaurus' expansion of a question for a channel."""
    return shipped_thesaurus().expand(channel, language, text)
