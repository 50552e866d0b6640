"""The published catalogue as a stream of text in each export format."""

from collections.abc import Iterator

from django.conf import settings

from bawaba.catalogue.exports import cpsv_ap_pieces
from bawaba.catalogue.exports.csv_table import csv_pieces
from bawaba.catalogue.exports.jsonl import jsonl_pieces
from bawaba.catalogue.models import Event
from bawaba.catalogue.queries.reading import iter_services
from bawaba.catalogue.types import ExportFormat
from bawaba.directory.queries import list_bodies
from bawaba.directory.types import BodyRecord


def export_pieces(
    *,
    format: ExportFormat,  # noqa: A002 - the name agreed for every export and import
    limit: int | None = None,
    country: str = "",
) -> Iterator[str]:
    """Yield the published services in one format, in pieces.

    Three SQL queries for each 500 services; CPSV-AP reads the bodies and events first.
    """
    services = iter_services(limit=limit, country=country)
    if format == "jsonl":
        return jsonl_pieces(services)
    if format == "csv":
        return csv_pieces(services)
    events = list(Event.objects.prefetch_related("names"))
    return cpsv_ap_pieces(
        services,
        _all_bodies(),
        format,
        site=settings.SITE_ADDRESS,
        events={event.key: {name.language: name.name for name in event.names.all()} for event in events},
        event_kinds={event.key: event.kind for event in events},
    )


def _all_bodies() -> dict[str, BodyRecord]:
    bodies: dict[str, BodyRecord] = {}
    after = ""
    while True:
        page = list_bodies(after=after, limit=1000)
        bodies.update((body.key, body) for body in page.items)
        if not page.after:
            return bodies
        after = page.after
