"""Scores: BM25 impacts, normalised so that channels and vectors can be added, and their fusion."""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), section 3.
K1: Final = 1.2
B: Final = 0.75


def saturate(frequencies: Floats, length: float, average: float, b: float = B) -> Floats:
    """Return the part of BM25 that depends on the document: tf (k1 + 1) / (tf + k1 (1 - b + b l / avg)).

    frequencies: weighted term frequencies of one document; length: their sum in the channel
    average:     mean length in the channel. Result in (0, k1 + 1).
    """
    norm = K1 * (1.0 - b + b * length / average) if average > 0 else K1
    return (frequencies * (K1 + 1.0) / (frequencies + norm)).astype(np.float32)


@lru_cache(maxsize=50_000)
def inverse_frequency(documents: int, holding: int) -> float:
    """Return idf = ln(1 + (N - n + 0.5) / (n + 0.5)), always positive."""
    holding = min(holding, documents)
    return math.log(1.0 + (documents - holding + 0.5) / (holding + 0.5))
