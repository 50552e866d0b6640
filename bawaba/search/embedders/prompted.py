"""A model that reads a prompt before each text, in batches: what the ONNX and remote embedders share."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from bawaba.search.embedders.protocol import Floats, spread_of

E5_PROMPTS = ("query: ", "passage: ")


def usual_prompts(name: str) -> tuple[str, str]:
    """Return the prompts of a question and of a passage for a model known by its name alone."""
    return E5_PROMPTS if "e5" in name.lower() else ("", "")


class PromptedEmbedder(ABC):
    """Fulfils `Embedder`; a subclass says how one batch becomes vectors.

    batch: how many texts at a time
    """

    batch = 16

    def __init__(self, name: str, prompts: tuple[str, str]) -> None:
        self._id, self._prompts = name, prompts
        self._dimensions = 0
        self._dimensions = int(self.embed_queries(["a"]).shape[1])

    @property
    def id(self) -> str:
        return self._id

    @property
    def dimensions(self) -> int:
        return self._dimensions

    @property
    def spread(self) -> float:
        return spread_of(self.id)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        return self._embed([self._prompts[0] + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        return self._embed([self._prompts[1] + text for text in texts])

    def _embed(self, texts: Sequence[str]) -> Floats:
        rows = [self.embed_batch(texts[at : at + self.batch]) for at in range(0, len(texts), self.batch)]
        return np.concatenate(rows) if rows else np.zeros((0, self._dimensions), np.float32)

    @abstractmethod
    def embed_batch(self, texts: Sequence[str]) -> Floats:
        """Return one row of length 1 for each text, at most `batch` of them."""
