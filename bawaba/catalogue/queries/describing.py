"""The catalogue described for machines that read pages and data portals."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Max

from bawaba.catalogue.exports.dcat import CatalogueCard, write_dataset
from bawaba.catalogue.exports.schema_org import government_service
from bawaba.catalogue.models import Service
from bawaba.catalogue.queries.countries import country_rule
from bawaba.catalogue.types import PublishedService
from bawaba.kernel import clock


def schema_org(*, service: PublishedService, language: str, address: str) -> dict[str, Any]:  # Any: JSON
    """Return the schema.org GovernmentService of a service's page. No SQL query.

    address: absolute address of the page
    """
    return government_service(service, language=language, address=address)


def dataset_pieces() -> Iterator[str]:
    """Yield the DCAT-AP entry of the published catalogue in Turtle. One SQL query."""
    published = Service.objects.filter(published__isnull=False)
    known = published.aggregate(services=Count("id"), modified=Max("changed_at"))
    card = CatalogueCard(
        site=settings.SITE_ADDRESS,
        publisher="Bawaba",
        country=settings.COUNTRY,
        modified=known["modified"] or clock.now(),
        services=known["services"],
        languages=tuple(country_rule(settings.COUNTRY).languages),
    )
    return write_dataset(card)
