"""What other pieces see of a stored file, and how its bytes lie on the disk: sealed piece by piece."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Final, Protocol

from django.core import checks
from django.http import HttpRequest

from bawaba.kernel import sealing
from bawaba.kernel.ports import Port

PIECE: Final = 256 * 1024
NAME_CONTEXT: Final = "stored-file-name"
_LENGTH_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A stored file. key: unguessable; sha256: of its content, received_sha256: of what was sent, hexadecimal;
    state: see `StoredFile`.
    """

    key: str
    owner: str
    purpose: str
    subject: str
    name: str
    media_type: str
    size: int
    sha256: str
    received_sha256: str
    state: str
    stored_at: datetime
    keep_until: date | None


class ScannerUnavailable(Exception):
    """A scanner did not answer, or could not read the whole file."""


class FileScanner(Protocol):
    """Reads a file's content and names the threat found in it, or returns an empty text.

    raises: ScannerUnavailable when it cannot answer: the file then waits, and is handed over again later
    """

    def __call__(self, content: Iterable[bytes], /) -> str: ...


class FileGuard(Protocol):
    """Says whether who asks may open a file kept for `purpose`, of `subject`, handed in by `owner`."""

    def __call__(self, request: HttpRequest, /, *, purpose: str, subject: str, owner: str) -> bool: ...


scanners: Port[FileScanner] = Port("file scanners")
guards: Port[FileGuard] = Port("file guards")


def warn_unscanned(*, app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Tell the operator of a site that scans no files (`check --deploy`)."""
    if scanners.providers():
        return []
    return [
        checks.Warning(
            "No scanner looks at the files that people hand in.",
            hint="Set BAWABA_CLAMD to clamd's socket. Until then each file is shown as not scanned.",
            id="kernel.W001",
        )
    ]


def seal_pieces(content: bytes, key: str) -> Iterator[bytes]:
    """Yield the content sealed, each piece with its length before it; the last one says that it is.

    The context of each piece names the file, its place and whether more follow, so that pieces cannot
    be swapped between files, put in another order or cut off.
    """
    pieces = [content[at : at + PIECE] for at in range(0, len(content), PIECE)]
    for place, piece in enumerate(pieces):
        sealed = sealing.seal(piece, context=_context(key, place, place == len(pieces) - 1))
        yield len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed


def open_pieces(file: IO[bytes], key: str, size: int) -> Iterator[bytes]:
    """Yield the content of a file that `seal_pieces` wrote. size: of the content, in bytes.

    raises: CannotUnseal
    """
    last = (size - 1) // PIECE
    for place in range(last + 1):
        length = int.from_bytes(file.read(_LENGTH_BYTES), "big")
        yield sealing.unseal(file.read(length), context=_context(key, place, place == last))


def _context(key: str, place: int, is_last: bool) -> str:
    return f"file:{key}:{place}:{'last' if is_last else 'more'}"
