"""Lists of services: all of them, by audience, by event."""

from bawaba.catalogue.queries import get_event, list_events, list_services
from bawaba.catalogue.types import EventCard, ServiceCard
from bawaba.kernel.paging import Page
from bawaba.portal.types import LIST_LENGTH, ServiceList


def service_list(*, language: str, after: str = "") -> ServiceList:
    """Return a page of all services in the order of their list. The SQL queries of `list_services`."""
    return _listed(list_services(language=language, after=after, limit=LIST_LENGTH), after)


def event_page(*, key: str, language: str, after: str = "") -> tuple[EventCard, ServiceList]:
    """Return an event and its services. The SQL queries of `get_event` and `list_services`.

    raises: NotFound
    """
    event = get_event(key=key, language=language)
    page = list_services(language=language, event=key, after=after, limit=LIST_LENGTH)
    return event, _listed(page, after)


def audience_page(*, audience: str, language: str, after: str = "") -> tuple[list[EventCard], ServiceList]:
    """Return the events of an audience and its services. The SQL queries of `list_events` and
    `list_services`."""
    kind = {"citizen": "life", "business": "business"}.get(audience, "")
    events = list_events(language=language, kind=kind) if kind else []
    page = list_services(language=language, audience=audience, after=after, limit=LIST_LENGTH)
    return events, _listed(page, after)


def _listed(page: Page[ServiceCard], after: str) -> ServiceList:
    return ServiceList(page.items, page.after, is_first=not after)


def events_by_kind(*, language: str) -> tuple[list[EventCard], list[EventCard]]:
    """Return life events and business events. The SQL queries of `list_events`."""
    events = list_events(language=language)
    life = [event for event in events if event.kind == "life"]
    return life, [event for event in events if event.kind != "life"]
