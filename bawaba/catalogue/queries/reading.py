"""Whole records: one service, or every one as a stream."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.db.models import QuerySet

from bawaba.catalogue import rules
from bawaba.catalogue.errors import ServiceNotFound
from bawaba.catalogue.models import Revision, RevisionText, Service
from bawaba.catalogue.types import PublishedService, ServiceRecord
from bawaba.directory.queries import body_names

CHUNK: Final = 500


def texts_of(revision_ids: Iterable[int]) -> dict[int, dict[str, rules.LanguageText]]:
    """Return the texts of each revision by language. One SQL query."""
    texts: dict[int, dict[str, rules.LanguageText]] = {}
    rows = RevisionText.objects.filter(revision_id__in=list(revision_ids)).order_by("revision_id", "language")
    for revision_id, language, title, summary, content in rows.values_list(
        "revision_id", "language", "title", "summary", "content"
    ):
        texts.setdefault(revision_id, {})[language] = rules.LanguageText(title, summary, content)
    return texts


def record_of(identifier: str, revision: Revision) -> ServiceRecord:
    """Return the record that one revision keeps. One SQL query."""
    return rules.decode(identifier, revision.facts, texts_of([revision.pk]).get(revision.pk, {}))


def get_service(*, identifier: str) -> PublishedService:
    """Return a published service. Three SQL queries.

    raises: ServiceNotFound
    """
    service = _published().filter(identifier=identifier).first()
    if service is None:
        raise ServiceNotFound
    return _published_services([service], {})[0]


def iter_services(
    *, after_id: int = 0, country: str = "", origin: str = "", limit: int | None = None
) -> Iterator[PublishedService]:
    """Yield every published service in a stable order. Three SQL queries for each 500 services.

    after_id: start after this row number; limit: the most to yield, or None
    """
    services = _published().filter(**_narrowed(country, origin))
    names: dict[str, Mapping[str, str]] = {}
    left = limit
    while left is None or left > 0:
        size = CHUNK if left is None else min(CHUNK, left)
        chunk = list(services.filter(pk__gt=after_id).order_by("pk")[:size])
        if not chunk:
            return
        yield from _published_services(chunk, names)
        after_id = chunk[-1].pk
        left = None if left is None else left - len(chunk)


def published_addresses() -> Iterator[tuple[str, str]]:
    """Yield (identifier, address) for each web address that published services send readers to.

    One SQL query, streamed.
    """
    rows = _published().values_list("identifier", "published__facts").order_by("pk")
    for identifier, facts in rows.iterator(chunk_size=2000):
        addresses = [facts.get("url", ""), *(way.get("url", "") for way in facts.get("channels", ()))]
        for address in dict.fromkeys(addresses):
            if address:
                yield identifier, address


def _narrowed(country: str, origin: str) -> dict[str, str]:
    wanted = {"country": country, "origin": origin}
    return {name: value for name, value in wanted.items() if value}


def _published() -> QuerySet[Service]:
    return Service.objects.filter(published__isnull=False).select_related("published", "body")


def _published_services(
    services: Sequence[Service], names: dict[str, Mapping[str, str]]
) -> list[PublishedService]:
    """Return the services whole. names: body names already read, completed here. Two SQL queries."""
    texts = texts_of(service.published_id for service in services if service.published_id)
    unknown = {service.body.key for service in services} - names.keys()
    if unknown:
        found = body_names(keys=unknown)
        names.update({key: found.get(key, {}) for key in unknown})
    return [_published_service(service, texts, names) for service in services]


def _published_service(
    service: Service,
    texts: Mapping[int, Mapping[str, rules.LanguageText]],
    names: Mapping[str, Mapping[str, str]],
) -> PublishedService:
    revision = service.published
    if revision is None or revision.published_at is None:
        raise ServiceNotFound
    return PublishedService(
        record=rules.decode(service.identifier, revision.facts, texts.get(revision.pk, {})),
        authority_names=names[service.body.key],
        revision=revision.number,
        published_at=revision.published_at,
        completeness=service.completeness,
    )
