"""Services and events over HTTP."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from bawaba.catalogue import queries
from bawaba.catalogue.types import (
    Audience,
    ChannelKind,
    Confidence,
    EventCard,
    Item,
    PublishedService,
    ServiceCard,
)
from bawaba.directory.queries import body_names
from bawaba.kernel.http import (
    LanguageQuery,
    PageQuery,
    Texts,
    Words,
    answer_texts,
    link_next,
    reading_languages,
)

router = Router(tags=["catalogue"])


class CardAnswer(Schema):
    """What a list tells of a service."""

    identifier: str
    titles: Texts
    summaries: Texts
    authority: str = Field(description="Key of the competent body.")
    authority_names: Texts
    audiences: list[Audience]
    events: list[str]
    is_free: bool | None = Field(description="Null when the fee is not known.")
    is_online: bool
    delay_days: int | None = Field(description="Legal time limit in days, null when not known.")
    confidence: Confidence
    country: str


class CardsAnswer(Schema):
    """A page of services."""

    items: list[CardAnswer]
    after: str = Field(description="Cursor of the next page, empty on the last one.")


class ItemAnswer(Schema):
    """A document to bring, a step, an output or a rule."""

    key: str
    texts: Texts


class CostAnswer(Schema):
    """cv:Cost. amount: null when not known, zero when free."""

    amount: Decimal | None
    currency: str
    notes: Texts


class ChannelAnswer(Schema):
    """A way to apply (cv:Channel)."""

    kind: ChannelKind
    url: str
    phone: str
    notes: Texts


class LegalAnswer(Schema):
    """A legal text that the service rests on."""

    title: str
    url: str


class SourceAnswer(Schema):
    """Where the facts were read and what was seen there."""

    page: str
    seen: str


class ServiceAnswer(Schema):
    """A published service (cpsv:PublicService)."""

    identifier: str
    titles: Texts
    summaries: Texts
    descriptions: Texts
    keywords: dict[str, list[str]]
    authority: str
    authority_names: Texts
    audiences: list[Audience]
    events: list[str]
    documents: list[ItemAnswer]
    steps: list[ItemAnswer]
    outputs: list[ItemAnswer]
    rules: list[ItemAnswer]
    cost: CostAnswer
    delay_days: int | None
    validities: Texts
    channels: list[ChannelAnswer]
    url: str
    legal: list[LegalAnswer]
    related: list[str]
    sources: list[SourceAnswer]
    confidence: Confidence
    verified_on: date | None
    contact: Texts
    territory: str
    country: str
    origin: str
    external_ids: dict[str, str]
    synthetic: bool = Field(description="True for made-up records.")
    revision: int
    published_at: datetime
    completeness: int = Field(description="0 to 100")


class EventAnswer(Schema):
    """A moment of a life or of a business that needs public services."""

    key: str
    kind: str
    names: Texts
    summaries: Texts
    services: int = Field(description="Number of published services.")


class EventsAnswer(Schema):
    """Every event, in its order."""

    items: list[EventAnswer]


class ServicesQuery(PageQuery):
    """Which services."""

    audience: Audience | None = None
    event: Words = Field("", description="Key of an event.")
    body: Words = Field("", description="Key of a body; the bodies below it are included.")
    country: Words = Field("", description="ISO 3166-1 alpha-2")


class RelatedQuery(LanguageQuery):
    """How many related services."""

    limit: int = Field(5, ge=1, le=20)


class EventsQuery(LanguageQuery):
    """Which events."""

    kind: Literal["life", "business", "internal"] | None = None


@router.get("/services", response=CardsAnswer, operation_id="catalogue.list_services")
def list_services(
    request: HttpRequest, response: HttpResponse, query: Query[ServicesQuery]
) -> dict[str, object]:
    """List published services in a stable order."""
    languages = reading_languages(request)
    asked = query.dict(exclude={"lang"}) | {"audience": query.audience or ""}
    page = queries.list_services(language=languages[0], **asked)
    link_next(request, response, page.after)
    return {"items": answer_cards(page.items, request), "after": page.after}


@router.get("/services/{slug:identifier}", response=ServiceAnswer, operation_id="catalogue.get_service")
def get_service(request: HttpRequest, identifier: str, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get one published service whole, with its sources and how sure we are."""
    return _service(queries.get_service(identifier=identifier), request)


