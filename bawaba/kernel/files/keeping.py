"""Take files in, give them back, move them with what they belong to, forget them."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction

from bawaba.kernel import audit, clock, sealing
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import NotFound
from bawaba.kernel.files.checking import MOST_BYTES, Checked, check_file
from bawaba.kernel.files.refusals import FileNotReady
from bawaba.kernel.files.scanning import blob_path, content_of, scan_file
from bawaba.kernel.files.sniffing import TYPES
from bawaba.kernel.files.stored import NAME_CONTEXT, FileInfo, scanners, seal_pieces
from bawaba.kernel.jobs import enqueue_once
from bawaba.kernel.models import StoredFile

_READABLE: Final = ("clean", "unscanned")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was checked and lies sealed in the storage; nothing names it yet.

    One that is never kept is swept away with the other orphans.
    """

    checked: Checked
    blob: str
    sha256: str


def prepare(
    *, chunks: Iterable[bytes], name: str, most_bytes: int = MOST_BYTES, types: Iterable[str] = TYPES
) -> Prepared:
    """Check a file by its content and lay it sealed in the storage, before any transaction.

    raises: FileEmpty, FileTooLarge, FileTypeRefused, FileNameMisleads, FileDamaged, FileLocked, FileActive,
            FileOversized
    """
    checked = check_file(chunks=chunks, name=name, most_bytes=most_bytes, types=types)
    blob = secrets.token_urlsafe(24)
    default_storage.save(blob_path(blob), ContentFile(b"".join(seal_pieces(checked.content, blob))))
    return Prepared(checked, blob, hashlib.sha256(checked.content).hexdigest())


@transaction.atomic
def keep(
    *,
    actor: Actor,
    prepared: Prepared,
    purpose: str,
    subject: str,
    keep_until: date | None = None,
    as_pdf: bool = False,
    mark: str = "",
    language: str = "",
) -> FileInfo:
    """Keep a file that was prepared; it waits for the scanner where there is one, and to be converted.

    purpose: whose guard decides who may open it; subject: what it belongs to, such as a draft's key
    as_pdf:  make a PDF of a photograph; mark: write this across its pages, in `language`
    """
    checked = prepared.checked
    converts = bool(mark) or (as_pdf and checked.media_type != "application/pdf")
    file = StoredFile.objects.create(
        key=prepared.blob,
        blob=prepared.blob,
        owner=actor.key,
        purpose=purpose,
        subject=subject,
        sealed_name=sealing.seal(checked.name.encode(), context=NAME_CONTEXT),
        media_type=checked.media_type,
        size=len(checked.content),
        sha256=prepared.sha256,
        received_sha256=prepared.sha256,
        state="waiting" if converts or scanners.providers() else "unscanned",
        stored_at=clock.now(),
        keep_until=keep_until,
        as_pdf=converts,
        mark=mark[:300],
        language=language,
    )
    audit.record(
        actor=actor,
        verb="kernel.file-received",
        target=file,
        detail={"purpose": purpose, "sha256": file.sha256},
    )
    if file.state == "waiting":
        enqueue_once(scan_file, key=file.key)
    return info_of(file)


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
    """Check a file and keep it as it is: `prepare`, then `keep` in a transaction of its own.

    raises: what `prepare` raises
    """
    prepared = prepare(chunks=chunks, name=name, most_bytes=most_bytes, types=types)
    return keep(actor=actor, prepared=prepared, purpose=purpose, subject=subject, keep_until=keep_until)


def read(*, key: str) -> Iterator[bytes]:
    """Return the content of a file in pieces. One SQL query.

    raises: NotFound, FileNotReady
    """
    file = StoredFile.objects.filter(key=key).first()
    if file is None:
        raise NotFound
    if file.state not in _READABLE:
        raise FileNotReady
    return content_of(file)


def list_files(*, purpose: str, subject: str) -> list[FileInfo]:
    """Return what is kept for one subject, the oldest first. One SQL query."""
    return [
        info_of(file) for file in StoredFile.objects.filter(purpose=purpose, subject=subject).order_by("pk")
    ]


def list_many(*, purpose: str, subjects: Iterable[str]) -> list[FileInfo]:
    """Return what is kept for several subjects, by subject, the oldest first. One SQL query."""
    found = StoredFile.objects.filter(purpose=purpose, subject__in=list(subjects))
    return [info_of(file) for file in found.order_by("subject", "pk")]


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
        received_sha256=file.received_sha256,
        state=file.state,
        stored_at=file.stored_at,
        keep_until=file.keep_until,
    )


def _forget(actor: Actor, files: models.QuerySet[StoredFile], target: tuple[str, str]) -> int:
    blobs = list(files.values_list("blob", flat=True))
    if not blobs:
        return 0
    StoredFile.objects.filter(blob__in=blobs).delete()
    for blob in blobs:
        transaction.on_commit(partial(default_storage.delete, blob_path(blob)))
    audit.record(actor=actor, verb="kernel.files-forgotten", target=target, detail={"files": len(blobs)})
    return len(blobs)
