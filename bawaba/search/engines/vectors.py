"""Vectors as a process holds them: exact product while they are few, cells beyond.

Up to `MOST_EXACT` passages the product with every vector is exact (3,578 x 384 takes 0.1 ms).
Beyond, vectors lie sorted by cell (spherical k-means) in one byte a dimension, and a question
reads the nearest cells until `MOST_PROBED` passages are read: the cost stays bounded.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
MOST_EXACT: Final = 50_000
MOST_PROBED: Final = 8_192


@dataclass(frozen=True, slots=True)
class Closeness:
    """Cosine of the nearest passage of each document read, by distinct numbers, and the mean of all."""

    numbers: Ints
    scores: Floats
    mean: float


class VectorSet:
    """The vectors of passages, each belonging to a document number."""

    def __init__(self, numbers: Ints, vectors: Floats) -> None:
        order = np.argsort(numbers, kind="stable")
        self._numbers, self._vectors = numbers[order], np.ascontiguousarray(vectors[order])
        first = np.flatnonzero(np.diff(self._numbers, prepend=-1))
        self._starts, self._documents = first, self._numbers[first]
        self._mean = self._vectors.mean(0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)

    def __len__(self) -> int:
        return len(self._numbers)

    def closeness(self, question: Floats) -> Closeness:
        """Return the cosine of the question with every document."""
        if not len(self):
            return Closeness(self._documents, np.zeros(0, np.float32), 0.0)
        nearest = np.maximum.reduceat(self._vectors @ question, self._starts)
        return Closeness(self._documents, nearest, float(self._mean @ question))

    def vector_of(self, number: int) -> Floats | None:
        """Return the direction of a document: the mean of its passages, of length 1."""
        return _direction(self._vectors[self._numbers == number])


class CellVectorSet:
    """The same for many vectors, read by cell."""

    def __init__(self, numbers: Ints, vectors: Floats, cells: Ints, centroids: Floats) -> None:
        order = np.argsort(cells, kind="stable")
        self._numbers = numbers[order]
        largest = np.abs(vectors).max(1, keepdims=True)
        self._scales = (largest / 127.0).astype(np.float32)[order, 0]
        self._bytes = np.rint(vectors / np.maximum(largest, 1e-9) * 127.0).astype(np.int8)[order]
        self._mean = vectors.mean(0)
        self._centroids = centroids
        self._ends = np.cumsum(np.bincount(cells, minlength=len(centroids)))

    def __len__(self) -> int:
        return len(self._numbers)

    def closeness(self, question: Floats) -> Closeness:
        """Return the cosine with the documents of the nearest cells."""
        rows = self._probed(question)
        products = (self._bytes[rows].astype(np.float32) @ question) * self._scales[rows]
        order = np.argsort(self._numbers[rows], kind="stable")
        numbers = self._numbers[rows][order]
        starts = np.flatnonzero(np.diff(numbers, prepend=-1))
        nearest = np.maximum.reduceat(products[order], starts)
        return Closeness(numbers[starts], nearest, float(self._mean @ question))

    def vector_of(self, number: int) -> Floats | None:
        """Return the direction of a document: the mean of its passages, of length 1."""
        rows = self._numbers == number
        return _direction(self._bytes[rows] * self._scales[rows, None])

    def _probed(self, question: Floats) -> NDArray[np.intp]:
        nearest = np.argsort(-(self._centroids @ question), kind="stable")
        starts = np.concatenate([[0], self._ends[:-1]])
        rows: list[NDArray[np.intp]] = []
        read = 0
        for cell in nearest.tolist():
            rows.append(np.arange(starts[cell], self._ends[cell]))
            read += len(rows[-1])
            if read >= MOST_PROBED:
                break
        return np.concatenate(rows)[:MOST_PROBED]


def _direction(rows: Floats) -> Floats | None:
    if not len(rows):
        return None
    mean = rows.mean(0)
    length = float(np.linalg.norm(mean))
    return (mean / np.float32(length)).astype(np.float32) if length > 0 else None
