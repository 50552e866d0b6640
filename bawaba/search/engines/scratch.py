"""Arrays by document number that a thread keeps, so that a question costs what it touches, not all documents."""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bawaba.search.rules.packing import PostingList

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Scratch(threading.local):
    """Sums by document number, all zero between questions."""

    def __init__(self) -> None:
        self._grow(1024)

    def _grow(self, size: int) -> None:
        self.size = self._used = size
        self.total = np.zeros(size, np.float32)
        self.phrase = np.zeros(size, np.float32)
        self.group = np.zeros(size, np.float32)
        self._touched = np.zeros(size, np.bool_)

    def begin(self, size: int) -> None:
        """Make room for document numbers below `size`."""
        if size > self.size:
            self._grow(max(size, 2 * self.size))
        self._used = size

    def add(self, numbers: Ints, amounts: Floats) -> None:
        """Add amounts to the total of documents; numbers are distinct."""
        self.total[numbers] += amounts
        self._touched[numbers] = True

    def add_all(self, lists: Sequence[PostingList], units: Sequence[float]) -> None:
        """Add the weights of many lists, each times its unit, in their order: as `add` one after the other."""
        if not lists:
            return
        numbers = np.concatenate([one.documents for one in lists])
        amounts = np.concatenate(
            [one.weights * np.float32(unit) for one, unit in zip(lists, units, strict=True)]
        )
        np.add.at(self.total, numbers, amounts)
        self._touched[numbers] = True

    def take(self) -> tuple[Ints, Floats]:
        """Return the documents touched, in the order of their numbers, and their totals; and start anew."""
        numbers = np.flatnonzero(self._touched[: self._used]).astype(np.int32)
        totals = self.total[numbers]
        self.total[numbers] = 0
        self._touched[numbers] = False
        return numbers, totals
