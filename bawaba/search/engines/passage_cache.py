"""Vectors of passages kept in a file, so that a second evaluation embeds nothing.

One file for each model under `BAWABA_HOME`: records of 16 bytes of content hash and the vector in
float32. Records are appended as they are made; a broken last record (an interrupted run) is cut.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from bawaba.kernel.commands import Progress
from bawaba.search.embedders.pieces import embed_passages
from bawaba.search.embedders.protocol import Embedder, Floats
from bawaba.search.rules.documents import passage_hash

_HASH_BYTES: Final = 16
_BATCH: Final = 16


class PassageCache:
    """Gives vectors of passages for one model, embedding only what the file does not hold."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self._file = folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', embedder.id)}.vectors"
        self._record = _HASH_BYTES + 4 * embedder.dimensions
        self._known = self._read()

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return one row for each passage; progress goes to standard error."""
        hashes = [passage_hash(text) for text in texts]
        missing = {key: text for key, text in zip(hashes, texts, strict=True) if key not in self._known}
        progress = Progress("embedding passages", len(missing), quiet=not missing)
        keys = list(missing)
        for start in range(0, len(keys), _BATCH):
            part = keys[start : start + _BATCH]
            self._append(part, embed_passages(self._embedder, [missing[key] for key in part]))
            progress.advance(len(part))
        progress.finish()
        rows = [self._known[key] for key in hashes]
        return np.stack(rows) if rows else np.zeros((0, self._embedder.dimensions), np.float32)

    def _append(self, keys: Sequence[str], rows: Floats) -> None:
        with self._file.open("ab") as file:
            for key, row in zip(keys, rows, strict=True):
                file.write(bytes.fromhex(key) + row.astype("<f4").tobytes())
                self._known[key] = row

    def _read(self) -> dict[str, Floats]:
        if not self._file.exists():
            return {}
        data = self._file.read_bytes()
        whole = len(data) // self._record * self._record
        if whole != len(data):
            with self._file.open("r+b") as file:
                file.truncate(whole)
        return {
            data[start : start + _HASH_BYTES].hex(): np.frombuffer(
                data[start + _HASH_BYTES : start + self._record], "<f4"
            )
            for start in range(0, whole, self._record)
        }
