"""Spherical k-means: cells for a large set of vectors of length 1."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
ROUNDS: Final = 8
MOST_SAMPLED: Final = 20_000
_BLOCK: Final = 8_192


def count_cells(vectors: int) -> int:
    """Return how many cells a set deserves: about the square root of its size."""
    return max(1, min(1024, round(math.sqrt(vectors))))


def fit_cells(vectors: Floats, cells: int, seed: int = 7) -> Floats:
    """Return unit centroids of a sample of the vectors; the same for the same vectors and seed."""
    chance = np.random.default_rng(seed)
    sample = vectors[chance.permutation(len(vectors))[:MOST_SAMPLED]]
    centroids = sample[:cells].copy()
    for _ in range(ROUNDS):
        nearest = assign_cells(sample, centroids)
        sums = np.zeros_like(centroids)
        np.add.at(sums, nearest, sample)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centroids = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centroids).astype(np.float32)
    return centroids


def assign_cells(vectors: Floats, centroids: Floats) -> NDArray[np.int32]:
    """Return the nearest centroid of each vector."""
    parts = [
        np.argmax(vectors[start : start + _BLOCK] @ centroids.T, axis=1)
        for start in range(0, len(vectors), _BLOCK)
    ]
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, np.int32)
