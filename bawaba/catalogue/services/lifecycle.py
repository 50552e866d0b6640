"""From draft to the public and away again; whoever wrote a text may not publish it."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django_tasks import task

from bawaba.catalogue.errors import (
    ChangedMeanwhile,
    NotReadyToPublish,
    SecondPersonNeeded,
    StepNotAllowed,
)
from bawaba.catalogue.models import Revision, Service
from bawaba.catalogue.queries import publication_gaps
from bawaba.catalogue.queries.desk import revision_info
from bawaba.catalogue.queries.reading import record_of
from bawaba.catalogue.services.drafts import published_number, service_for
from bawaba.catalogue.services.publishing import mirror, offer_to_search, remove_facets, write_facets
from bawaba.catalogue.types import RevisionInfo
from bawaba.catalogue.wording import problem_text
from bawaba.directory.queries import bodies_by_key
from bawaba.directory.services import ensure_bodies
from bawaba.kernel import audit, clock, epochs, ports
from bawaba.kernel.actors import Actor, system_actor


@transaction.atomic
def submit_for_review(*, actor: Actor, identifier: str, expected: int) -> RevisionInfo:
    """Hand a draft to a second person.

    expected: number of the draft
    raises: ServiceNotFound, NotYourBody, ChangedMeanwhile, StepNotAllowed, NotReadyToPublish
    """
    service = service_for(actor, "editor", identifier)
    revision = _open_in(service, expected, {"draft"})
    _check_ready(service, revision)
    return _step(actor, service, revision, "in-review", "catalogue.submitted")


@transaction.atomic
def return_to_author(*, actor: Actor, identifier: str, expected: int, note: str = "") -> RevisionInfo:
    """Make a reviewed or scheduled revision a draft again, with a word why.

    Publishers return it; its own authors may take it back.
    raises: ServiceNotFound, NotYourBody, ChangedMeanwhile, StepNotAllowed
    """
    service = service_for(actor, "editor", identifier)
    revision = _open_in(service, expected, {"in-review", "scheduled"})
    if actor.key not in revision.authors:
        service_for(actor, "publisher", identifier)
    revision.note = note[:300]
    revision.reviewer_key, revision.publish_at = "", None
    return _step(actor, service, revision, "draft", "catalogue.returned")


@transaction.atomic
def approve(
    *, actor: Actor, identifier: str, expected: int, publish_at: datetime | None = None
) -> RevisionInfo:
    """Publish a reviewed revision, at once or at an aware moment to come.

    raises: ServiceNotFound, NotYourBody, SecondPersonNeeded, ChangedMeanwhile, StepNotAllowed,
    NotReadyToPublish
    """
    service = service_for(actor, "publisher", identifier)
    revision = _open_in(service, expected, {"in-review"})
    if actor.key in revision.authors:
        raise SecondPersonNeeded
    if revision.based_on != published_number(service):
        raise ChangedMeanwhile
    _check_ready(service, revision)
    revision.reviewer_key = actor.key
    if publish_at is not None and publish_at > clock.now():
        revision.publish_at = publish_at
        transaction.on_commit(partial(_enqueue_publication, publish_at))
        return _step(actor, service, revision, "scheduled", "catalogue.scheduled")
    return _publish(actor, service, revision)


def schedule(*, actor: Actor, identifier: str, expected: int, publish_at: datetime) -> RevisionInfo:
    """Approve a reviewed revision for a moment to come (see `approve`)."""
    return approve(actor=actor, identifier=identifier, expected=expected, publish_at=publish_at)


def publish_due(*, actor: Actor) -> dict[str, int]:
    """Publish every scheduled revision whose moment has come; return how many were and were not.

    One whose service changed in the meantime goes back to review. Each has its own transaction.
    """
    due = Revision.objects.filter(state="scheduled", publish_at__lte=clock.now())
    results = [_publish_one_due(actor, pk) for pk in due.order_by("publish_at").values_list("pk", flat=True)]
    return {"published": results.count(True), "returned": results.count(False)}


@task()
def publish_due_job() -> dict[str, int]:
    """Publish what is due; a job for the worker, enqueued when a publication is scheduled."""
    return publish_due(actor=system_actor("publish-due"))


@transaction.atomic
def archive(*, actor: Actor, identifier: str, note: str = "") -> RevisionInfo:
    """Take a published service from the public; its history stays, and it can be restored.

    raises: ServiceNotFound, NotYourBody, StepNotAllowed when it is not published
    """
    service = service_for(actor, "publisher", identifier)
    revision = service.published
    if revision is None:
        raise StepNotAllowed
    moment = clock.now()
    revision.note = note[:300] or revision.note
    service.published, service.archived_at, service.changed_at = None, moment, moment
    service.save(update_fields=["published", "archived_at", "changed_at"])
    remove_facets([service.pk])
    ports.publish_documents(removed=[("service", identifier)])
    epochs.advance()
    return _step(actor, service, revision, "archived", "catalogue.archived")


def _enqueue_publication(publish_at: datetime) -> None:
    publish_due_job.using(run_after=publish_at).enqueue()


def _open_in(service: Service, expected: int, states: set[str]) -> Revision:
    revision = service.revisions.order_by("-number").first()
    if revision is None or revision.number != expected:
        raise ChangedMeanwhile
    if revision.state not in states:
        raise StepNotAllowed
    return revision


def _check_ready(service: Service, revision: Revision) -> None:
    gaps = publication_gaps(record=record_of(service.identifier, revision))
    if gaps:
        raise NotReadyToPublish(fields={gap.field: problem_text(gap.reason) for gap in gaps})


def _step(actor: Actor, service: Service, revision: Revision, state: str, verb: str) -> RevisionInfo:
    detail = {"revision": revision.number, "from": revision.state, "note": revision.note}
    revision.state = state
    revision.save(update_fields=["state", "note", "reviewer_key", "publish_at", "published_at"])
    target = ("catalogue.service", service.identifier)
    audit.record(actor=actor, verb=verb, target=target, detail=detail)
    return revision_info(service.identifier, revision)


def _publish(actor: Actor, service: Service, revision: Revision) -> RevisionInfo:
    moment = clock.now()
    record = record_of(service.identifier, revision)
    body_id = ensure_bodies(actor=actor, bodies=bodies_by_key(keys=[record.authority]))[record.authority]
    service.revisions.filter(state__in=["published", "archived"]).update(state="superseded")
    revision.published_at = moment
    info = _step(actor, service, revision, "published", "catalogue.published")
    mirror(service, record, body_id=body_id, moment=moment)
    service.published = revision
    service.save()
    write_facets({service.pk: record})
    offer_to_search([service.pk])
    epochs.advance()
    return info


@transaction.atomic
def _publish_one_due(actor: Actor, pk: int) -> bool:
    revision = Revision.objects.select_related("service__published").get(pk=pk)
    service = revision.service
    if revision.state != "scheduled":
        return False
    if revision.based_on != published_number(service):
        revision.publish_at = None
        _step(actor, service, revision, "in-review", "catalogue.returned")
        return False
    _publish(actor, service, revision)
    return True
