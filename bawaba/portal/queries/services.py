"""A service as a card to hand over a counter, then the rest."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from bawaba.catalogue.queries import (
    event_names,
    get_revision,
    get_service,
    open_revision,
    related_cards,
    schema_org,
)
from bawaba.catalogue.types import Item, PublishedService, ServiceCard, ServiceRecord
from bawaba.directory.errors import TerritoryNotFound
from bawaba.directory.queries import body_names, get_territory
from bawaba.forms.queries import forms_of_service
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import LANGUAGES, Picked, pick
from bawaba.kernel.ports import QuestionBox, question_doors
from bawaba.portal import phrases, rules
from bawaba.portal.queries.bodies import body_link
from bawaba.portal.queries.territories import territory_link
from bawaba.portal.types import Link, Price, ServiceName, ServicePage, SourceLine, Way

MOST_RELATED: Final = 5
_SCRIPT_ESCAPES: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def service_page(*, identifier: str, language: str) -> ServicePage:
    """Return the page of a published service. The SQL queries of `get_service`, `event_names` and
    `related_cards`, and two for a territory.

    raises: ServiceNotFound
    """
    service = get_service(identifier=identifier)
    related = related_cards(identifier=identifier, language=language, limit=MOST_RELATED)
    return describe_service(service=service, language=language, related=related)


def describe_service(
    *, service: PublishedService, language: str, related: Sequence[ServiceCard] = (), is_draft: bool = False
) -> ServicePage:
    """Return a service, published or not, as its page shows it. One SQL query for the events,
    two for a territory, and one once an epoch for the forms."""
    record = service.record
    title = pick(record.titles, language)
    return ServicePage(
        identifier=record.identifier,
        title=title,
        summary=pick(record.summaries, language),
        description=pick(record.descriptions, language),
        audiences=_audience_links(record),
        events=_event_links(record, language),
        authority=body_link(record.authority, dict(service.authority_names), language),
        documents=_items(record.documents, language),
        steps=_items(record.steps, language),
        outputs=_items(record.outputs, language),
        rules=_items(record.rules, language),
        price=_price(record, language),
        delay_days=record.delay_days,
        delay_limit_days=settings.LEGAL_DELAY_MAX_DAYS if record.country == "MA" else None,
        validity=pick(record.validities, language),
        ways=_ways(record, language),
        start_url=_start_url(record),
        start_host=phrases.host_of(_start_url(record)),
        starts_online=record.is_online,
        forms=() if is_draft else forms_of_service(service=record.identifier),
        contact=pick(record.contact, language),
        legal=[(rules.cite_law(law.title, language), law.url) for law in record.legal],
        sources=[SourceLine(*_web_page(source.page), source.seen) for source in record.sources],
        trust=phrases.trust_of(record),
        related=related,
        written_in=[code for code in LANGUAGES if record.titles.get(code)],
        updated_on=_local_day(service),
        verified_on=record.verified_on,
        territory=_territory(record.territory, language),
        synthetic=record.synthetic,
        share=_share_links(record.identifier, title.text, language),
        fallback_name=_fallback_name(title, language),
        json_ld="" if is_draft else _json_ld(service, language),
        is_draft=is_draft,
    )


def _json_ld(service: PublishedService, language: str) -> SafeString:
    """Return the page's schema.org description, safe inside a script element."""
    address = page_address(service.record.identifier, language)
    text = json.dumps(schema_org(service=service, language=language, address=address), ensure_ascii=False)
    return mark_safe(text.translate(_SCRIPT_ESCAPES))  # noqa: S308 - nothing is left that ends a script


def page_address(identifier: str, language: str) -> str:
    """Return the absolute address of a service's page."""
    return f"{settings.SITE_ADDRESS}/{language}/services/{identifier}"


def _fallback_name(title: Picked, language: str) -> str:
    """Return the name of the language that the service is really written in, when it is another."""
    return "" if title.language == language else phrases.name_of(phrases.LANGUAGE_NAMES, title.language)


def _local_day(service: PublishedService) -> date:
    return timezone.localtime(service.published_at).date()


def _audience_links(record: ServiceRecord) -> list[Link]:
    return [
        Link(phrases.name_of(phrases.AUDIENCES, key), reverse("portal:audience", args=[key]))
        for key in record.audiences
    ]


def _event_links(record: ServiceRecord, language: str) -> list[Link]:
    names = event_names(keys=record.events, language=language)
    return [
        Link(name.text, reverse("portal:event", args=[key]), name.language) for key, name in names.items()
    ]


def _items(items: Iterable[Item], language: str) -> list[Picked]:
    picked = (pick(item.texts, language) for item in items)
    return [text for text in picked if text.text]


def _price(record: ServiceRecord, language: str) -> Price:
    return Price(record.cost.amount, record.cost.currency, pick(record.cost.notes, language))


def _ways(record: ServiceRecord, language: str) -> list[Way]:
    return [
        Way(
            kind=channel.kind,
            icon=phrases.CHANNEL_ICONS.get(channel.kind, "map-pin"),
            name=phrases.name_of(phrases.CHANNELS, channel.kind),
            url=channel.url,
            host=phrases.host_of(channel.url),
            phone=channel.phone,
            note=pick(channel.notes, language),
        )
        for channel in record.channels
    ]


def _start_url(record: ServiceRecord) -> str:
    """Return where to start: the online channel's own address, else the service's official page."""
    online = (
        channel.url for channel in record.channels if channel.kind in {"online", "mobile"} and channel.url
    )
    return next(online, record.url)


def _web_page(page: str) -> tuple[str, str]:
    """Return the address and the host of a source; a source without a web address keeps its words."""
    return (page, phrases.host_of(page)) if page.startswith(("http://", "https://")) else ("", page)


def _territory(code: str, language: str) -> Link | None:
    if not code:
        return None
    try:
        return territory_link(get_territory(code=code), language)
    except TerritoryNotFound:  # imported before its territory was: the page does without
        return None


def _share_links(identifier: str, title: str, language: str) -> dict[str, str]:
    address = page_address(identifier, language)
    text = quote(f"{title}\n{address}")
    return {
        "address": address,
        "whatsapp": f"https://wa.me/?text={text}",
        "email": f"mailto:?subject={quote(title)}&body={text}",
    }


def service_title(*, identifier: str, language: str) -> ServiceName:
    """Return a published service's identifier and title. The SQL queries of `get_service`.

    raises: ServiceNotFound
    """
    record = get_service(identifier=identifier).record
    return ServiceName(record.identifier, pick(record.titles, language))


def preview_page(*, actor: Actor, identifier: str, language: str) -> ServicePage:
    """Return the page of the text being written, or of the published one when none is.

    The SQL queries of `open_revision`, `get_revision`, `body_names` and `describe_service`.
    raises: ServiceNotFound, NotYourBody
    """
    revision = open_revision(actor=actor, identifier=identifier)
    if revision is None:
        return service_page(identifier=identifier, language=language)
    _, record = get_revision(actor=actor, identifier=identifier, number=revision.number)
    names = body_names(keys=[record.authority]).get(record.authority, {})
    service = PublishedService(record, names, revision.number, revision.created_at, completeness=0)
    return describe_service(service=service, language=language, is_draft=True)


def question_boxes(*, language: str) -> list[QuestionBox]:
    """Return where a question about a service can be asked from its page. No SQL query."""
    return [door(language=language) for door in question_doors.providers().values()]
