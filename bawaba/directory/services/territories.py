"""Load the territories that ship with the package."""

from collections.abc import Callable, Iterable
from typing import Final

from django.db import transaction

from bawaba.directory import rules, shipped
from bawaba.directory.models import Territory, TerritoryName
from bawaba.directory.types import TerritoryRecord
from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied

_FACTS: Final = ("kind", "parent_id", "population", "population_year", "households", "setting", "lon", "lat")


@transaction.atomic
def load_territories(*, actor: Actor, progress: Callable[[int], object] | None = None) -> dict[str, int]:
    """Bring Morocco's regions, provinces, prefectures and communes up to the shipped file.

    Returns the numbers read, created, changed and unchanged. A second load changes nothing and
    leaves no audit row. progress: called with the number of territories done since the last call.
    raises: PermissionDenied, unless an administrator or the system asks
    """
    if not actor.is_administrator:
        raise PermissionDenied
    epochs.queue_up()
    records = list(shipped.territories())
    created, changed = _write(records, progress or (lambda _count: None))
    if created or changed:
        audit.record(
            actor=actor,
            verb="directory.territories-loaded",
            target=("directory.territory", shipped.COUNTRY),
            detail={"created": created, "changed": changed, "population_year": shipped.POPULATION_YEAR},
        )
        epochs.advance()
    unchanged = len(records) - created - changed
    return {"read": len(records), "created": created, "changed": changed, "unchanged": unchanged}


def _write(records: list[TerritoryRecord], progress: Callable[[int], object]) -> tuple[int, int]:
    """Write what differs, level by level so that each parent has its id. Return (created, changed)."""
    known = Territory.objects.in_bulk(field_name="code")
    names = {
        (row.territory_id, row.language): row
        for row in TerritoryName.objects.filter(language__in=shipped.TERRITORY_LANGUAGES)
    }
    created = 0
    changed: set[str] = set()
    for batch in rules.levels(records):
        created += _create_missing(batch, known)
        changed |= _update_facts(batch, known)
        changed |= _write_names(batch, known, names)
        progress(len(batch))
    return created, len(changed)


def _facts(record: TerritoryRecord, known: dict[str, Territory]) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(record, name) for name in _FACTS if name != "parent_id"}
    return values | {"parent_id": known[record.parent].pk if record.parent else None}


def _create_missing(batch: Iterable[TerritoryRecord], known: dict[str, Territory]) -> int:
    missing = [
        Territory(code=record.code, **_facts(record, known)) for record in batch if record.code not in known
    ]
    known.update((row.code, row) for row in Territory.objects.bulk_create(missing, batch_size=1000))
    return len(missing)


def _update_facts(batch: Iterable[TerritoryRecord], known: dict[str, Territory]) -> set[str]:
    stale: list[Territory] = []
    for record in batch:
        row, facts = known[record.code], _facts(record, known)
        if any(getattr(row, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(row, name, value)
            stale.append(row)
    if stale:
        Territory.objects.bulk_update(stale, _FACTS, batch_size=500)
    return {row.code for row in stale}


def _write_names(
    batch: Iterable[TerritoryRecord],
    known: dict[str, Territory],
    names: dict[tuple[int, str], TerritoryName],
) -> set[str]:
    """Write the names that differ; return the codes of territories that were there with another name."""
    new: list[TerritoryName] = []
    stale: list[TerritoryName] = []
    changed: set[str] = set()
    for record in batch:
        for language, name in record.names.items():
            row = names.get((known[record.code].pk, language))
            if row is None:
                new.append(TerritoryName(territory=known[record.code], language=language, name=name))
            elif row.name != name:
                row.name = name
                stale.append(row)
                changed.add(record.code)
    TerritoryName.objects.bulk_create(new, batch_size=1000)
    if stale:
        TerritoryName.objects.bulk_update(stale, ["name"], batch_size=500)
    return changed
