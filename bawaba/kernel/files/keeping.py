"""Take files in, give them back, have them scanned, forget them."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django_tasks import task

from bawaba.kernel import audit, clock, sealing
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.errors import NotFound
from bawaba.kernel.files.refusals import (
    FileDamaged,
    FileEmpty,
    FileNameMisleads,
    FileNotReady,
    FileTooLarge,
    FileTypeRefused,
)
from bawaba.kernel.files.sniffing import TYPES, clean_name, is_whole, name_matches, sniff
from bawaba.kernel.files.stored import FileInfo, open_pieces, scanners, seal_pieces
from bawaba.kernel.jobs import enqueue_once
from bawaba.kernel.models import StoredFile

MOST_BYTES: Final = 10 * 1024 * 1024
NAME_CONTEXT: Final = "stored-file-name"
_READABLE: Final = ("clean", "unscanned")


@transaction.atomic
def receive(
    *,
    actor: Actor,
    chunks: Iterable[bytes],
    name: str,
    purpose: str,
    subject: str,
    keep_until: date | None = None,
    most_bytes: int = MOST_BYTES,
    types: Iterable[str] = TYPES,
) -> FileInfo:
    """Check a file by its content and keep it sealed; it waits for the scanner where there is one.

    purpose: whose guard decides who may open it; subject: what it belongs to, such as a draft's key
    raises:  FileEmpty, FileTooLarge, FileTypeRefused, FileNameMisleads, FileDamaged
    """
    content = _collect(chunks, most_bytes)
    media_type = _check(content, name, set(types))
    key = secrets.token_urlsafe(24)
    default_storage.save(_path(key), ContentFile(b"".join(seal_pieces(content, key))))
    file = StoredFile.objects.create(
        key=key,
        owner=actor.key,
        purpose=purpose,
        subject=subject,
        sealed_name=sealing.seal(clean_name(name, media_type).encode(), context=NAME_CONTEXT),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        state="waiting" if scanners.providers() else "unscanned",
        stored_at=clock.now(),
        keep_until=keep_until,
    )
    audit.record(actor=actor, verb="kernel.file-received", target=file, detail={"purpose": purpose})
    if file.state == "waiting":
        enqueue_once(scan_file, key=key)
    return info_of(file)


def read(*, key: str) -> Iterator[bytes]:
    """Return the content of a file in pieces. One SQL query.

    raises: NotFound, FileNotReady
    """
    file = StoredFile.objects.filter(key=key).first()
    if file is None:
        raise NotFound
    if file.state not in _READABLE:
        raise FileNotReady
    return _pieces(file)


def list_files(*, purpose: str, subject: str) -> list[FileInfo]:
    """Return what is kept for one subject, the oldest first. One SQL query."""
    return [
        info_of(file) for file in StoredFile.objects.filter(purpose=purpose, subject=subject).order_by("pk")
    ]


@transaction.atomic
def move_files(*, actor: Actor, keys: Iterable[str], purpose: str, subject: str, to: tuple[str, str]) -> int:
    """Give files to another purpose and subject, as when a draft becomes a request; return how many."""
    files = StoredFile.objects.filter(key__in=list(keys), purpose=purpose, subject=subject)
    moved = files.update(purpose=to[0], subject=to[1], keep_until=None)
    audit.record(actor=actor, verb="kernel.files-moved", target=(purpose, subject), detail={"files": moved})
    return moved


@transaction.atomic
def forget_files(*, actor: Actor, purpose: str, subject: str, keys: Iterable[str] | None = None) -> int:
    """Delete what is kept for one subject, or these of it, content first; return how many."""
    files = StoredFile.objects.filter(purpose=purpose, subject=subject)
    return _forget(actor, files if keys is None else files.filter(key__in=list(keys)), (purpose, subject))


@transaction.atomic
def forget_expired(*, actor: Actor, today: date) -> int:
    """Delete every file whose date has passed; return how many."""
    return _forget(actor, StoredFile.objects.filter(keep_until__lt=today), ("retention", today.isoformat()))


@task()
@transaction.atomic
def scan_file(*, key: str) -> str:
    """Hand a waiting file to every scanner and say what was found. Safe to run twice."""
    file = StoredFile.objects.select_for_update().filter(key=key, state="waiting").first()
    if file is None:
        return "gone"
    threats = [threat for scan in scanners.providers().values() if (threat := scan(_pieces(file)))]
    file.state = "harmful" if threats else "clean"
    file.scanned_at = clock.now()
    file.save(update_fields=["state", "scanned_at"])
    audit.record(
        actor=system_actor("scan"),
        verb="kernel.file-scanned",
        target=file,
        detail={"state": file.state, "threat": threats[0][:80] if threats else ""},
    )
    return file.state


def info_of(file: StoredFile) -> FileInfo:
    """Return what others see of a stored file."""
    return FileInfo(
        key=file.key,
        owner=file.owner,
        purpose=file.purpose,
        subject=file.subject,
        name=sealing.unseal(file.sealed_name, context=NAME_CONTEXT).decode(),
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        state=file.state,
        stored_at=file.stored_at,
        keep_until=file.keep_until,
    )


def _collect(chunks: Iterable[bytes], most_bytes: int) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > most_bytes:
            raise FileTooLarge
    if not content:
        raise FileEmpty
    return bytes(content)


def _check(content: bytes, name: str, types: set[str]) -> str:
    media_type = sniff(content)
    if not media_type or media_type not in types:
        raise FileTypeRefused
    if not name_matches(clean_name(name, media_type), media_type):
        raise FileNameMisleads
    if not is_whole(content, media_type):
        raise FileDamaged
    return media_type


def _path(key: str) -> str:
    return f"sealed/{key[:2]}/{key}"


def _pieces(file: StoredFile) -> Iterator[bytes]:
    with default_storage.open(_path(file.key)) as sealed:
        yield from open_pieces(sealed, file.key, file.size)


def _forget(actor: Actor, files: models.QuerySet[StoredFile], target: tuple[str, str]) -> int:
    keys = list(files.values_list("key", flat=True))
    if not keys:
        return 0
    StoredFile.objects.filter(key__in=keys).delete()
    for key in keys:
        transaction.on_commit(partial(default_storage.delete, _path(key)))
    audit.record(actor=actor, verb="kernel.files-forgotten", target=target, detail={"files": len(keys)})
    return len(keys)
