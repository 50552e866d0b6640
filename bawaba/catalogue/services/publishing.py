"""The one place where a record becomes what the public reads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.db.models import Max, OuterRef, Subquery

from bawaba.catalogue import rules
from bawaba.catalogue.models import Event, Revision, RevisionText, Service, ServiceAudience, ServiceEvent
from bawaba.catalogue.queries import search_documents_of
from bawaba.catalogue.queries.countries import country_rule
from bawaba.catalogue.types import ServiceRecord
from bawaba.kernel import clock, ports
from bawaba.kernel.actors import Actor
from bawaba.kernel.planning import refresh_statistics

Progress = Callable[[int], object]
BULK: Final = 200  # rows from which the planner's statistics are worth refreshing

_MIRRORED: Final = (
    "body_id", "country", "origin", "archived_at", "completeness", "is_free", "is_online", "delay_days",
    "confidence", "card", "synthetic", "changed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Publication:
    """A checked record on its way to the public, with the row number of its competent body."""

    record: ServiceRecord
    body_id: int

    @cached_property
    def stored(self) -> rules.Stored:
        return rules.encode(self.record)

    @cached_property
    def content_hash(self) -> str:
        return rules.hash_stored(self.record.identifier, self.stored)


def publish_batch(
    *, actor: Actor, publications: Sequence[Publication], moment: datetime, note: str = ""
) -> list[int]:
    """Publish records directly, new or in place of what is published; return the services' ids.

    For imports by the system: no second person. The caller holds the transaction and the audit.
    About fifteen SQL queries for up to 500 records, one more on PostgreSQL for a large batch.
    """
    identifiers = [one.record.identifier for one in publications]
    Service.objects.bulk_create(
        [_service_row(one, moment) for one in publications],
        update_conflicts=True,
        unique_fields=["identifier"],
        update_fields=[*_MIRRORED, "imported_hash"],
    )
    ids = dict(Service.objects.filter(identifier__in=identifiers).values_list("identifier", "id"))
    numbers = _last_numbers(ids.values())
    _supersede(ids.values())
    revisions = Revision.objects.bulk_create(
        _revision_row(one, ids[one.record.identifier], numbers, actor, moment, note) for one in publications
    )
    write_texts((revision.pk, one.stored) for revision, one in zip(revisions, publications, strict=True))
    if len(publications) >= BULK:
        refresh_statistics(Service, Revision, RevisionText, ServiceAudience, ServiceEvent)
    point_to_published(list(ids.values()))
    write_facets({ids[one.record.identifier]: one.record for one in publications})
    offer_to_search(list(ids.values()))
    return list(ids.values())


def mirror(service: Service, record: ServiceRecord, *, body_id: int, moment: datetime) -> None:
    """Set on `service`, unsaved, what lists show of the record."""
    rule = country_rule(record.country)
    service.body_id = body_id
    service.country, service.origin = record.country, record.origin
    service.synthetic, service.confidence = record.synthetic, record.confidence
    service.is_free = record.is_free if record.cost.amount is not None else None
    service.is_online, service.delay_days = record.is_online, record.delay_days
    service.card = {
        "audiences": list(record.audiences),
        "events": list(record.events),
        "related": list(record.related),
    }
    service.completeness = rules.measure_completeness(
        record, today=clock.today(), languages=rule.languages, limit=rule.limit
    ).score
    service.archived_at, service.changed_at = None, moment


def write_texts(rows: Iterable[tuple[int, rules.Stored]]) -> None:
    """Keep the texts of revisions: pairs of the revision's id and the stored record."""
    RevisionText.objects.bulk_create(
        RevisionText(
            revision_id=revision_id,
            language=language,
            title=text.title,
            summary=text.summary,
            content=text.content,
        )
        for revision_id, stored in rows
        for language, text in stored.texts.items()
    )


def write_facets(records: Mapping[int, ServiceRecord]) -> None:
    """Replace the facets of these services: row number of the service → its published record."""
    remove_facets(list(records))
    keys = {key for record in records.values() for key in record.events}
    event_ids = dict(Event.objects.filter(key__in=keys).values_list("key", "id"))
    ServiceAudience.objects.bulk_create(
        ServiceAudience(service_id=pk, audience=audience)
        for pk, record in records.items()
        for audience in dict.fromkeys(record.audiences)
    )
    ServiceEvent.objects.bulk_create(
        ServiceEvent(service_id=pk, event_id=event_ids[key])
        for pk, record in records.items()
        for key in dict.fromkeys(record.events)
        if key in event_ids
    )


def remove_facets(ids: Sequence[int]) -> None:
    """Take these services out of the lists by audience and event."""
    ServiceAudience.objects.filter(service_id__in=ids).delete()
    ServiceEvent.objects.filter(service_id__in=ids).delete()


def point_to_published(ids: Sequence[int]) -> None:
    """Let each service show its revision in the state `published`."""
    published = Revision.objects.filter(service=OuterRef("pk"), state="published").values("id")[:1]
    Service.objects.filter(pk__in=ids).update(published_id=Subquery(published))


def offer_to_search(ids: Sequence[int]) -> None:
    """Hand the published services to the search engine, inside the transaction."""
    if ports.search_sinks.providers():
        ports.publish_documents(changed=search_documents_of(ids))


def _service_row(one: Publication, moment: datetime) -> Service:
    service = Service(identifier=one.record.identifier, imported_hash=one.content_hash)
    mirror(service, one.record, body_id=one.body_id, moment=moment)
    return service


def _last_numbers(ids: Iterable[int]) -> dict[int, int]:
    rows = Revision.objects.filter(service_id__in=list(ids)).order_by("service_id")
    return dict(rows.values_list("service_id").annotate(last=Max("number")))


def _supersede(ids: Iterable[int]) -> None:
    Revision.objects.filter(service_id__in=list(ids), state="published").update(state="superseded")


def _revision_row(  # noqa: PLR0917 - one call, above
    one: Publication, service_id: int, numbers: Mapping[int, int], actor: Actor, moment: datetime, note: str
) -> Revision:
    return Revision(
        service_id=service_id,
        number=numbers.get(service_id, 0) + 1,
        state="published",
        facts=one.stored.facts,
        content_hash=one.content_hash,
        author_key=actor.key,
        authors=[actor.key],
        note=note,
        created_at=moment,
        published_at=moment,
    )
