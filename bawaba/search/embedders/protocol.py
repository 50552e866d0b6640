"""What an embedding model must offer, whoever makes it."""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors of length 1.

    id: names the model and its weights; vectors of different ids are never compared
    """

    @property
    def id(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def spread(self) -> float:
        """Return how far the best cosine of a good answer usually lies above the mean."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Return one row for each question."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Return one row for each passage of a document."""
        ...


# e5 models crowd their cosines into a narrow band; most others use about half of [0, 1].
E5_SPREAD: Final = 0.1
WIDE_SPREAD: Final = 0.4


def spread_of(name: str) -> float:
    """Return the usual spread of a model by its name."""
    return E5_SPREAD if "e5" in name.lower() else WIDE_SPREAD


def unit_rows(rows: Floats) -> Floats:
    """Return the rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
