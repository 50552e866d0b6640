"""What a file must be to be taken: not too large, of a known type, whole, and a document alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bawaba.kernel import documents
from bawaba.kernel.errors import InvalidInput
from bawaba.kernel.files.refusals import (
    FileActive,
    FileDamaged,
    FileEmpty,
    FileLocked,
    FileNameMisleads,
    FileOversized,
    FileTooLarge,
    FileTypeRefused,
)
from bawaba.kernel.files.sniffing import TYPES, clean_name, is_whole, name_matches, sniff

MOST_BYTES: Final = 10 * 1024 * 1024
_FAULTS: Final[Mapping[str, type[InvalidInput]]] = {
    "damaged": FileDamaged,
    "locked": FileLocked,
    "active": FileActive,
    "oversized": FileOversized,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be taken. name: safe to show; media_type: read from its content."""

    content: bytes
    name: str
    media_type: str


def check_file(
    *, chunks: Iterable[bytes], name: str, most_bytes: int = MOST_BYTES, types: Iterable[str] = TYPES
) -> Checked:
    """Read a file that somebody hands in and say whether it may be taken; nothing is kept.

    It takes up to a second: call it before the transaction that keeps the file.
    raises: FileEmpty, FileTooLarge, FileTypeRefused, FileNameMisleads, FileDamaged, FileLocked, FileActive,
            FileOversized
    """
    content = _collect(chunks, most_bytes)
    media_type = sniff(content)
    if not media_type or media_type not in set(types):
        raise FileTypeRefused
    tidy = clean_name(name, media_type)
    if not name_matches(tidy, media_type):
        raise FileNameMisleads
    if not is_whole(content, media_type):
        raise FileDamaged
    fault = documents.inspect(content, media_type)
    if fault:
        raise _FAULTS[fault]
    return Checked(content, tidy, media_type)


def _collect(chunks: Iterable[bytes], most_bytes: int) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > most_bytes:
            raise FileTooLarge
    if not content:
        raise FileEmpty
    return bytes(content)
