"""Create and change public bodies, one by one or in bulk."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from django.db import transaction

from bawaba.directory import queries, rules, shipped
from bawaba.directory.errors import BodyInvalid, BodyNotFound, BodyTreeBroken, TerritoryNotFound
from bawaba.directory.models import Body, BodyName, ContactPoint, OpeningHours, Territory
from bawaba.directory.types import BodyRecord, ContactPointRecord
from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.markup import clean_text, clean_url

_BATCH: Final = 500
_FACTS: Final = ("kind", "country", "parent_id", "territory_id", "url", "identifiers")


@transaction.atomic
def ensure_bodies(*, actor: Actor, bodies: Iterable[BodyRecord]) -> dict[str, int]:
    """Create the bodies that are missing and return the id of each key given.

    What is already known is kept: only names in further languages are added, so that an import
    never undoes an editor's work. Parents must be known or among `bodies`. Calling it again
    changes nothing, leaves no audit row and takes at most six SQL queries; writing goes in batches.
    raises: BodyInvalid, BodyNotFound (a parent), BodyTreeBroken, TerritoryNotFound, and
    PermissionDenied when something must change and the actor is no administrator
    """
    return _write(actor, bodies, overwrite=False)


@transaction.atomic
def save_body(*, actor: Actor, body: BodyRecord) -> int:
    """Create a body, or replace all that is known of it, contact points included. Return its id.

    raises: BodyInvalid, BodyNotFound (the parent), BodyTreeBroken, TerritoryNotFound,
    PermissionDenied unless the actor administers it (or, for a new one, the body above)
    """
    known = Body.objects.filter(key=body.key).exists()
    asked = body.key if known else body.parent
    if not queries.acts_for(actor=actor, role="administrator", body=asked):
        raise PermissionDenied
    if known and body.parent and not queries.acts_for(actor=actor, role="administrator", body=body.parent):
        _keep_place(body)
    return _write(actor, [body], overwrite=True, checked=True)[body.key]


@transaction.atomic
def load_bodies(*, actor: Actor, progress: Callable[[int], object] | None = None) -> dict[str, int]:
    """Create the shipped national bodies that are missing. Returns the numbers read and created."""
    records = list(shipped.bodies())
    before = Body.objects.count()
    ensure_bodies(actor=actor, bodies=records)
    if progress:
        progress(len(records))
    return {"read": len(records), "created": Body.objects.count() - before}


def _keep_place(body: BodyRecord) -> None:
    """Refuse to move a body under one that the actor does not administer."""
    if queries.get_body(key=body.key).parent != body.parent:
        raise PermissionDenied


def _write(
    actor: Actor, bodies: Iterable[BodyRecord], *, overwrite: bool, checked: bool = False
) -> dict[str, int]:
    wanted = {body.key: _cleaned(body) for body in bodies}
    epochs.queue_up()
    rows = Body.objects.in_bulk(field_name="key")
    _check(wanted, rows)
    work = _Work(rows=rows, wanted=wanted, overwrite=overwrite, territories=_territory_ids(wanted.values()))
    if not (checked or actor.is_administrator) and work.is_needed():
        raise PermissionDenied
    created, changed = work.run()
    if created or changed:
        _record(actor, created, changed)
    return {key: rows[key].pk for key in wanted}


def _record(actor: Actor, created: list[str], changed: set[str]) -> None:
    touched = sorted({*created, *changed})
    audit.record(
        actor=actor,
        verb="directory.bodies-saved",
        target=("directory.body", touched[0] if len(touched) == 1 else f"{len(touched)} bodies"),
        detail={"created": len(created), "changed": len(changed), "first": touched[:20]},
    )
    epochs.advance()


def _cleaned(body: BodyRecord) -> BodyRecord:
    faults = rules.faults_of(body)
    if faults:
        raise BodyInvalid(fields={name: f"{body.key[:120]}: {fault}" for name, fault in faults.items()})
    return replace(
        body,
        names=_texts(body.names, 300),
        descriptions=_texts(body.descriptions, 4000),
        url=clean_url(body.url),
        contacts=tuple(_cleaned_contact(contact) for contact in body.contacts),
    )


def _cleaned_contact(contact: ContactPointRecord) -> ContactPointRecord:
    return replace(
        contact,
        label=_texts(contact.label, 200),
        address=_texts(contact.address, 500),
        phone=clean_text(contact.phone, limit=40),
        email=clean_text(contact.email, limit=254),
        url=clean_url(contact.url),
        hours=tuple(contact.hours),
    )


def _texts(texts: Mapping[str, str], limit: int) -> dict[str, str]:
    cleaned = {language: clean_text(text, limit=limit) for language, text in texts.items()}
    return {language: text for language, text in cleaned.items() if text}


def _check(wanted: Mapping[str, BodyRecord], rows: Mapping[str, Body]) -> None:
    """Refuse an unknown parent, or parents that would form a circle."""
    by_id = {row.pk: key for key, row in rows.items()}
    parents = {key: by_id.get(row.parent_id or 0, "") for key, row in rows.items()}
    parents.update({key: body.parent for key, body in wanted.items()})
    unknown = sorted({parent for parent in parents.values() if parent and parent not in parents})
    if unknown:
        raise BodyNotFound(fields={"parent": ", ".join(unknown[:20])})
    cycle = rules.find_cycle(parents)
    if cycle:
        raise BodyTreeBroken(fields={"parent": " → ".join(cycle)})


def _territory_ids(bodies: Iterable[BodyRecord]) -> dict[str, int]:
    codes = {body.territory for body in bodies if body.territory}
    if not codes:
        return {}
    ids = dict(Territory.objects.filter(code__in=codes).values_list("code", "id"))
    if codes - ids.keys():
        raise TerritoryNotFound(fields={"territory": ", ".join(sorted(codes - ids.keys())[:20])})
    return ids


@dataclass
class _Work:
    """One bulk write: what is there, what is wanted, and whether to overwrite."""

    rows: dict[str, Body]
    wanted: Mapping[str, BodyRecord]
    overwrite: bool
    territories: Mapping[str, int]
    names: dict[tuple[str, str], BodyName] = field(init=False)

    def __post_init__(self) -> None:
        found = BodyName.objects.filter(body__key__in=self.wanted).select_related("body")
        self.names = {(name.body.key, name.language): name for name in found}

    def is_needed(self) -> bool:
        return any(
            key not in self.rows or any((key, language) not in self.names for language in body.names)
            for key, body in self.wanted.items()
        )

    def run(self) -> tuple[list[str], set[str]]:
        """Write and return the keys created and those changed."""
        created = self._create()
        changed = self._update_facts(created) if self.overwrite else set()
        changed |= self._write_names()
        replaced = set(created) | (self._stale_contacts() if self.overwrite else set())
        self._write_contacts(replaced)
        return created, (changed | replaced) - set(created)

    def _create(self) -> list[str]:
        missing = {key: body for key, body in self.wanted.items() if key not in self.rows}
        for layer in rules.parents_first(missing):
            new = [Body(key=body.key, **self._facts(body)) for body in layer]
            self.rows.update((row.key, row) for row in Body.objects.bulk_create(new, batch_size=_BATCH))
        return list(missing)

    def _facts(self, body: BodyRecord) -> dict[str, object]:
        return {
            "kind": body.kind,
            "country": body.country,
            "parent_id": self.rows[body.parent].pk if body.parent else None,
            "territory_id": self.territories[body.territory] if body.territory else None,
            "url": body.url,
            "identifiers": dict(body.identifiers),
        }

    def _update_facts(self, created: Iterable[str]) -> set[str]:
        stale: list[Body] = []
        for key in self.wanted.keys() - set(created):
            row, facts = self.rows[key], self._facts(self.wanted[key])
            if any(getattr(row, name) != value for name, value in facts.items()):
                for name, value in facts.items():
                    setattr(row, name, value)
                stale.append(row)
        if stale:
            Body.objects.bulk_update(stale, _FACTS, batch_size=_BATCH)
        return {row.key for row in stale}

    def _write_names(self) -> set[str]:
        new: list[BodyName] = []
        stale: list[BodyName] = []
        for key, body in self.wanted.items():
            for language, name in body.names.items():
                row = self.names.get((key, language))
                description = body.descriptions.get(language, "")
                if row is None:
                    new.append(BodyName(body=self.rows[key], language=language, name=name, description=description))  # fmt: skip
                elif self.overwrite and (row.name, row.description) != (name, description):
                    row.name, row.description = name, description
                    stale.append(row)
        BodyName.objects.bulk_create(new, batch_size=_BATCH)
        if stale:
            BodyName.objects.bulk_update(stale, ["name", "description"], batch_size=_BATCH)
        return {row.body.key for row in (*new, *stale)} | self._drop_names()

    def _drop_names(self) -> set[str]:
        """Drop names in languages that a replaced body no longer has."""
        if not self.overwrite:
            return set()
        gone = [row for (key, language), row in self.names.items() if language not in self.wanted[key].names]
        BodyName.objects.filter(pk__in=[row.pk for row in gone]).delete()
        return {row.body.key for row in gone}

    def _stale_contacts(self) -> set[str]:
        keys = [key for key in self.wanted if self.rows[key].pk]
        known = {body.key: body.contacts for body in queries.bodies_by_key(keys=keys)}
        return {key for key in keys if tuple(known[key]) != tuple(self.wanted[key].contacts)}

    def _write_contacts(self, keys: set[str]) -> None:
        """Write the contact points of these bodies anew."""
        if not keys:
            return
        ContactPoint.objects.filter(body__key__in=keys).delete()
        pairs = [
            (ContactPoint(body=self.rows[key], position=position, **_contact_facts(contact)), contact)
            for key in sorted(keys)
            for position, contact in enumerate(self.wanted[key].contacts)
        ]
        ContactPoint.objects.bulk_create([row for row, _contact in pairs], batch_size=_BATCH)
        OpeningHours.objects.bulk_create(
            [
                OpeningHours(contact=row, weekday=span.weekday, opens=span.opens, closes=span.closes)
                for row, contact in pairs
                for span in contact.hours
            ],
            batch_size=_BATCH,
        )


def _contact_facts(contact: ContactPointRecord) -> dict[str, object]:
    return {
        "label": dict(contact.label),
        "address": dict(contact.address),
        "phone": contact.phone,
        "email": contact.email,
        "url": contact.url,
    }
