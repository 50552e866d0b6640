"""A French question's words in Arabic: stems with weights, from `data/lexicon.fr-ar.txt`."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from bawaba.search.rules.analysis import MOST_QUERY_TERMS, french_terms
from bawaba.search.rules.wordlists import read_lines

LEAST_WEIGHT: Final = 0.1


@cache
def shipped_lexicon() -> Mapping[str, Mapping[str, float]]:
    """Return French stem → Arabic stem → weight in (0, 1]."""
    lexicon = {}
    for line in read_lines("lexicon.fr-ar.txt"):
        stem, _, rest = line.partition("\t")
        weights = (pair.rpartition(":") for pair in rest.split())
        lexicon[stem] = {word: int(weight) / 100 for word, _, weight in weights}
    return lexicon


def translate_terms(text: str) -> list[Mapping[str, float]]:
    """Return, for each distinct French stem of a text, its Arabic stems; empty where none is known."""
    lexicon = shipped_lexicon()
    stems = list(dict.fromkeys(french_terms(text)))[:MOST_QUERY_TERMS]
    return [_likely(lexicon.get(stem, {})) for stem in stems]


def translate_stem(stem: str) -> Mapping[str, float]:
    """Return the Arabic stems of one French stem, weighed by the best of them."""
    return _likely(shipped_lexicon().get(stem, {}))


def _likely(weights: Mapping[str, float]) -> Mapping[str, float]:
    """Return the weights relative to the best, without the least likely words."""
    best = max(weights.values(), default=1.0)
    return {word: weight / best for word, weight in weights.items() if weight >= LEAST_WEIGHT}
