"""Posting lists as bytes: document numbers as int32, weights as one byte, strongest first when cut."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.rules.scoring import K1

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
MOST_POSTINGS: Final = 4096
_STEP: Final = (K1 + 1.0) / 255.0


@dataclass(frozen=True, slots=True)
class PostingList:
    """Documents that hold a term and how strongly, in (0, k1 + 1]; frequency counts those cut off too."""

    documents: Ints
    weights: Floats
    frequency: int


EMPTY: Final = PostingList(np.empty(0, np.int32), np.empty(0, np.float32), 0)


def pack(postings: PostingList) -> tuple[bytes, bytes]:
    """Return documents and weights as little-endian bytes; a weight never becomes zero."""
    steps = np.clip(np.rint(postings.weights / _STEP), 1, 255).astype(np.uint8)
    return postings.documents.astype("<i4").tobytes(), steps.tobytes()


def unpack(documents: bytes, weights: bytes, frequency: int) -> PostingList:
    """Return the posting list that `pack` wrote."""
    numbers = np.frombuffer(documents, dtype="<i4")
    return PostingList(numbers, np.frombuffer(weights, dtype=np.uint8) * np.float32(_STEP), frequency)


def merge(lists: Sequence[PostingList], retired: Ints | None = None) -> PostingList:
    """Return one posting list of several over distinct documents, without those retired (sorted)."""
    documents = np.concatenate([part.documents for part in lists])
    weights = np.concatenate([part.weights for part in lists])
    frequency = sum(part.frequency for part in lists)
    if retired is not None and len(retired):
        kept = ~np.isin(documents, retired)
        frequency -= int(len(documents) - kept.sum())
        documents, weights = documents[kept], weights[kept]
    return PostingList(documents, weights, frequency)


def cut(postings: PostingList, most: int = MOST_POSTINGS) -> PostingList:
    """Return the list with its `most` strongest documents, in the order of their numbers.

    This bounds the cost of a query whatever the catalogue's size: a term that thousands of
    documents hold says little, and its weakest documents say least.
    """
    if len(postings.documents) <= most:
        return postings
    strongest = np.argsort(-postings.weights, kind="stable")[:most]
    strongest.sort()
    return PostingList(postings.documents[strongest], postings.weights[strongest], postings.frequency)


def invert(rows: Iterable[tuple[int, Mapping[str, Sequence[tuple[str, float]]]]]) -> dict[str, PostingList]:
    """Return key → posting list of documents given as (number, channel → (term, weight)), by number."""
    gathered: dict[str, tuple[list[int], list[float]]] = {}
    for number, channels in rows:
        for channel, terms in channels.items():
            for term, weight in terms:
                numbers, weights = gathered.setdefault(posting_key(channel, term), ([], []))
                numbers.append(number)
                weights.append(weight)
    return {
        key: PostingList(np.array(numbers, np.int32), np.array(weights, np.float32), len(numbers))
        for key, (numbers, weights) in gathered.items()
    }


def posting_key(channel: str, term: str) -> str:
    """Return the key of a posting list, at most 64 characters."""
    return f"{channel}:{term}"[:64]
