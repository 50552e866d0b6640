"""An OpenAI-compatible embeddings address: `https://host/v1#model-name`."""

import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urldefrag
from urllib.request import Request, urlopen

import numpy as np

from bawaba.search.embedders.prompted import PromptedEmbedder, usual_prompts
from bawaba.search.embedders.protocol import Floats, unit_rows
from bawaba.search.errors import EmbedderUnavailable

TIMEOUT_S: Final = 20.0
QUESTION_TIMEOUT_S: Final = 2.0  # somebody waits for this one


class RemoteEmbedder(PromptedEmbedder):
    """Asks another machine; the texts leave this one, so the choice is the operator's."""

    batch = 64

    def __init__(self, address: str, key: str = "") -> None:
        base, self._model = urldefrag(address)
        if not base.startswith(("http://", "https://")):
            raise EmbedderUnavailable(f"{base}: an http or https address is needed.")
        self._url = f"{base.rstrip('/')}/embeddings"
        self._key = key
        super().__init__(f"remote-{self._model or self._url}"[:120], usual_prompts(self._model))

    def embed_batch(self, texts: Sequence[str]) -> Floats:
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        body = json.dumps({"model": self._model, "input": list(texts)}).encode()
        request = Request(self._url, data=body, headers=headers)  # noqa: S310  the scheme is checked above
        try:
            timeout_s = QUESTION_TIMEOUT_S if len(texts) == 1 else TIMEOUT_S
            with urlopen(request, timeout=timeout_s) as reply:  # noqa: S310
                return _vectors(json.load(reply), len(texts))
        except (URLError, OSError, ValueError, KeyError, TypeError) as error:
            raise EmbedderUnavailable(f"{self._url}: {error}") from error


def _vectors(reply: Any, expected: int) -> Floats:  # Any: another machine's JSON
    rows = sorted(reply["data"], key=lambda row: row["index"])
    vectors = np.array([row["embedding"] for row in rows], np.float32)
    if vectors.ndim != 2 or len(vectors) != expected:
        raise ValueError(f"{expected} vectors were asked and {vectors.shape} came")
    return unit_rows(vectors)
