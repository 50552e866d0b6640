"""Import a register of another country: every row is held or quarantined, in one transaction."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Final, get_args

from django.db import transaction

from bawaba.ai.errors import RegisterUnreadable
from bawaba.ai.models import ReferenceSystem
from bawaba.ai.register.mappings import FileUnreadable, RegisterMapping, mapping_of, read_register
from bawaba.ai.register.schema import ENUMERATIONS, TEXTS, Row, System
from bawaba.ai.services.indexing import index_register
from bawaba.ai.types import RegisterFormat, RegisterImport
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied

MAPPINGS: Final = Path(__file__).resolve().parent.parent / "data" / "mappings"
SHIPPED: Final = MAPPINGS.parent / "registers"
CHUNK: Final = 500
WRITTEN: Final = (*TEXTS, *ENUMERATIONS, "digest", "language", "unread", "imported_at")


def mapping_for(name: RegisterFormat) -> RegisterMapping:
    """Return how a register is read."""
    yaml = import_module("yaml")
    return mapping_of(yaml.safe_load((MAPPINGS / f"{name}.yaml").read_text(encoding="utf-8")))


@transaction.atomic
def import_register(
    *, actor: Actor, path: Path, name: RegisterFormat, progress: Callable[[int], object] | None = None
) -> RegisterImport:
    """Hold every row of a register's file as a reference system; what cannot be is quarantined with its reason.

    The same file again changes nothing. Rows that a later file no longer has stay, with the moment of their
    import. Two SQL queries for 500 rows, then its words are indexed anew. progress: called with the rows done.
    raises: PermissionDenied, RegisterUnreadable (nothing is changed then; also when not one row could be read)
    """
    if not actor.is_administrator:
        raise PermissionDenied
    found = RegisterImport(name=name)
    bodies: set[str] = set()
    try:
        for chunk in _chunks(read_register(path, mapping_for(name))):
            systems = [row for row in chunk if isinstance(row, System)]
            found.read += len(chunk)
            found.imported += len(systems)
            found.quarantined.extend(row for row in chunk if not isinstance(row, System))
            found.impacting += sum(system.impacting for system in systems)
            bodies.update(system.body_key for system in systems if system.body_key)
            found.changed += _hold(name, systems)
            if progress:
                progress(len(chunk))
    except FileUnreadable as error:
        raise RegisterUnreadable(error.place, error.why) from error
    if not found.imported:
        raise _nothing_of_it(path, found)
    found.bodies = len(bodies)
    if found.changed:
        index_register(name)
        _record(actor, path, found)
    return found


def _nothing_of_it(path: Path, found: RegisterImport) -> RegisterUnreadable:
    if not found.quarantined:
        return RegisterUnreadable(path.name, "no rows")
    first = found.quarantined[0]
    return RegisterUnreadable(f"line {first.line}", f"{first.field} {first.reason}".strip())


def load_registers(
    *, actor: Actor, progress: Callable[[int], object] | None = None
) -> Mapping[str, RegisterImport]:
    """Import the registers that ship with this room (`data/registers`), each in its own transaction.

    What is held already is left as it is. progress: called with the rows done
    raises: PermissionDenied
    """
    found = {}
    for name in get_args(RegisterFormat):
        (path,) = SHIPPED.glob(f"{name}.*")
        found[name] = import_register(actor=actor, path=path, name=name, progress=progress)
    return found


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _hold(name: RegisterFormat, systems: list[System]) -> int:
    """Write what is new or has changed; return how many."""
    held = dict(
        ReferenceSystem.objects.filter(origin=name, key__in=[system.key for system in systems]).values_list(
            "key", "digest"
        )
    )
    moment = clock.now()
    rows = [
        ReferenceSystem(
            origin=name, key=system.key, digest=digest, language=system.language, unread=dict(system.unread),
            imported_at=moment, **{**system.texts, **system.words, "published_on": _date(system)},
        )
        for system in systems
        if held.get(system.key) != (digest := _digest(system))
    ]  # fmt: skip
    ReferenceSystem.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["origin", "key"], update_fields=WRITTEN
    )
    return len(rows)


def _date(system: System) -> date | None:
    try:
        return date.fromisoformat(system.texts["published_on"])
    except ValueError:
        return None


def _digest(system: System) -> str:
    said = [system.language, dict(system.texts), dict(system.words), dict(system.unread)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _record(actor: Actor, path: Path, found: RegisterImport) -> None:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    detail = {
        "format": found.name, "sha256": digest, "read": found.read, "imported": found.imported,
        "changed": found.changed, "quarantined": len(found.quarantined),
    }  # fmt: skip
    audit.record(actor=actor, verb="ai.register-imported", target=("ai.register", found.name), detail=detail)