@router.get(
    "/services/{slug:identifier}/related", response=list[CardAnswer], operation_id="catalogue.related_cards"
)
def related_cards(
    request: HttpRequest, identifier: str, query: Query[RelatedQuery]
) -> list[dict[str, object]]:
    """List services near this one."""
    languages = reading_languages(request)
    cards = queries.related_cards(identifier=identifier, language=languages[0], limit=query.limit)
    return answer_cards(cards, request)


@router.get("/events", response=EventsAnswer, operation_id="catalogue.list_events")
def list_events(request: HttpRequest, query: Query[EventsQuery]) -> dict[str, object]:
    """List life and business events."""
    lists = [queries.list_events(language=code, kind=query.kind or "") for code in reading_languages(request)]
    return {"items": [_event(cards) for cards in zip(*lists, strict=True)]}


@router.get("/events/{slug:key}", response=EventAnswer, operation_id="catalogue.get_event")
def get_event(request: HttpRequest, key: str, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get one life or business event."""
    cards = [queries.get_event(key=key, language=code) for code in reading_languages(request)]
    return _event(cards)


def answer_cards(cards: Sequence[ServiceCard], request: HttpRequest) -> list[dict[str, object]]:
    """Return cards as answered, in the reader's language or in all of them.

    One SQL query for the names of bodies; with `lang=all`, three lists of cards more.
    """
    identifiers = [card.identifier for card in cards]
    others = reading_languages(request)[1:] if identifiers else ()
    versions: dict[str, list[ServiceCard]] = {card.identifier: [card] for card in cards}
    for code in others:
        for card in queries.list_cards(identifiers=identifiers, language=code):
            versions[card.identifier].append(card)
    names = body_names(keys={card.authority for card in cards})
    return [
        _card(versions[card.identifier], answer_texts(names.get(card.authority, {}), request))
        for card in cards
    ]


def _card(versions: Sequence[ServiceCard], authority_names: dict[str, str]) -> dict[str, object]:
    """Return one card out of its versions in the languages that were read."""
    return asdict(versions[0]) | {
        "titles": {card.title_language: card.title for card in versions if card.title},
        "summaries": {card.summary_language: card.summary for card in versions if card.summary},
        "authority_names": authority_names,
    }


def _event(versions: Sequence[EventCard]) -> dict[str, object]:
    """Return one event out of its versions in the languages that were read."""
    return asdict(versions[0]) | {
        "names": {card.name_language: card.name for card in versions if card.name},
        "summaries": {card.summary_language: card.summary for card in versions if card.summary},
    }


def _service(service: PublishedService, request: HttpRequest) -> dict[str, object]:
    record = service.record
    texts = {
        name: answer_texts(getattr(record, name), request)
        for name in ("titles", "summaries", "descriptions", "validities", "contact")
    }
    items = {
        name: [_item(item, request) for item in getattr(record, name)]
        for name in ("documents", "steps", "outputs", "rules")
    }
    return asdict(record) | texts | items | {
        "cost": asdict(record.cost) | {"notes": answer_texts(record.cost.notes, request)},
        "channels": [
            asdict(channel) | {"notes": answer_texts(channel.notes, request)} for channel in record.channels
        ],
        "authority_names": answer_texts(service.authority_names, request),
        "revision": service.revision,
        "published_at": service.published_at,
        "completeness": service.completeness,
    }  # fmt: skip


def _item(item: Item, request: HttpRequest) -> dict[str, object]:
    return {"key": item.key, "texts": answer_texts(item.texts, request)}
