"""A file that arrives piece by piece: each piece is sealed and kept as it comes, so that nothing is sent twice."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from bawaba.kernel import audit, clock, sealing
from bawaba.kernel.actors import Actor
from bawaba.kernel.files.checking import MOST_BYTES
from bawaba.kernel.files.refusals import (
    FileEmpty,
    FileTooLarge,
    TooManyUploads,
    UploadElsewhere,
    UploadNotFound,
)
from bawaba.kernel.files.stored import open_pieces, seal_pieces
from bawaba.kernel.models import Upload

KEPT: Final = timedelta(hours=24)
MOST_OPEN: Final = 20
_NAME_CONTEXT: Final = "upload-name"


@dataclass(frozen=True, slots=True)
class UploadInfo:
    """How far an upload is. length, offset: in bytes; expires_at: when its pieces are deleted."""

    key: str
    name: str
    length: int
    offset: int
    expires_at: datetime


@transaction.atomic
def begin(
    *, actor: Actor, owner: str, place: str, name: str, length: int, most_bytes: int = MOST_BYTES
) -> UploadInfo:
    """Begin to take a file of `length` bytes for one place, such as a question of a draft.

    raises: FileEmpty, FileTooLarge, TooManyUploads
    """
    if length <= 0:
        raise FileEmpty
    if length > most_bytes:
        raise FileTooLarge
    if Upload.objects.filter(owner=owner, expires_at__gt=clock.now()).count() >= MOST_OPEN:
        raise TooManyUploads
    row = Upload.objects.create(
        key=secrets.token_urlsafe(24),
        owner=owner,
        place=place[:200],
        sealed_name=sealing.seal(name[:400].encode(), context=_NAME_CONTEXT),
        length=length,
        expires_at=clock.now() + KEPT,
    )
    audit.record(actor=actor, verb="kernel.upload-begun", target=row, detail={"bytes": length})
    return _info(row)


def find(*, owner: str, place: str, key: str) -> UploadInfo:
    """Return how far an upload of this owner is. One SQL query.

    raises: UploadNotFound
    """
    return _info(_row(owner, place, key))


def append(*, owner: str, place: str, key: str, offset: int, piece: bytes) -> UploadInfo:
    """Keep the next piece of an upload. A piece is no act of its own: the audit tells the beginning and the end.

    offset: where the piece begins; it must be where the last one ended
    raises: UploadNotFound, UploadElsewhere, FileTooLarge
    """
    blob = secrets.token_urlsafe(24)
    default_storage.save(part_path(blob), ContentFile(b"".join(seal_pieces(piece, blob))))
    try:
        return _write_down((owner, place, key), offset, blob, len(piece))
    except (UploadNotFound, UploadElsewhere, FileTooLarge):
        default_storage.delete(part_path(blob))
        raise


def content(*, owner: str, place: str, key: str) -> Iterator[bytes]:
    """Yield the content of an upload that has arrived in full. One SQL query.

    raises: UploadNotFound, UploadElsewhere while something is missing
    """
    row = _row(owner, place, key)
    if row.offset != row.length:
        raise UploadElsewhere
    return _pieces(row)


@transaction.atomic
def end(*, actor: Actor, owner: str, place: str, key: str) -> None:
    """Forget an upload with its pieces: it was taken, refused or given up.

    raises: UploadNotFound
    """
    row = _row(owner, place, key, lock=True)
    audit.record(actor=actor, verb="kernel.upload-ended", target=row, detail={"bytes": row.offset})
    _delete([row])


@transaction.atomic
def forget_expired_uploads(*, actor: Actor, now: datetime) -> int:
    """Delete uploads that nobody went on with, and their pieces; return how many."""
    rows = list(Upload.objects.filter(expires_at__lte=now))
    _delete(rows)
    if rows:
        audit.record(
            actor=actor,
            verb="kernel.uploads-expired",
            target=("kernel.upload", now.date().isoformat()),
            detail={"uploads": len(rows)},
        )
    return len(rows)


def part_path(blob: str) -> str:
    """Return where a piece lies in the storage."""
    return f"uploads/{blob[:2]}/{blob}"


@transaction.atomic
def _write_down(upload: tuple[str, str, str], offset: int, blob: str, size: int) -> UploadInfo:
    row = _row(*upload, lock=True)
    if offset != row.offset:
        raise UploadElsewhere
    if offset + size > row.length:
        raise FileTooLarge
    row.parts = [*row.parts, [blob, size]]
    row.offset += size
    row.expires_at = clock.now() + KEPT
    row.save(update_fields=["parts", "offset", "expires_at"])
    return _info(row)


def _row(owner: str, place: str, key: str, *, lock: bool = False) -> Upload:
    rows = Upload.objects.select_for_update() if lock else Upload.objects.all()
    row = rows.filter(key=key, owner=owner, place=place, expires_at__gt=clock.now()).first()
    if row is None or not owner:
        raise UploadNotFound
    return row


def _pieces(row: Upload) -> Iterator[bytes]:
    for blob, size in row.parts:
        with default_storage.open(part_path(blob)) as sealed:
            yield from open_pieces(sealed, blob, size)


def _delete(rows: Iterable[Upload]) -> None:
    for row in rows:
        for blob, _size in row.parts:
            transaction.on_commit(partial(default_storage.delete, part_path(blob)))
        row.delete()


def _info(row: Upload) -> UploadInfo:
    name = sealing.unseal(row.sealed_name, context=_NAME_CONTEXT).decode()
    return UploadInfo(row.key, name, row.length, row.offset, row.expires_at)
