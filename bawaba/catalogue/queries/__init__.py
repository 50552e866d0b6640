"""Reads of the catalogue. What the public sees comes from published revisions only."""

from bawaba.catalogue.queries.describing import dataset_pieces, schema_org
from bawaba.catalogue.queries.desk import (
    compare_revisions,
    completeness_of,
    get_revision,
    list_for_editor,
    list_reports,
    list_revisions,
    open_revision,
    publication_gaps,
)
from bawaba.catalogue.queries.events import event_names, get_event, list_events
from bawaba.catalogue.queries.exporting import export_pieces
from bawaba.catalogue.queries.files import read_catalogue_file
from bawaba.catalogue.queries.links import addresses_due
from bawaba.catalogue.queries.listing import count_published, list_cards, list_services, related_cards
from bawaba.catalogue.queries.reading import get_service, iter_services, published_addresses
from bawaba.catalogue.queries.supply import (
    latest_news,
    search_documents,
    search_documents_for,
    search_documents_of,
)

__all__ = [
    "addresses_due",
    "compare_revisions",
    "completeness_of",
    "count_published",
    "dataset_pieces",
    "event_names",
    "export_pieces",
    "get_event",
    "get_revision",
    "get_service",
    "iter_services",
    "latest_news",
    "list_cards",
    "list_events",
    "list_for_editor",
    "list_reports",
    "list_revisions",
    "list_services",
    "open_revision",
    "publication_gaps",
    "published_addresses",
    "read_catalogue_file",
    "related_cards",
    "schema_org",
    "search_documents",
    "search_documents_for",
    "search_documents_of",
]
