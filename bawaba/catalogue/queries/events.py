"""Life and business events with their names and how many services answer them."""

from collections.abc import Iterable, Sequence

from django.db.models import Count

from bawaba.catalogue.errors import EventNotFound
from bawaba.catalogue.models import Event, EventName, ServiceEvent
from bawaba.catalogue.queries.listing import pick_any
from bawaba.catalogue.types import EventCard
from bawaba.kernel.languages import Picked


def list_events(*, language: str, kind: str = "", country: str = "") -> list[EventCard]:
    """Return the events in their own order. Three SQL queries.

    kind:    `life`, `business` or `internal`; empty means all
    country: count only the services of this country
    """
    events = Event.objects.filter(kind=kind) if kind else Event.objects.all()
    return _cards(list(events), language, country)


def get_event(*, key: str, language: str, country: str = "") -> EventCard:
    """Return one event. Three SQL queries.

    raises: EventNotFound
    """
    cards = _cards(Event.objects.filter(key=key), language, country)
    if not cards:
        raise EventNotFound
    return cards[0]


def event_names(*, keys: Sequence[str], language: str) -> dict[str, Picked]:
    """Return the name of each known event, in the order of the keys. One SQL query, none without keys."""
    if not keys:
        return {}
    names: dict[str, dict[str, str]] = {}
    rows = EventName.objects.filter(event__key__in=set(keys)).values_list("event__key", "language", "name")
    for key, code, name in rows:
        names.setdefault(key, {})[code] = name
    return {key: pick_any(names[key], language) for key in keys if key in names}


def _cards(events: Iterable[Event], language: str, country: str) -> list[EventCard]:
    events = list(events)
    if not events:
        return []
    ids = [event.pk for event in events]
    names: dict[int, dict[str, str]] = {}
    summaries: dict[int, dict[str, str]] = {}
    for row in EventName.objects.filter(event_id__in=ids):
        names.setdefault(row.event_id, {})[row.language] = row.name
        summaries.setdefault(row.event_id, {})[row.language] = row.summary
    facets = ServiceEvent.objects.filter(event_id__in=ids)
    if country:
        facets = facets.filter(service__country=country)
    numbers = dict(facets.order_by("event_id").values_list("event_id").annotate(number=Count("id")))
    return [
        _card(
            event,
            pick_any(names.get(event.pk, {}), language),
            pick_any(summaries.get(event.pk, {}), language),
            numbers.get(event.pk, 0),
        )
        for event in events
    ]


def _card(event: Event, name: Picked, summary: Picked, services: int) -> EventCard:
    return EventCard(
        key=event.key,
        kind=event.kind,
        name=name.text or event.key,
        summary=summary.text,
        icon=event.icon,
        services=services,
        name_language=name.language,
        summary_language=summary.language,
    )
