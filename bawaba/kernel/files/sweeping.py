"""Contents that no row names, left by a crash between the storage and the database: found and deleted."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction

from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.files.keeping import forget_expired
from bawaba.kernel.files.uploads import forget_expired_uploads
from bawaba.kernel.models import StoredFile, Upload

SPARED: Final = timedelta(hours=24)
"""Younger ones are left alone: their row may be on its way."""

_ROOTS: Final = ("sealed", "uploads")
_AT_ONCE: Final = 500


def tidy(*, actor: Actor) -> dict[str, int]:
    """Delete expired files and uploads, and contents that no row names; return how many of each."""
    now = clock.now()
    return {
        "files": forget_expired(actor=actor, today=clock.today()),
        "uploads": forget_expired_uploads(actor=actor, now=now),
        "orphans": sweep_orphans(actor=actor, now=now),
    }


@transaction.atomic
def sweep_orphans(*, actor: Actor, now: datetime) -> int:
    """Delete the contents that no row names and that are older than a day; return how many.

    Two SQL queries for five hundred contents.
    """
    swept = 0
    for batch in _batches(now - SPARED):
        for path in batch - _named(batch):
            default_storage.delete(path)
            swept += 1
    if swept:
        audit.record(
            actor=actor,
            verb="kernel.orphans-swept",
            target=("kernel.storage", now.date().isoformat()),
            detail={"contents": swept},
        )
    return swept


def find_missing() -> list[str]:
    """Return the keys of files whose content is gone from the storage. One SQL query."""
    rows = StoredFile.objects.values_list("key", "blob").iterator()
    return [key for key, blob in rows if not default_storage.exists(f"sealed/{blob[:2]}/{blob}")]


def _batches(before: datetime) -> Iterator[set[str]]:
    batch: set[str] = set()
    for path in _paths():
        if default_storage.get_modified_time(path) < before:
            batch.add(path)
        if len(batch) >= _AT_ONCE:
            yield batch
            batch = set()
    if batch:
        yield batch


def _paths() -> Iterator[str]:
    for root in _ROOTS:
        if not default_storage.exists(root):
            continue
        for folder in default_storage.listdir(root)[0]:
            for name in default_storage.listdir(f"{root}/{folder}")[1]:
                yield f"{root}/{folder}/{name}"


def _named(batch: set[str]) -> set[str]:
    blobs = {path.rpartition("/")[2] for path in batch}
    kept = set(StoredFile.objects.filter(blob__in=blobs).values_list("blob", flat=True))
    for parts in Upload.objects.values_list("parts", flat=True):
        kept |= {blob for blob, _size in parts}
    return {path for path in batch if path.rpartition("/")[2] in kept}
