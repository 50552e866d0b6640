"""The vectors of questions, the most recent kept: people ask the same things."""

import time
from collections import OrderedDict
from threading import Lock
from typing import Final

from bawaba.search.embedders.protocol import Embedder, Floats
from bawaba.search.engines.budget import EmbeddingBudget

MOST_KEPT: Final = 4000


class QuestionVectors:
    """Remembers the vectors of recent questions by model and text."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Floats] = OrderedDict()
        self._lock = Lock()

    def vector(self, embedder: Embedder, text: str, budget: EmbeddingBudget | None = None) -> Floats | None:
        """Return the vector of a question, from memory or from the model; None when `budget` is spent."""
        key = (embedder.id, text)
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        if budget is not None and not budget.allows():
            return None
        started = time.perf_counter()
        made: Floats = embedder.embed_queries([text])[0]
        if budget is not None:
            budget.spend(time.perf_counter() - started)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made
