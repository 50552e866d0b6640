"""What an embedding model must offer, whoever makes it."""

from collections.abc import Sequence
from typing import Protocol

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

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Return one row for each question."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Return one row for each passage of a document."""
        ...


def unit_rows(rows: Floats) -> Floats:
    """Return the rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
