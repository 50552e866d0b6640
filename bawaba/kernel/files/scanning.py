"""Waiting files: handed to the scanners, then converted; until both are done nobody opens them."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django_tasks import task

from bawaba.kernel import audit, clock, documents, sealing
from bawaba.kernel.actors import system_actor
from bawaba.kernel.files.stored import NAME_CONTEXT, ScannerUnavailable, open_pieces, scanners, seal_pieces
from bawaba.kernel.jobs import enqueue_once
from bawaba.kernel.models import StoredFile

WAITS_S: Final = (30, 120, 600, 3600)
"""How long to wait before a scanner that did not answer is asked again; the last one repeats for a day."""

MOST_TRIES: Final = 28


@task()
def scan_file(*, key: str, attempt: int = 1) -> str:
    """Hand a waiting file to every scanner, convert it, and say what became of it. Safe to run twice.

    A scanner that does not answer is asked again later, for a day; the file waits meanwhile.
    """
    file = StoredFile.objects.filter(key=key, state="waiting").first()
    if file is None:
        return "gone"
    try:
        threat = _find_threat(file)
    except ScannerUnavailable:
        if attempt >= MOST_TRIES:
            raise
        wait = WAITS_S[min(attempt, len(WAITS_S)) - 1]
        again = scan_file.using(run_after=clock.now() + timedelta(seconds=wait))
        again.enqueue(key=key, attempt=attempt + 1)
        return "waiting"
    made = _convert(file) if file.as_pdf and not threat else b""
    return _settle(file, threat, made)


def rescan_waiting() -> int:
    """Put every waiting file in the queue again, as after a long outage of the scanner; return how many."""
    keys = list(StoredFile.objects.filter(state="waiting").values_list("key", flat=True))
    return sum(enqueue_once(scan_file, key=key) for key in keys)


def content_of(file: StoredFile) -> Iterator[bytes]:
    """Yield the content of a file, whatever its state."""
    with default_storage.open(blob_path(file.blob)) as sealed:
        yield from open_pieces(sealed, file.blob, file.size)


def blob_path(blob: str) -> str:
    """Return where a content lies in the storage."""
    return f"sealed/{blob[:2]}/{blob}"


def _find_threat(file: StoredFile) -> str:
    found = (scan(content_of(file)) for scan in scanners.providers().values())
    return next((threat for threat in found if threat), "")


def _convert(file: StoredFile) -> bytes:
    """Return the PDF that the file becomes, or nothing when it cannot be made: it then stays as it came."""
    content = b"".join(content_of(file))
    try:
        return documents.convert(
            content, file.media_type, mark=file.mark, language=file.language, font=settings.DOCUMENT_FONT
        )
    except documents.DocumentFaulty:
        return b""


@transaction.atomic
def _settle(file: StoredFile, threat: str, made: bytes) -> str:
    """Write down what was found, and put the converted content in place of the first one."""
    row = StoredFile.objects.select_for_update().filter(pk=file.pk, state="waiting", blob=file.blob).first()
    if row is None:
        return "gone"
    row.state = "harmful" if threat else ("clean" if scanners.providers() else "unscanned")
    row.scanned_at = clock.now()
    if made:
        _replace(row, made)
    row.save()
    audit.record(
        actor=system_actor("scan"),
        verb="kernel.file-scanned",
        target=row,
        detail={"state": row.state, "threat": threat[:80], "sha256": row.sha256, "converted": bool(made)},
    )
    return row.state


def _replace(row: StoredFile, made: bytes) -> None:
    before, row.blob = row.blob, secrets.token_urlsafe(24)
    default_storage.save(blob_path(row.blob), ContentFile(b"".join(seal_pieces(made, row.blob))))
    transaction.on_commit(partial(default_storage.delete, blob_path(before)))
    name = sealing.unseal(row.sealed_name, context=NAME_CONTEXT).decode()
    renamed = str(PurePosixPath(name).with_suffix(".pdf"))
    row.sealed_name = sealing.seal(renamed.encode(), context=NAME_CONTEXT)
    row.media_type, row.size = "application/pdf", len(made)
    row.sha256 = hashlib.sha256(made).hexdigest()
