"""An English text in the catalogue's French: the longest phrases of the word lists, then single words.

A word that no list holds stays as it is: many are the same in both languages (document, restaurant, visa).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from bawaba.search.rules.analysis import english_terms
from bawaba.search.rules.folding import fold_latin
from bawaba.search.rules.wordlists import read_lines

LONGEST: Final = 5
_LISTS: Final = (("lexicon.en.txt", 0, 1), ("synonyms.txt", 4, 0))  # file, column of English, of French


@cache
def shipped_renderings() -> Mapping[tuple[str, ...], str]:
    """Return English stems → the first French wording of their line; the first line that holds them decides."""
    found: dict[tuple[str, ...], str] = {}
    for name, english, french in _LISTS:
        for line in read_lines(name):
            cells = [[one.strip() for one in cell.split(",")] for cell in line.split("|")]
            if len(cells) <= max(english, french) or not cells[french][0]:
                continue
            for phrase in cells[english]:
                stems = tuple(english_terms(phrase))
                if 0 < len(stems) <= LONGEST:
                    found.setdefault(stems, cells[french][0])
    return found


@lru_cache(maxsize=2000)
def render_in_french(text: str) -> str:
    """Return an English text as French words, each phrase once."""
    words = [(word, stems[0]) for word in fold_latin(text).split() if (stems := english_terms(word))]
    return " ".join(dict.fromkeys(_rendered(words)))


def _rendered(words: Sequence[tuple[str, str]]) -> Iterator[str]:
    known, start = shipped_renderings(), 0
    while start < len(words):
        for size in range(min(LONGEST, len(words) - start), 0, -1):
            french = known.get(tuple(stem for _, stem in words[start : start + size]))
            if french is not None:
                break
        yield french if french is not None else words[start][0]
        start += size
