"""An OpenAI-compatible embeddings address: `https://host/v1#model-name`."""

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urldefrag
from urllib.request import Request, urlopen

import numpy as np

from bawaba.search.embedders.protocol import Floats, spread_of, unit_rows
from bawaba.search.errors import EmbedderUnavailable

TIMEOUT_S: Final = 20.0
_BATCH: Final = 64
_E5_PROMPTS: Final = ("query: ", "passage: ")


class RemoteEmbedder:
    """Asks another machine; the texts leave this one, so the choice is the operator's."""

    def __init__(self, address: str, key: str = "") -> None:
        base, self._model = urldefrag(address)
        if not base.startswith(("http://", "https://")):
            raise EmbedderUnavailable(f"{base}: an http or https address is needed.")
        self._url = f"{base.rstrip('/')}/embeddings"
        self._key = key
        self._prompts = _E5_PROMPTS if "e5" in self._model.lower() else ("", "")
        self._dimensions = int(self.embed_queries(["a"]).shape[1])

    @property
    def id(self) -> str:
        return f"remote-{self._model or self._url}"[:120]

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
        rows = [self._ask(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        return np.concatenate(rows) if rows else np.zeros((0, self._dimensions), np.float32)

    def _ask(self, texts: Sequence[str]) -> Floats:
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        body = json.dumps({"model": self._model, "input": list(texts)}).encode()
        request = Request(self._url, data=body, headers=headers)  # noqa: S310  the scheme is checked above
        try:
            with urlopen(request, timeout=TIMEOUT_S) as reply:  # noqa: S310
                return _vectors(json.load(reply), len(texts))
        except (URLError, OSError, ValueError, KeyError, TypeError) as error:
            raise EmbedderUnavailable(f"{self._url}: {error}") from error


def _vectors(reply: Any, expected: int) -> Floats:  # Any: another machine's JSON
    rows = sorted(reply["data"], key=lambda row: row["index"])
    vectors = np.array([row["embedding"] for row in rows], np.float32)
    if vectors.ndim != 2 or len(vectors) != expected:
        raise ValueError(f"{expected} vectors were asked and {vectors.shape} came")
    return unit_rows(vectors)
