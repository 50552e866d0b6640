"""Which addresses the published services show, and which are due for a check."""

from collections.abc import Iterable
from datetime import timedelta

from bawaba.catalogue.models import LinkCheck
from bawaba.catalogue.queries.reading import published_addresses
from bawaba.kernel import clock


def addresses_due(*, older_than_days: int = 7) -> list[str]:
    """Return every published address that was not checked within these days. Two SQL queries."""
    fresh_from = clock.now() - timedelta(days=older_than_days)
    fresh = set(LinkCheck.objects.filter(checked_at__gt=fresh_from).values_list("url", flat=True))
    return [url for url in dict.fromkeys(url for _, url in published_addresses()) if url not in fresh]


def services_showing(*, addresses: Iterable[str]) -> list[str]:
    """Return the identifiers of the published services that show any of these addresses. One SQL query."""
    wanted = set(addresses)
    return list(dict.fromkeys(identifier for identifier, url in published_addresses() if url in wanted))
