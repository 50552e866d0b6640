"""Drafts: each save is a revision of its own, so that nothing written is lost and two editors meet."""

from datetime import datetime

from django.db import transaction

from bawaba.catalogue import rules
from bawaba.catalogue.errors import (
    ChangedMeanwhile,
    NotYourBody,
    RevisionNotFound,
    ServiceExists,
    ServiceInvalid,
    ServiceNotFound,
    StepNotAllowed,
)
from bawaba.catalogue.models import Event, Revision, Service
from bawaba.catalogue.queries.desk import revision_info
from bawaba.catalogue.queries.reading import record_of
from bawaba.catalogue.services.publishing import mirror, write_texts
from bawaba.catalogue.types import OPEN_STATES, RevisionInfo, ServiceRecord
from bawaba.catalogue.wording import problem_text
from bawaba.directory.errors import BodyNotFound
from bawaba.directory.queries import acts_for, bodies_by_key
from bawaba.directory.services import ensure_bodies
from bawaba.directory.types import Role
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor


@transaction.atomic
def create_draft(*, actor: Actor, record: ServiceRecord, note: str = "") -> RevisionInfo:
    """Begin a new service with a first draft.

    raises: ServiceInvalid, ServiceExists, NotYourBody, BodyNotFound
    """
    record = checked(record)
    body_id = _body_id(actor, record.authority)
    epochs.queue_up()
    if Service.objects.filter(identifier=record.identifier).exists():
        raise ServiceExists(fields={"identifier": ServiceExists.message})
    return _written(actor, record, body_id, note)


@transaction.atomic
def save_draft(*, actor: Actor, record: ServiceRecord, expected: int, note: str = "") -> RevisionInfo:
    """Keep what an editor wrote as the next revision of an existing service.

    expected: number of the revision that the editor started from; it must still be the latest
    raises: ServiceInvalid, ServiceNotFound, NotYourBody, BodyNotFound, ChangedMeanwhile,
    StepNotAllowed when the latest is in review or scheduled
    """
    record = checked(record)
    service = service_for(actor, "editor", record.identifier)
    _check_latest(service, expected)
    return _written(actor, record, _body_id(actor, record.authority), note)


@transaction.atomic
def restore_revision(*, actor: Actor, identifier: str, number: int, expected: int) -> RevisionInfo:
    """Begin a draft with what an earlier revision said; publication then takes its usual way.

    raises: ServiceNotFound, NotYourBody, RevisionNotFound, ChangedMeanwhile, StepNotAllowed
    """
    service = service_for(actor, "editor", identifier)
    _check_latest(service, expected)
    revision = service.revisions.filter(number=number).first()
    if revision is None:
        raise RevisionNotFound
    record = record_of(identifier, revision)
    return _written(actor, record, _body_id(actor, record.authority), f"r{number}")


def write_draft(
    *, actor: Actor, record: ServiceRecord, body_id: int, moment: datetime, note: str = ""
) -> Revision:
    """Keep a checked record as the service's next draft; make the service if it is new.

    The caller holds the transaction, the rights and the audit.
    """
    service = Service.objects.select_related("published").filter(identifier=record.identifier).first()
    if service is None:
        service = Service(identifier=record.identifier)
        mirror(service, record, body_id=body_id, moment=moment)
        service.save()
    stored = rules.encode(record)
    last = service.revisions.order_by("-number").first()
    opened = last if last is not None and last.state in OPEN_STATES else None
    if opened is not None:
        Revision.objects.filter(pk=opened.pk).update(state="superseded")
    revision = Revision.objects.create(
        service=service,
        number=last.number + 1 if last else 1,
        state="draft",
        facts=stored.facts,
        content_hash=rules.hash_stored(record.identifier, stored),
        author_key=actor.key,
        authors=list(dict.fromkeys([*(opened.authors if opened else ()), actor.key])),
        based_on=opened.based_on if opened else published_number(service),
        note=note[:300],
        created_at=moment,
    )
    write_texts([(revision.pk, stored)])
    return revision


def checked(record: ServiceRecord) -> ServiceRecord:
    """Return the record cleaned.

    raises: ServiceInvalid with a message for each field
    """
    record = rules.clean_record(record)
    events = set(Event.objects.values_list("key", flat=True))
    problems = rules.find_problems(record, events=events)
    if problems:
        raise ServiceInvalid(fields={one.field: problem_text(one.reason) for one in problems})
    return record


def service_for(actor: Actor, role: Role, identifier: str) -> Service:
    """Return the service, locked, for an actor who holds the role for its body.

    raises: ServiceNotFound, NotYourBody
    """
    rows = Service.objects.select_for_update(of=("self",)).select_related("published", "body")
    service = rows.filter(identifier=identifier).first()
    if service is None:
        raise ServiceNotFound
    if not acts_for(actor=actor, role=role, body=service.body.key):
        raise NotYourBody
    return service


def published_number(service: Service) -> int:
    """Return the number of the published revision, or 0."""
    return service.published.number if service.published else 0


def _check_latest(service: Service, expected: int) -> None:
    latest = service.revisions.order_by("-number").first()
    if latest is None or latest.number != expected:
        raise ChangedMeanwhile
    if latest.state in {"in-review", "scheduled"}:
        raise StepNotAllowed


def _written(actor: Actor, record: ServiceRecord, body_id: int, note: str) -> RevisionInfo:
    revision = write_draft(actor=actor, record=record, body_id=body_id, moment=clock.now(), note=note)
    audit.record(
        actor=actor,
        verb="catalogue.draft-saved",
        target=("catalogue.service", record.identifier),
        detail={"revision": revision.number, "hash": revision.content_hash},
    )
    return revision_info(record.identifier, revision)


def _body_id(actor: Actor, key: str) -> int:
    bodies = bodies_by_key(keys=[key])
    if not bodies:
        raise BodyNotFound(fields={"authority": BodyNotFound.message})
    if not acts_for(actor=actor, role="editor", body=key):
        raise NotYourBody
    return ensure_bodies(actor=actor, bodies=bodies)[key]
