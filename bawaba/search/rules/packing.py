"""Posting lists as bytes: document numbers as int32, weights as one byte, the strongest kept when cut."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bawaba.search.rules.scoring import K1

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
MOST_POSTINGS: Final = 1024
_STEP: Final = (K1 + 1.0) / 255.0
_LENGTHS: Final = (512, 256, 128)


@dataclass(frozen=True, slots=True)
class PostingList:
    """Documents that hold a term and how strongly, in (0, k1 + 1].

    frequency: how many hold it, those cut off too; largest: the highest document number
    """

    documents: Ints
    weights: Floats
    frequency: int
    largest: int
    _shorter: dict[int, "PostingList"] = field(default_factory=dict, repr=False, compare=False)

    def strongest(self, most: int) -> "PostingList":
        """Return the list with its `most` strongest documents; made once and kept beside it."""
        if len(self.documents) <= most:
            return self
        if most not in self._shorter:
            kept = np.argpartition(-self.weights, most)[:most]
            shorter = PostingList(self.documents[kept], self.weights[kept], self.frequency, self.largest)
            self._shorter[most] = shorter
        return self._shorter[most]


@dataclass(frozen=True, slots=True)
class PackedList:
    """The same as stored: int32 little-endian document numbers, one byte for each weight."""

    documents: bytes
    weights: bytes
    frequency: int

    def __len__(self) -> int:
        return len(self.weights)


def posting_key(channel: str, term: str) -> str:
    """Return the key of a posting list, at most 64 characters."""
    return f"{channel}:{term}"[:64]


def unpack(packed: PackedList) -> PostingList:
    """Return the posting list with its weights as numbers."""
    weights = np.frombuffer(packed.weights, dtype=np.uint8) * np.float32(_STEP)
    documents = np.frombuffer(packed.documents, dtype="<i4")
    return PostingList(documents, weights, packed.frequency, int(documents.max(initial=0)))


def quantise(weights: Floats) -> NDArray[np.uint8]:
    """Return weights in (0, k1 + 1] in 255 steps; none becomes zero."""
    steps: NDArray[np.uint8] = np.clip(np.rint(weights / np.float32(_STEP)), 1, 255).astype(np.uint8)
    return steps


def join(parts: Sequence[PackedList], retired: NDArray[np.bool_] | None = None) -> PackedList:
    """Return one list of several over distinct documents, cut, without the retired documents.

    retired: by document number, whether to leave it out
    """
    if len(parts) == 1 and retired is None:
        return parts[0]
    documents = b"".join(part.documents for part in parts)
    weights = b"".join(part.weights for part in parts)
    frequency = sum(part.frequency for part in parts)
    if retired is not None:
        numbers = np.frombuffer(documents, dtype="<i4")
        kept = ~retired[numbers]
        gone = len(numbers) - int(kept.sum())
        if gone:
            documents = numbers[kept].tobytes()
            weights = np.frombuffer(weights, dtype=np.uint8)[kept].tobytes()
            frequency -= gone
    return cut(PackedList(documents, weights, frequency))


def cut(packed: PackedList, most: int = MOST_POSTINGS) -> PackedList:
    """Return the list with its `most` strongest documents, in the order of their numbers.

    This bounds the cost of a question whatever the catalogue's size: a term that thousands of
    documents hold says little, and its weakest documents say least.
    """
    if len(packed) <= most:
        return packed
    steps = np.frombuffer(packed.weights, dtype=np.uint8)
    strongest = np.sort(np.argsort(-steps.astype(np.int16), kind="stable")[:most])
    numbers = np.frombuffer(packed.documents, dtype="<i4")
    return PackedList(numbers[strongest].tobytes(), steps[strongest].tobytes(), packed.frequency)


def shorten(lists: Mapping[str, PostingList], most: int) -> Mapping[str, PostingList]:
    """Return the lists, the longest cut to their strongest documents until all hold about `most` at most.

    A rare term's list is short and stays whole; a question of many frequent terms reads less of each, so
    that the cost of a question is bounded, not only that of a term. Cut to one of few lengths, so that
    each is made once; under the shortest none is cut.
    """
    held = [len(found.documents) for found in lists.values()]
    if sum(held) <= most:
        return lists
    fitting = (length for length in _LENGTHS if sum(min(length, one) for one in held) <= most)
    length = next(fitting, _LENGTHS[-1])
    return {key: found.strongest(length) for key, found in lists.items()}


class Inverter:
    """Gathers documents' terms and gives them back as packed lists, by key."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[str, int]] = {}
        self._count = 0
        self._held, self._numbers, self._weights = array("i"), array("i"), array("f")

    def add(self, number: int, channels: Mapping[str, Sequence[tuple[str, float]]]) -> None:
        """Add one document: channel → (term, saturated frequency). Numbers come in rising order."""
        for channel, terms in channels.items():
            codes = self._codes.setdefault(channel, {})
            for term, weight in terms:
                code = codes.get(term)
                if code is None:
                    code = codes[term] = self._count
                    self._count += 1
                self._held.append(code)
                self._weights.append(weight)
            self._numbers.extend([number] * len(terms))

    def lists(self) -> Iterator[tuple[str, PackedList]]:
        """Return (key, packed list) in the order of keys."""
        held = np.array(self._held, np.int32)
        order = np.argsort(held, kind="stable")
        numbers = np.array(self._numbers, "<i4")[order].tobytes()
        steps = quantise(np.array(self._weights, np.float32)[order]).tobytes()
        ends = np.cumsum(np.bincount(held, minlength=self._count)).tolist()
        for key, code in self._keys():
            end, start = ends[code], ends[code - 1] if code else 0
            yield key, cut(PackedList(numbers[4 * start : 4 * end], steps[start:end], end - start))

    def _keys(self) -> list[tuple[str, int]]:
        return sorted(
            (posting_key(channel, term), code)
            for channel, codes in self._codes.items()
            for term, code in codes.items()
        )
