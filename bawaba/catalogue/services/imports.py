"""Import a catalogue's file: every row is imported, unchanged or quarantined, in one transaction."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from django.db import transaction

from bawaba.catalogue.errors import FileBroken
from bawaba.catalogue.importers import reader_of
from bawaba.catalogue.importers.protocol import ImportedRow
from bawaba.catalogue.models import Event
from bawaba.catalogue.services.drafts import write_draft
from bawaba.catalogue.services.events import load_events
from bawaba.catalogue.services.publishing import Progress, Publication, publish_batch
from bawaba.catalogue.services.quarantine import QuarantineReport
from bawaba.catalogue.services.sorting import ImportRun, place_bodies, sort_rows
from bawaba.catalogue.types import ImportedService, ImportFormat, ImportResult
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor

CHUNK: Final = 500


@transaction.atomic
def import_file(
    *,
    actor: Actor,
    path: Path,
    format: ImportFormat,  # noqa: A002 - the word of the command line
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Import every row of a file in one transaction; what cannot be imported is quarantined.

    The system's imports are published; a person's become drafts for a second person to publish,
    in the bodies that the person edits for. A row equal to what was last imported changes nothing.
    A row whose service was edited or archived here, or came from another catalogue, is
    quarantined. dry_run: do the same and take it all back. progress: called with the rows done.
    raises: FileBroken; then nothing was changed
    """
    path = Path(path)
    if not path.exists():
        raise FileBroken
    epochs.queue_up()
    load_events(actor=actor)
    with QuarantineReport(source=path, moment=clock.now()) as report:
        run = ImportRun(
            actor=actor, events=frozenset(Event.objects.values_list("key", flat=True)), report=report
        )
        for chunk in _chunks(reader_of(format)(path)):
            _write(run, sort_rows(run, chunk))
            if progress:
                progress(len(chunk))
        result = ImportResult(
            run.read, run.imported, run.unchanged, report.count, report.path, dict(run.dropped)
        )
        if dry_run:
            transaction.set_rollback(True)
        elif run.imported:
            _record(actor, path, format, result)
        return result


def _chunks(rows: Iterator[ImportedRow]) -> Iterator[list[ImportedRow]]:
    chunk: list[ImportedRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _write(run: ImportRun, rows: Sequence[ImportedService]) -> None:
    rows = place_bodies(run, rows)
    run.imported += len(rows)
    moment = clock.now()
    if run.actor.kind == "person":
        for row in rows:
            body_id = run.bodies[row.record.authority]
            write_draft(actor=run.actor, record=row.record, body_id=body_id, moment=moment)
    elif rows:
        publications = [Publication(row.record, run.bodies[row.record.authority]) for row in rows]
        publish_batch(actor=run.actor, publications=publications, moment=moment)


def _record(actor: Actor, path: Path, format_name: str, result: ImportResult) -> None:
    detail = {
        "format": format_name,
        "sha256": _digest(path) if path.is_file() else "",
        "read": result.read,
        "imported": result.imported,
        "unchanged": result.unchanged,
        "quarantined": result.quarantined,
        "dropped": dict(result.dropped),
    }
    target = ("catalogue.file", path.name[:200])
    audit.record(actor=actor, verb="catalogue.imported", target=target, detail=detail)
    epochs.advance()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
