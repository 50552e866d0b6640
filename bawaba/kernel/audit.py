"""The audit: append-only and hash-chained, so that a changed, missing or reordered row shows."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import models, transaction

from bawaba.kernel import clock, epochs, rows
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import AuditEntry

GENESIS = "0" * 64
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_TABLE: Final = AuditEntry._meta.db_table
_LAST_LINK: Final = f"SELECT sequence, digest FROM {_TABLE} ORDER BY sequence DESC LIMIT 1"  # noqa: S608  # a table's name
_ADD: Final = (
    f"INSERT INTO {_TABLE} "  # noqa: S608  # as above
    "(sequence, at, actor, verb, target_type, target_id, detail, previous, digest) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Where the chain breaks: the row's sequence and what is wrong with it."""

    sequence: int
    fault: str


def canonical_moment(moment: datetime) -> str:
    """Return `moment` in UTC with microseconds, the same text from every database."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def chain_digest(previous: str, entry: Mapping[str, object]) -> str:
    """Return the SHA-256, in hexadecimal, of `previous` and the entry as canonical JSON."""
    text = _CANONICAL.encode(entry)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def covered_by_digest(entry: AuditEntry) -> dict[str, object]:
    """Return what the digest of a row covers, beside the digest before it."""
    return {
        "sequence": entry.sequence,
        "at": canonical_moment(entry.at),
        "actor": entry.actor,
        "verb": entry.verb,
        "target_type": entry.target_type,
        "target_id": entry.target_id,
        "detail": entry.detail,
    }


def record(
    *,
    actor: Actor,
    verb: str,
    target: models.Model | tuple[str, str],
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add one row to the chain inside the caller's transaction. Three SQL queries.

    verb:   `room.past-participle`, such as `catalogue.published`
    target: a saved model, or a pair (type, identifier)
    detail: JSON values, never personal data
    """
    kind, identifier = target if isinstance(target, tuple) else (target._meta.label_lower, str(target.pk))
    act = {
        "actor": actor.key,
        "verb": verb,
        "target_type": kind,
        "target_id": identifier,
        "detail": dict(detail or {}),
    }
    if rows.in_transaction():
        _append(act)
        return
    with transaction.atomic():
        _append(act)


def _append(act: Mapping[str, object]) -> None:
    """Write the act as the chain's last row. `act` holds the columns that `covered_by_digest` names."""
    epochs.count_up(epochs.WRITERS)  # holds its row: one writer at a time on the chain
    last, previous = _last_link()
    sequence, at = last + 1, clock.now()
    digest = chain_digest(previous, {**act, "sequence": sequence, "at": canonical_moment(at)})
    kept = {**act, "detail": rows.document(act["detail"])}
    rows.run(_ADD, sequence, rows.moment(at), *kept.values(), previous, digest)


def _last_link() -> tuple[int, str]:
    sequence, digest = rows.run(_LAST_LINK).fetchone() or (0, GENESIS)
    return int(sequence), str(digest)


def find_faults(entries: Iterable[AuditEntry], *, written: int = 0) -> list[ChainFault]:
    """Return every break in the chain of `entries`, which come in their sequence's order.

    written: the sequence of the last row that was ever written, where it is known
    """
    faults: list[ChainFault] = []
    expected, previous = 1, GENESIS
    for entry in entries:
        if entry.sequence != expected:
            faults.append(ChainFault(expected, "missing"))
        elif entry.previous != previous:
            faults.append(ChainFault(entry.sequence, "reordered"))
        if entry.digest != chain_digest(entry.previous, covered_by_digest(entry)):
            faults.append(ChainFault(entry.sequence, "changed"))
        expected, previous = entry.sequence + 1, entry.digest
    if expected <= written:
        faults.append(ChainFault(expected, "missing"))
    return faults


def verify() -> tuple[int, list[ChainFault]]:
    """Return how many rows the audit holds and its faults. Two SQL queries, one of them streamed.

    The number of rows ever written is kept apart, so that rows cut from the end show too.
    """
    count = 0
    written = epochs.read(epochs.WRITERS)

    def counted() -> Iterable[AuditEntry]:
        nonlocal count
        for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000):
            count += 1
            yield entry

    faults = find_faults(counted(), written=written)
    return count, faults
