"""The words of a text as they are compared: folded, stemmed by its language, joined by meaning across languages."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

LONGEST: Final = 40
STEMMERS: Final[Mapping[str, str]] = {"en": "english", "nl": "dutch", "fr": "french", "ar": "arabic"}
K1, B = 1.2, 0.75
TITLE_WEIGHT: Final = 3
OTHER_WORD: Final = 0.6
"""What another word of the same meaning counts, of what the word itself counts."""

_DATA: Final = Path(__file__).resolve().parent.parent / "data"
_WORD: Final = re.compile(r"[^\W_]+")
_ARABIC: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": ""})


def fold(text: str) -> str:
    """Return a text in small letters without accents or short vowels, Arabic letters in one form."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_ARABIC)


@cache
def _stemmer(language: str) -> Any:  # Any: the library is untyped
    return import_module("snowballstemmer").stemmer(STEMMERS[language])


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a word, folded; the word itself in a language without a stemmer."""
    if language not in STEMMERS or not word.isalpha():
        return fold(word)[:LONGEST]
    return fold(_stemmer(language).stemWord(word.casefold()))[:LONGEST]


@cache
def _stop_words() -> frozenset[str]:
    lines = (_DATA / "stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


def words_of(text: str) -> list[str]:
    """Return the words of a text that say something, as written."""
    found = _WORD.findall(text)
    return [word for word in found if len(word) > 1 and fold(word) not in _stop_words()]


@lru_cache(maxsize=4_096)
def terms_of(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of a text in its language, in order."""
    return tuple(stem(word, language) for word in words_of(text))


def counted(title: str, rest: str, language: str) -> Counter[str]:
    """Return how often a document says each term; its title counts three times."""
    found = Counter(terms_of(rest, language))
    for term in terms_of(title, language):
        found[term] += TITLE_WEIGHT
    return found


def impacts(documents: Mapping[int, Counter[str]]) -> Iterable[tuple[int, str, float]]:
    """Yield (document, term, BM25 weight) of a collection (Robertson and Zaragoza 2009, equation 3.15)."""
    among = Counter(term for terms in documents.values() for term in terms)
    lengths = {key: sum(terms.values()) for key, terms in documents.items()}
    mean = sum(lengths.values()) / max(1, len(lengths)) or 1.0
    for key, terms in documents.items():
        damping = K1 * (1 - B + B * lengths[key] / mean)
        for term, times in terms.items():
            yield key, term, rarity(among[term], len(documents)) * times * (K1 + 1) / (times + damping)


def rarity(holding: int, documents: int) -> float:
    """Return the inverse document frequency, never below zero."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


@cache
def _meanings() -> Mapping[str, frozenset[str]]:
    """Return, for each stem of a word of `words.txt`, the stems of every word of its meaning."""
    found: dict[str, set[str]] = {}
    for line in (_DATA / "words.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        single = [word.strip() for word in line.split(",") if " " not in word.strip()]
        stems = {stem(word, language) for word in single for language in STEMMERS}
        for one in stems:
            found.setdefault(one, set()).update(stems)
    return {one: frozenset(stems) for one, stems in found.items()}


@lru_cache(maxsize=1_024)
def asked_terms(text: str) -> tuple[Mapping[str, float], ...]:
    """Return, for each word of a question, the terms that answer it and what each counts.

    A question is stemmed in every language: registers are read in others than the reader's.
    """
    groups: list[Mapping[str, float]] = []
    for word in dict.fromkeys(words_of(text)):
        own = {stem(word, language) for language in STEMMERS} | {fold(word)[:LONGEST]}
        others = {other for one in own for other in _meanings().get(one, ())}
        groups.append({**dict.fromkeys(others, OTHER_WORD), **dict.fromkeys(own, 1.0)})
    return tuple(groups)


def add_up(
    groups: Sequence[Mapping[str, float]], rows: Iterable[tuple[int, str, float]], *, share: float = 0.0
) -> dict[int, float]:
    """Return the score of each document: for each word of the question, its best term there.

    rows: (document, term, impact) for every term of `groups`
    share: of the question's words that a document must answer to be found
    """
    places: dict[str, list[tuple[int, float]]] = {}
    for place, group in enumerate(groups):
        for term, factor in group.items():
            places.setdefault(term, []).append((place, factor))
    best: dict[int, dict[int, float]] = {}
    for document, term, impact in rows:
        held = best.setdefault(document, {})
        for place, factor in places.get(term, ()):
            held[place] = max(held.get(place, 0.0), factor * impact)
    least = share * len(groups)
    return {document: sum(held.values()) for document, held in best.items() if len(held) >= least}
