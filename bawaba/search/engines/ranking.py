"""How a question is ranked: the channels of its route, the vectors where they help, and their sum."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from bawaba.search.engines.documents import DocumentTable
from bawaba.search.engines.lexical import add_lexical_scores
from bawaba.search.engines.postings import PostingSource
from bawaba.search.engines.scratch import Scratch
from bawaba.search.engines.vectors import Closeness
from bawaba.search.rules.routing import LEAST_BY_WORDS, SURE_SHARE, Route
from bawaba.search.rules.spelling import Vocabulary

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
_scratch: Final = Scratch()
POPULARITY: Final = 0.02
# A document is found when it scores at least this share of the best one.
FOUND_SHARE: Final = 0.35
# More are not ranked: nobody leafs that far, and ordering them all would cost what the catalogue has.
MOST_FOUND: Final = 500


# Best cosine above the mean: medians of 0.06 to 0.11 with multilingual-e5-small.
USUAL_SPREAD: Final = 0.1


class Vectors(Protocol):
    """Gives the closeness of documents to a question's vector, and a document's own vector."""

    def closeness(self, question: Floats) -> Closeness: ...

    def vector_of(self, number: int) -> Floats | None: ...


@dataclass(frozen=True, slots=True)
class Searchable:
    """All that ranking reads: documents, posting lists, and vectors where there are any.

    spread: how far the model's best cosine usually lies above its mean
    """

    table: DocumentTable
    postings: PostingSource
    vectors: Vectors | None = None
    vocabulary: Callable[[], Vocabulary] = Vocabulary.empty
    spread: float = USUAL_SPREAD


@dataclass(frozen=True, slots=True)
class Ranked:
    """Document numbers, best first, with their scores.

    lexical: best share of the question's terms that one document holds, in [0, 1]
    cosine:  best cosine of a passage, or 0 without vectors
    """

    numbers: NDArray[np.int32]
    scores: Floats
    lexical: float
    cosine: float


def rank(
    index: Searchable,
    text: str,
    language: str,
    route: Route,
    *,
    question: Callable[[], Floats | None] | None = None,
    allowed: NDArray[np.bool_] | None = None,
) -> Ranked:
    """Return the documents found, best first; equal scores by number.

    language: detected; decides how synonyms are read
    question: makes the vector of the text; asked only where the route uses vectors and words are unsure
    allowed:  by number, which documents may be found; all that live when not given
    """
    table = index.table
    _scratch.begin(table.size)
    add_lexical_scores(
        _scratch, index.postings, route.channels, language=language, text=text, documents=table.count
    )
    numbers, scores = _scratch.take()
    lexical = float(scores.max(initial=0.0)) / max(sum(route.channels.values()), 1e-9)
    cosine = 0.0
    vector = None
    if question is not None and index.vectors is not None and route.vectors > 0:
        decided = lexical >= SURE_SHARE and _lead(*_inside(numbers, scores, table, allowed)) >= route.sure
        vector = None if decided else question()
    if vector is not None and index.vectors is not None:
        close = index.vectors.closeness(vector)
        cosine = float(close.scores.max(initial=0.0))
        _scratch.begin(int(close.numbers.max(initial=0)) + 1)
        _scratch.add(numbers, scores)
        _scratch.add(close.numbers, np.float32(route.vectors) * stand_out(close, index.spread))
        numbers, scores = _scratch.take()
    least = route.least if cosine > 0 else LEAST_BY_WORDS
    if float(scores.max(initial=0.0)) < least:
        numbers, scores = numbers[:0], scores[:0]
    numbers, scores = _keep_allowed(numbers, scores, table, allowed)
    order = np.argsort(-scores, kind="stable")
    return Ranked(numbers[order], scores[order], lexical, cosine)


def _keep_allowed(
    numbers: Ints, scores: Floats, table: DocumentTable, allowed: NDArray[np.bool_] | None
) -> tuple[Ints, Floats]:
    """Return the allowed documents that score enough beside the best of them, popularity counted."""
    numbers, scores = _inside(numbers, scores, table, allowed)
    scores = scores * (1 + np.float32(POPULARITY) * table.weights[numbers])
    least = FOUND_SHARE * max(float(scores.max(initial=0.0)), 1e-6)
    enough = scores > least
    if int(enough.sum()) > MOST_FOUND:
        enough = scores >= np.partition(scores, -MOST_FOUND)[-MOST_FOUND]
    return numbers[enough], scores[enough]


def _inside(
    numbers: Ints, scores: Floats, table: DocumentTable, allowed: NDArray[np.bool_] | None
) -> tuple[Ints, Floats]:
    """Return the documents that may be found, with their scores."""
    mask = table.live if allowed is None else allowed
    inside = numbers < min(len(mask), len(table.weights))  # a posting may be newer than this thread's table
    numbers, scores = numbers[inside], scores[inside]
    kept = mask[numbers]
    return numbers[kept], scores[kept]


def _lead(_: Ints, scores: Floats) -> float:
    """Return how far the best score lies above the second, as a share of the best; 0 without a score."""
    if not len(scores):
        return 0.0
    two = np.partition(scores, -2)[-2:] if len(scores) > 1 else np.array([0.0, scores[0]], np.float32)
    return float((two[1] - two[0]) / two[1]) if two[1] > 0 else 0.0


def stand_out(close: Closeness, spread: float) -> Floats:
    """Return (cosine - mean) / spread by document, nothing below the mean.

    Cosines of one model lie in a narrow band; what tells is how far a document stands out from
    the mean for this question. Measured against the model's usual spread, a question that nothing
    answers well leaves the decision to its words.
    """
    shares: Floats = np.clip((close.scores - np.float32(close.mean)) / np.float32(spread), 0, None)
    return shares
