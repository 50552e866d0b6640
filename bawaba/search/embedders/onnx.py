"""Any sentence model exported to ONNX, from a local folder: `model.onnx` and `tokenizer.json`.

Pooling and prompts are read from the folder where sentence-transformers puts them
(`1_Pooling/config.json`, `config_sentence_transformers.json`); without them: mean pooling, and the
prompts of e5 when the folder's name holds "e5".
"""

import hashlib
import importlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from bawaba.search.embedders.prompted import PromptedEmbedder, usual_prompts
from bawaba.search.embedders.protocol import Floats, unit_rows
from bawaba.search.errors import EmbedderUnavailable

MOST_TOKENS: Final = 512
_EDGE: Final = 1 << 20


class OnnxEmbedder(PromptedEmbedder):
    """Runs the model on one CPU thread."""

    def __init__(self, folder: Path) -> None:
        model, tokenizer = _model_file(folder), folder / "tokenizer.json"
        if model is None or not tokenizer.is_file():
            raise EmbedderUnavailable(f"{folder}: model.onnx and tokenizer.json are needed.")
        try:
            runtime = importlib.import_module("onnxruntime")
            tokenizers = importlib.import_module("tokenizers")
        except ImportError as error:
            raise EmbedderUnavailable(
                f"onnx: {error}", hint="pip install --require-hashes -r requirements/onnx.txt"
            ) from error
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session: Any = runtime.InferenceSession(  # Any: the package has no types
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = tokenizers.Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._first_token = bool(_read(folder / "1_Pooling" / "config.json").get("pooling_mode_cls_token"))
        super().__init__(f"onnx-{folder.name}-{_fingerprint(model)}", _prompts(folder))

    def embed_batch(self, texts: Sequence[str]) -> Floats:
        encoded = self._tokenizer.encode_batch(list(texts))
        mask = np.array([one.attention_mask for one in encoded], np.int64)
        given = {
            "input_ids": np.array([one.ids for one in encoded], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        states = self._session.run(None, {name: given[name] for name in given if name in self._inputs})[0]
        if states.ndim == 3:
            weights = mask[:, :, None].astype(np.float32)
            states = states[:, 0] if self._first_token else (states * weights).sum(1) / weights.sum(1)
        return unit_rows(np.asarray(states, np.float32))


def _model_file(folder: Path) -> Path | None:
    candidates = (folder / "model.onnx", folder / "onnx" / "model.onnx", folder / "model_quantized.onnx")
    return next((file for file in candidates if file.is_file()), None)


def _read(file: Path) -> Mapping[str, Any]:  # Any: the file's own JSON
    if not file.is_file():
        return {}
    try:
        value = json.loads(file.read_text())
    except ValueError as error:
        raise EmbedderUnavailable(f"{file}: {error}") from error
    return value if isinstance(value, dict) else {}


def _prompts(folder: Path) -> tuple[str, str]:
    given = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    if given:
        return str(given.get("query", "")), str(given.get("passage", given.get("document", "")))
    return usual_prompts(folder.name)


def _fingerprint(model: Path) -> str:
    """Return a short hash of the file's size and its two ends: enough to tell two models apart."""
    with model.open("rb") as file:
        head = file.read(_EDGE)
        file.seek(max(model.stat().st_size - _EDGE, 0))
        tail = file.read(_EDGE)
    return hashlib.sha256(b"%d" % model.stat().st_size + head + tail).hexdigest()[:10]
