"""The vector of a passage: of its one piece, or the mean direction of its pieces."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from bawaba.search.embedders.protocol import Embedder, Floats, unit_rows
from bawaba.search.rules.documents import PIECE_END


def embed_passages(embedder: Embedder, passages: Sequence[str]) -> Floats:
    """Return one row for each passage."""
    pieces = [passage.split(PIECE_END) for passage in passages]
    rows = embedder.embed_passages([piece for parts in pieces for piece in parts])
    ends = np.cumsum([0, *(len(parts) for parts in pieces)])
    means = [rows[first:last].mean(0) for first, last in pairwise(ends.tolist())]
    return unit_rows(np.array(means, np.float32).reshape(len(passages), embedder.dimensions))
