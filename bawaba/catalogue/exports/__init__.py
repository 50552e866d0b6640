"""The catalogue in the world's formats: CPSV-AP 3.2.0 (Turtle, JSON-LD), schema.org, DCAT-AP.

Pure builders: records in, text out, as a stream of pieces; no clock, no database, no settings.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from bawaba.catalogue.exports.graph import CatalogueGraph
from bawaba.catalogue.exports.jsonld import write_jsonld
from bawaba.catalogue.exports.turtle import write_turtle
from bawaba.catalogue.types import ExportFormat, PublishedService, Texts
from bawaba.directory.types import BodyRecord

DEFAULT_SITE: Final = "http://localhost:8000"
_WRITERS: Final = {"cpsv-ap": write_turtle, "cpsv-ap-jsonld": write_jsonld}


class Writable(Protocol):
    """Where text goes: an open file, or anything with `write`."""

    def write(self, text: str, /) -> object: ...


def cpsv_ap_pieces(
    services: Iterable[PublishedService],
    bodies: Mapping[str, BodyRecord],
    format: ExportFormat,  # noqa: A002 - the name agreed for every export and import
    *,
    site: str = DEFAULT_SITE,
    events: Mapping[str, Texts] | None = None,
    event_kinds: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Yield the CPSV-AP 3.2.0 document in pieces, for a stream of any length.

    services:    read once, one at a time
    bodies:      directory records by key; a service whose body is missing gets the key as its name
    format:      `cpsv-ap` (Turtle) or `cpsv-ap-jsonld`; raises KeyError for another
    site:        address of the site without a closing slash; resources are named under it
    events:      event key → names; event_kinds: event key → "life" or "business"
    """
    graph = CatalogueGraph(
        site=site.rstrip("/"), bodies=bodies, events=events or {}, event_kinds=event_kinds or {}
    )
    return _WRITERS[format](graph.resources(services))


def write_cpsv_ap(
    services: Iterable[PublishedService],
    bodies: Mapping[str, BodyRecord],
    out: Writable,
    format: ExportFormat,  # noqa: A002 - the name agreed for every export and import
    *,
    site: str = DEFAULT_SITE,
    events: Mapping[str, Texts] | None = None,
    event_kinds: Mapping[str, str] | None = None,
) -> int:
    """Write the document to `out` (text) and return the number of services written."""
    count = 0

    def counted() -> Iterator[PublishedService]:
        nonlocal count
        for service in services:
            count += 1
            yield service

    for piece in cpsv_ap_pieces(counted(), bodies, format, site=site, events=events, event_kinds=event_kinds):
        out.write(piece)
    return count
