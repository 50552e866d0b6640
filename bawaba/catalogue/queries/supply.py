"""What the catalogue offers upwards through ports: documents to search, news."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.conf import settings

from bawaba.catalogue import rules
from bawaba.catalogue.models import RevisionText, Service
from bawaba.catalogue.queries.reading import CHUNK, texts_of
from bawaba.directory.queries import body_names
from bawaba.kernel.ports import NewsItem, SearchDocument

_COLUMNS: Final = (
    "id", "identifier", "popularity", "published_id", "published__facts", "published__content_hash",
    "body__key", "body__parent__key", "body__parent__parent__key", "body__parent__parent__parent__key",
)  # fmt: skip


def search_documents() -> Iterator[SearchDocument]:
    """Yield every published service as a document. Three SQL queries for each 500 services."""
    after = 0
    names: dict[str, Mapping[str, str]] = {}
    while True:
        ids = list(
            Service.objects.filter(published__isnull=False, pk__gt=after)
            .order_by("pk")
            .values_list("pk", flat=True)[:CHUNK]
        )
        if not ids:
            return
        yield from search_documents_of(ids, names)
        after = ids[-1]


def search_documents_for(*, identifiers: Sequence[str]) -> list[SearchDocument]:
    """Return the documents of these services, those published. Four SQL queries."""
    found = Service.objects.filter(identifier__in=identifiers, published__isnull=False)
    return search_documents_of(list(found.values_list("pk", flat=True)))


def search_documents_of(
    ids: Sequence[int], names: dict[str, Mapping[str, str]] | None = None
) -> list[SearchDocument]:
    """Return the documents of these published services. Three SQL queries.

    names: body names read before, completed here
    """
    names = {} if names is None else names
    rows = list(
        Service.objects.filter(pk__in=ids, published__isnull=False).order_by("pk").values_list(*_COLUMNS)
    )
    unknown = {row[6] for row in rows} - names.keys()
    if unknown:
        found = body_names(keys=unknown)
        names.update({key: found.get(key, {}) for key in unknown})
    texts = texts_of(row[3] for row in rows)
    return [
        rules.search_document(
            rules.decode(identifier, facts, texts.get(revision_id, {})),
            revision=content_hash,
            authority_names=names[bodies[0]],
            authorities=[key for key in bodies if key],
            weight=popularity,
        )
        for _, identifier, popularity, revision_id, facts, content_hash, *bodies in rows
    ]


def latest_news(limit: int) -> list[NewsItem]:
    """Return the services of the site's country that changed last. Two SQL queries."""
    rows = list(
        Service.objects.filter(published__isnull=False, country=settings.COUNTRY, synthetic=False)
        .order_by("-changed_at", "pk")
        .values_list("identifier", "changed_at", "published_id", "published__number")[:limit]
    )
    titles: dict[int, dict[str, str]] = {}
    wanted = RevisionText.objects.filter(revision_id__in=[row[2] for row in rows]).exclude(title="")
    for revision_id, language, title in wanted.values_list("revision_id", "language", "title"):
        titles.setdefault(revision_id, {})[language] = title
    return [
        NewsItem(
            at=changed_at,
            kind="service-added" if number == 1 else "service-changed",
            path=f"services/{identifier}",
            titles=titles.get(revision_id, {}),
        )
        for identifier, changed_at, revision_id, number in rows
    ]
