"""What forms may ask for a service: the documents that are published for it, and whose service it is."""

from bawaba.catalogue.errors import ServiceNotFound
from bawaba.catalogue.queries.reading import get_service
from bawaba.forms.types import ServiceFacts


def service_facts(*, identifier: str) -> ServiceFacts | None:
    """Return what a published service says to forms, or None when there is none. Three SQL queries."""
    try:
        record = get_service(identifier=identifier).record
    except ServiceNotFound:
        return None
    return ServiceFacts(
        identifier=identifier,
        titles=record.titles,
        authority=record.authority,
        documents={item.key: item.texts for item in record.documents},
    )
