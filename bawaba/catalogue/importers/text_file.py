"""Opening a text file, plain or gzip, so that a broken one is refused as a whole."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bawaba.catalogue.errors import FileBroken

GZIP_MAGIC: Final = b"\x1f\x8b"


@contextmanager
def open_bytes(path: Path) -> Iterator[Iterable[bytes]]:
    """Open a file, unpacking gzip by its first bytes; what goes wrong inside is a broken file.

    raises: FileBroken
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP_MAGIC
            raw.seek(0)
            if packed:
                with gzip.open(raw) as stream:
                    yield stream
            else:
                yield raw
    except (OSError, EOFError, zlib.error) as error:
        raise FileBroken from error


def text_of(line: bytes) -> str | None:
    """Return a line as text, or None when it is not UTF-8."""
    try:
        return line.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return None
