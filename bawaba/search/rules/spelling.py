"""Spelling: the nearest known word, where keys that lie together and letters that sound alike cost less.

Distance is optimal string alignment (Damerau, 1964; Wagner and Fischer, 1974) with weighted
substitutions, computed for all words of a length at once.
"""

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.rules.folding import is_arabic
from bawaba.search.rules.wordlists import stop_words

Floats = NDArray[np.float32]
Letters = NDArray[np.uint32]
LIKELY: Final = 0.5
SHORTEST: Final = 4
LONGEST: Final = 24
MOST_REMEMBERED: Final = 5000
_ROWS: Final = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm",
                "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ءوزظ")  # fmt: skip
_ALIKE: Final = (
    "سص", "تط", "تث", "دضذظ", "زذ", "ck", "sc", "kq", "sz", "iy", "ou", "ea", "gj", "bp", "fv", "td", "mn",
)  # fmt: skip


def _neighbours() -> Mapping[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {}
    for row in _ROWS:
        for left, right in pairwise(row):
            pairs.setdefault(left, set()).add(right)
            pairs.setdefault(right, set()).add(left)
    for group in _ALIKE:
        for letter in group:
            pairs.setdefault(letter, set()).update(set(group) - {letter})
    return {letter: frozenset(others) for letter, others in pairs.items()}


_CONFUSED: Final = _neighbours()


def allowed_distance(word: str) -> float:
    """Return how far a correction may lie: nothing for short words, then 0.5, 1 from six letters, 2 from nine.

    Half of that for Arabic: prefixes and endings make near words of different ones, and 3-grams forgive.
    """
    if len(word) < SHORTEST or len(word) > LONGEST or any(letter.isdigit() for letter in word):
        return 0.0
    if is_arabic(word):  # an Arabic word near another is seldom the same word misspelt
        return LIKELY if len(word) < 8 else 1.0
    return 0.5 if len(word) < 6 else 1.0 if len(word) < 9 else 2.0


class Vocabulary:
    """Known words by length, as matrices of code points."""

    def __init__(self, words: Iterable[str]) -> None:
        by_length: dict[int, list[str]] = {}
        for word in words:
            if SHORTEST - 1 <= len(word) <= LONGEST + 2 and not any(letter.isdigit() for letter in word):
                by_length.setdefault(len(word), []).append(word)
        self._words = by_length
        self._letters = {length: _matrix(found, length) for length, found in by_length.items()}
        self._known = {word for found in by_length.values() for word in found}
        self._asked: dict[str, list[tuple[str, float]]] = {}

    @classmethod
    def empty(cls) -> "Vocabulary":
        return cls(())

    @classmethod
    def of(cls, words: Iterable[str]) -> "Vocabulary":
        """Return the words without those that say nothing: nobody means a stop word."""
        stop = stop_words("fr", "en", "ar", "darija")
        return cls(word for word in words if word not in stop)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def nearest(self, word: str, most: int = 5) -> list[tuple[str, float]]:
        """Return known words within the allowed distance, nearest first, then with the same beginning."""
        if word not in self._asked:
            if len(self._asked) >= MOST_REMEMBERED:
                self._asked.clear()
            self._asked[word] = self._search(word)
        return self._asked[word][:most]

    def _search(self, word: str) -> list[tuple[str, float]]:
        limit = allowed_distance(word)
        if not limit:
            return []
        found: list[tuple[str, float]] = []
        for length in range(len(word) - math.ceil(limit), len(word) + math.ceil(limit) + 1):
            letters = self._letters.get(length)
            if letters is None:
                continue
            likely = np.flatnonzero(
                _same_beginning(letters, word) & (_shared_letters(letters, word) >= len(word) - limit - 0.5)
            )
            distances = distances_to(word, letters[likely])
            close = np.flatnonzero(distances <= limit)
            found += [(self._words[length][likely[place]], float(distances[place])) for place in close]
        return sorted(found, key=lambda pair: (pair[1], pair[0][0] != word[0], pair[0]))


def _matrix(words: list[str], length: int) -> Letters:
    return np.array(words, dtype=f"U{length}").view(np.uint32).reshape(len(words), length)


def _same_beginning(letters: Letters, word: str) -> NDArray[np.bool_]:
    """Say which rows begin like `word`, or with a letter mistaken, swapped, missing or too many."""
    first, second = letters[:, 0], letters[:, min(1, letters.shape[1] - 1)]
    alike = np.isin(first, [ord(letter) for letter in (word[0], word[1], *_CONFUSED.get(word[0], ()))])
    same: NDArray[np.bool_] = alike | (second == ord(word[0]))
    return same


def _shared_letters(letters: Letters, word: str) -> NDArray[np.int32]:
    """Return how many letters of `word` each row holds: a cheap bound that spares most distances."""
    shared = np.zeros(len(letters), np.int32)
    for letter in word:
        shared += (letters == ord(letter)).any(axis=1)
    return shared


def distances_to(word: str, letters: Letters) -> Floats:
    """Return the weighted distance from `word` to each row of letters."""
    count, length = letters.shape
    before_last: Floats = np.zeros((length + 1, count), np.float32)
    last: Floats = np.repeat(np.arange(length + 1, dtype=np.float32)[:, None], count, axis=1)
    for i, letter in enumerate(word, 1):
        row = np.empty_like(last)
        row[0] = i
        for j in range(1, length + 1):
            column = letters[:, j - 1]
            row[j] = np.minimum(np.minimum(last[j], row[j - 1]) + 1, last[j - 1] + _costs(letter, column))
            if i > 1 and j > 1:
                swapped = (letters[:, j - 2] == ord(letter)) & (column == ord(word[i - 2]))
                row[j] = np.where(swapped, np.minimum(row[j], before_last[j - 2] + LIKELY), row[j])
        before_last, last = last, row
    return last[length]


def _costs(letter: str, column: NDArray[np.uint32]) -> Floats:
    costs = np.ones(len(column), np.float32)
    for other in _CONFUSED.get(letter, ()):
        costs[column == ord(other)] = LIKELY
    costs[column == ord(letter)] = 0
    return costs
