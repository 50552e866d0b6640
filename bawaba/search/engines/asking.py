"""One question from text to ranking: the path that the portal, the command and the evaluation share."""

import logging
import time
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.embedders.protocol import Embedder, Floats
from bawaba.search.engines.budget import EmbeddingBudget
from bawaba.search.engines.questions import QuestionVectors
from bawaba.search.engines.ranking import Ranked, Searchable, rank
from bawaba.search.engines.spelling import Correction, correct_question
from bawaba.search.errors import EmbedderUnavailable
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.detection import detect_language
from bawaba.search.rules.routing import route_of

_log: Final = logging.getLogger(__name__)
_vectors: Final = QuestionVectors()
PAUSE_S: Final = 30.0  # how long a model that failed is left alone, so that it does not slow each question
_silent_until: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """The cleaned text, how its spelling was corrected, its language and what was found.

    hurried: its vector was wanted and there was no time for it
    """

    text: str
    correction: Correction
    language: str
    ranked: Ranked
    hurried: bool = False


def ask(
    index: Searchable,
    text: str,
    embedder: Embedder | None,
    allowed: NDArray[np.bool_] | None = None,
    budget: EmbeddingBudget | None = None,
) -> Answer:
    """Clean, detect, correct, route and rank. A model that fails is logged and the words alone decide.

    budget: the time that vectors of questions may take; none is no limit
    """
    asked = clean_query(text)
    language = detect_language(asked)
    correction = correct_question(index.postings, index.vocabulary, asked, language)
    route = route_of(language)
    vector = _AskedVector(embedder, correction.text, budget)
    ranked = rank(
        index, correction.text, language, route, question=vector if asked else None, allowed=allowed
    )
    return Answer(asked, correction, language, ranked, vector.refused)


class _AskedVector:
    """Makes a question's vector when ranking asks for it, and remembers whether there was no time for it."""

    def __init__(self, embedder: Embedder | None, text: str, budget: EmbeddingBudget | None) -> None:
        self._embedder, self._text, self._budget = embedder, text, budget
        self.refused = False

    def __call__(self) -> Floats | None:
        vector = question_vector(self._embedder, self._text, self._budget)
        self.refused = vector is None and self._embedder is not None
        return vector


def question_vector(
    embedder: Embedder | None, text: str, budget: EmbeddingBudget | None = None
) -> Floats | None:
    """Return the vector of a question; None without a model, without time left in `budget`, when the
    model fails, or for `PAUSE_S` after that."""
    if embedder is None or time.monotonic() < _silent_until.get(embedder.id, 0.0):
        return None
    try:
        return _vectors.vector(embedder, text, budget)
    except EmbedderUnavailable as error:
        _silent_until[embedder.id] = time.monotonic() + PAUSE_S
        _log.warning("question asked without vectors: %s", error)
        return None
