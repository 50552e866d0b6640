"""How a question is ranked: the channels of its route, the vectors where they help, and their sum."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.engines.lexical import score_channel
from bawaba.search.engines.postings import PostingSource
from bawaba.search.rules.routing import Route

Floats = NDArray[np.float32]
POPULARITY: Final = 0.02


@dataclass(frozen=True, slots=True)
class Ranked:
    """Document numbers, best first, with their scores; known: whether any term was in the index."""

    numbers: NDArray[np.int32]
    scores: Floats
    known: int


def rank(
    postings: PostingSource, text: str, route: Route, *, size: int, documents: int,
    allowed: NDArray[np.bool_] | None = None, weights: Floats | None = None,
) -> Ranked:  # fmt: skip
    """Return every document that scores above nothing, best first; ties by number.

    allowed: which numbers may be returned; weights: popularity prior in [0, 1] by number
    """
    total = np.zeros(size, np.float32)
    known = 0
    for channel, weight in route.channels.items():
        scored = score_channel(postings, channel, text, size=size, documents=documents)
        total += np.float32(weight) * scored.scores
        known += scored.known
    if allowed is not None:
        total *= allowed
    numbers = np.flatnonzero(total > 0).astype(np.int32)
    scores = total[numbers]
    if weights is not None:
        scores = scores * (1 + np.float32(POPULARITY) * weights[numbers])
    order = np.argsort(-scores, kind="stable")
    return Ranked(numbers[order], scores[order], known)
