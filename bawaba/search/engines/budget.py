"""How much of a process's time may go to the vectors of questions, so that a rush is still answered."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

BURST_S: Final = 1.0


class EmbeddingBudget:
    """An allowance of seconds that fills at `share` of the time that passes, up to `BURST_S`.

    share: part of one thread's time, in (0, 1]. While the allowance is spent, questions are answered by
    their words alone: ranking is a little weaker, and nobody waits behind a queue of embeddings.
    """

    def __init__(self, share: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._share, self._clock = share, clock
        self._left, self._seen = BURST_S, clock()
        self._lock = Lock()

    def allows(self) -> bool:
        """Say whether there is time left for one more vector."""
        with self._lock:
            moment = self._clock()
            self._left = min(BURST_S, self._left + (moment - self._seen) * self._share)
            self._seen = moment
            return self._left > 0

    def spend(self, seconds: float) -> None:
        """Take what a vector cost; the last one may overdraw."""
        with self._lock:
            self._left -= seconds
