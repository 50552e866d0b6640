"""Which channels a question is read in, by its detected language, and how much each counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Route:
    """Channel → weight of its normalised score, and the weight of the vectors' score (0: not used).

    least: what the best document must score with vectors, or nothing is found; about one answerable
           question in a hundred scores less, and noise does
    sure:  the best document's lead over the second by words, as a share of its score, from which the
           vectors are not asked: they changed nothing there, and cost most of a question's time
    """

    channels: Mapping[str, float]
    vectors: float = 0.0
    least: float = 0.35
    sure: float = 0.2


# The same for words alone.
LEAST_BY_WORDS: Final = 0.15
# Words that say less than this share of the question never decide alone where there are vectors.
SURE_SHARE: Final = 0.2
# Chosen on the development halves of `data/evaluation` and of the French questions; see the README.
ROUTES: Final[Mapping[str, Route]] = {
    "fr": Route({"fr": 1.0, "ar": 0.5}, vectors=1.0, least=0.5),
    "en": Route({"en": 1.0, "fr": 1.0, "ar": 0.5}, vectors=1.0, least=0.5),
    "ar": Route({"ar": 1.0, "ar3": 1.0, "fr": 0.75}, vectors=0.5, sure=0.15),
    "darija": Route({"ar": 1.0, "ar3": 1.0, "fr": 0.75}, vectors=0.5, sure=0.1),
    "darija-latn": Route({"skeleton": 1.0, "spoken": 1.0, "ar": 0.75, "fr": 0.75}),
    "zgh": Route({"zgh": 1.0}),
}


def route_of(language: str) -> Route:
    """Return the route of a detected language."""
    return ROUTES.get(language, ROUTES["fr"])
