"""One question from text to ranking: the path that the portal, the command and the evaluation share."""

import logging
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.embedders.protocol import Embedder
from bawaba.search.engines.questions import QuestionVectors
from bawaba.search.engines.ranking import Ranked, Searchable, rank
from bawaba.search.errors import EmbedderUnavailable
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.detection import detect_language
from bawaba.search.rules.routing import route_of

_log: Final = logging.getLogger(__name__)
_vectors: Final = QuestionVectors()


@dataclass(frozen=True, slots=True)
class Answer:
    """The cleaned text, its detected language and what was found."""

    text: str
    language: str
    ranked: Ranked


def ask(
    index: Searchable, text: str, embedder: Embedder | None, allowed: NDArray[np.bool_] | None = None
) -> Answer:
    """Clean, detect, route and rank. A model that fails is logged and the words alone decide."""
    asked = clean_query(text)
    language = detect_language(asked)
    route = route_of(language)
    vector = None
    if embedder is not None and index.vectors is not None and route.vectors > 0 and asked:
        try:
            vector = _vectors.vector(embedder, asked)
        except EmbedderUnavailable as error:
            _log.warning("question asked without vectors: %s", error)
    return Answer(asked, language, rank(index, asked, language, route, question=vector, allowed=allowed))
