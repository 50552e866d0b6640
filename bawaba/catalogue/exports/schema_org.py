"""schema.org GovernmentService for one page, as JSON-LD in the page's language."""

from collections.abc import Mapping
from typing import Any, Final

from bawaba.catalogue.exports import codes
from bawaba.catalogue.exports.parts import decimal_text
from bawaba.catalogue.types import Channel, PublishedService, ServiceRecord, Texts
from bawaba.kernel.languages import pick

Json = dict[str, Any]  # Any: JSON values

_AUDIENCES: Final = {"citizen": "Citizens", "business": "Businesses", "institution": "Public institutions"}


def government_service(published: PublishedService, *, language: str, address: str) -> Json:
    """Return the JSON-LD object of a service's page (schema.org/GovernmentService).

    language: the page's language; texts fall back as the page's do
    address:  absolute address of the page
    """
    record = published.record
    service: Json = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": address,
        "url": address,
        "identifier": record.identifier,
        "name": pick(record.titles, language).text,
        "description": pick(record.summaries, language).text or pick(record.descriptions, language).text,
        "inLanguage": pick(record.titles, language).language,
        "dateModified": published.published_at.date().isoformat(),
        "serviceOperator": _operator(published.authority_names, language),
        "areaServed": {"@type": "Country", "identifier": record.country, "name": record.country},
        "audience": [
            {"@type": "Audience", "audienceType": _AUDIENCES[audience]} for audience in record.audiences
        ],
        "availableChannel": [_channel(channel, record, language) for channel in record.channels],
        "keywords": ", ".join(record.keywords.get(language, ())),
        "sameAs": record.url,
        "offers": _offer(record),
        "termsOfService": "; ".join(text.title for text in record.legal),
        "serviceOutput": [
            {"@type": "Thing", "name": pick(item.texts, language).text} for item in record.outputs
        ],
    }
    return {name: value for name, value in service.items() if value not in ("", [], None)}


def _operator(names: Texts, language: str) -> Json:
    return {"@type": "GovernmentOrganization", "name": pick(names, language).text}


def _channel(channel: Channel, record: ServiceRecord, language: str) -> Json:
    made: Json = {
        "@type": "ServiceChannel",
        "name": codes.OUR_CONCEPTS[f"channel-{channel.kind}"].get(language)
        or codes.OUR_CONCEPTS[f"channel-{channel.kind}"]["en"],
    }
    url = channel.url or (record.url if channel.kind == "online" else "")
    if url:
        made["serviceUrl"] = url
    if channel.phone:
        made["servicePhone"] = {"@type": "ContactPoint", "telephone": channel.phone}
    if record.delay_days is not None:
        made["processingTime"] = f"P{record.delay_days}D"
    note = pick(channel.notes, language).text
    return {**made, "description": note} if note else made


def _offer(record: ServiceRecord) -> Mapping[str, str] | None:
    """Return the price, or None when it is not known."""
    if record.cost.amount is None:
        return None
    return {
        "@type": "Offer",
        "price": decimal_text(record.cost.amount),
        "priceCurrency": record.cost.currency,
    }
