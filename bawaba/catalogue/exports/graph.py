"""The catalogue as a CPSV-AP 3.2.0 graph, one resource after the other, for any number of services.

Every code-list value, location, body and event that a service names is described in the graph,
once, because the official shapes ask for its class. Only the keys of what was described are kept
in memory. Beside the profile's own terms the graph carries what the profile has no word for
(summary: dct:abstract; verified: schema:lastReviewed; …), so that an import gives back the record.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bawaba.catalogue.exports import codes
from bawaba.catalogue.exports.parts import ServiceParts, add_address, names_or_key, tagged
from bawaba.catalogue.exports.terms import Ref, Resource, Text, Value, iri_segment
from bawaba.catalogue.types import PublishedService, ServiceRecord, Texts
from bawaba.directory.types import BodyRecord, ContactPointRecord

CATALOGUE_TITLES: Final = {
    "ar": "فهرس الخدمات العمومية",
    "fr": "Catalogue des services publics",
    "en": "Catalogue of public services",
}
CATALOGUE_DESCRIPTIONS: Final = {
    "ar": "الخدمات العمومية: لمن هي، والوثائق المطلوبة، والثمن، والأجل، وكيفية الطلب.",
    "fr": "Les services publics : pour qui, avec quels documents, à quel prix, en combien de temps et comment.",
    "en": "Public services: for whom, with which documents, at what price, in how long, and how to apply.",
}
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class CatalogueGraph:
    """Builds the graph of a catalogue published at `site` (an address without a closing slash).

    bodies: the directory's records by key; events: names by event key, `kinds` "life" or "business"
    """

    def __init__(
        self,
        *,
        site: str,
        bodies: Mapping[str, BodyRecord],
        events: Mapping[str, Texts],
        event_kinds: Mapping[str, str],
    ) -> None:
        self.site, self.bodies, self.events, self.event_kinds = site, bodies, events, event_kinds
        self._described: set[str] = set()
        self._services: set[str] = set()
        self._related: list[tuple[str, str]] = []

    def resources(self, services: Iterable[PublishedService]) -> Iterator[Resource]:
        """Yield every resource of the graph; a relation is written once both its ends are."""
        yield from self._catalogue()
        for service in services:
            self._services.add(service.record.identifier)
            yield from self._service(service)
        yield from self._relations()

    def service_iri(self, identifier: str) -> str:
        return f"{self.site}/services/{iri_segment(identifier)}"

    def _relations(self) -> Iterator[Resource]:
        for source, target in self._related:
            predicate = "cv:relatedService" if target in self._services else "dct:relation"
            yield Resource(self.service_iri(source), (), [(predicate, Ref(self.service_iri(target)))])

    def _first_time(self, iri: str) -> bool:
        if iri in self._described:
            return False
        self._described.add(iri)
        return True

    def _catalogue(self) -> Iterator[Resource]:
        dataset = Resource(f"{self.site}/catalogue", ("dcat:Dataset",))
        dataset.add("dct:identifier", Value("catalogue"))
        dataset.add("dct:title", *tagged(CATALOGUE_TITLES))
        dataset.add("dct:description", *tagged(CATALOGUE_DESCRIPTIONS))
        dataset.add("dct:publisher", Ref(f"{self.site}/#publisher"))
        yield dataset
        publisher = Resource(f"{self.site}/#publisher", ("foaf:Agent",))
        publisher.add("dct:identifier", Value("publisher"))
        publisher.add("dct:title", Text("Bawaba", "en"))
        yield publisher

    def _service(self, published: PublishedService) -> Iterator[Resource]:
        record = published.record
        iri = self.service_iri(record.identifier)
        parts = ServiceParts(record, iri)
        service = Resource(iri, ("cpsv:PublicService",))
        self._say_texts(service, record)
        hanging: list[Resource] = []
        for predicate, resources in (
            ("cv:hasCost", parts.cost()),
            ("cv:hasChannel", parts.channels()),
            ("cpsv:produces", parts.outputs()),
            ("cpsv:follows", parts.rules()),
            ("cv:hasLegalResource", parts.legal()),
            ("cv:contactPoint", parts.contact()),
            ("dct:source", parts.sources()),
            ("adms:identifier", parts.external_ids()),
        ):
            for resource in resources:
                service.add(predicate, Ref(resource.iri))
                hanging.append(resource)
        for resource in parts.documents():
            is_type = resource.types == ("cv:EvidenceType",)
            service.add("cv:hasInputType" if is_type else "cpsv:hasInput", Ref(resource.iri))
            hanging.append(resource)
        self._say_facts(service, published)
        self._related.extend((record.identifier, target) for target in record.related)
        yield service
        yield from hanging
        yield from self._vocabulary(published, hanging)

    def _say_texts(self, service: Resource, record: ServiceRecord) -> None:
        service.add("dct:identifier", Value(record.identifier))
        service.add("dct:title", *tagged(record.titles))
        service.add("dct:abstract", *tagged(record.summaries))
        descriptions = {**record.summaries, **{k: v for k, v in record.descriptions.items() if v}}
        service.add("dct:description", *(tagged(descriptions) or tagged(record.titles)))
        for language, words in record.keywords.items():
            service.add("dcat:keyword", *(Text(word, codes.tag_of(language)) for word in words if word))
        service.add("bw:validity", *tagged(record.validities))

    def _say_facts(self, service: Resource, published: PublishedService) -> None:
        record = published.record
        add_address(service, record.url)
        service.add("cv:hasCompetentAuthority", Ref(self.body_iri(record.authority)))
        service.add("dct:audience", *(Ref(codes.our_iri(f"audience-{name}")) for name in record.audiences))
        service.add("cv:isGroupedBy", *(Ref(self.event_iri(event)) for event in record.events))
        service.add("cv:thematicArea", *(Ref(theme) for theme in _themes(record)))
        service.add("dct:language", *(Ref(language) for language in _languages(record)))
        service.add("dct:spatial", Ref(codes.country_iri(record.country)))
        if record.territory:
            service.add("dct:spatial", Ref(self.territory_iri(record.territory)))
        if record.delay_days is not None:
            service.add("cv:processingTime", Value(f"P{record.delay_days}D", "xsd:duration"))
        service.add("adms:status", Ref(codes.COMPLETED))
        service.add("dct:isPartOf", Ref(f"{self.site}/catalogue"))
        service.add("dct:modified", Value(published.published_at.isoformat(), "xsd:dateTime"))
        service.add("owl:versionInfo", Value(str(published.revision)))
        self._say_trust(service, record)

    def _say_trust(self, service: Resource, record: ServiceRecord) -> None:
        service.add("dct:provenance", Ref(codes.our_iri(f"confidence-{record.confidence}")))
        if record.verified_on is not None:
            service.add("schema:lastReviewed", Value(record.verified_on.isoformat(), "xsd:date"))
        if record.verified_by:
            service.add("schema:reviewedBy", Value(record.verified_by))
        if record.origin:
            service.add("bw:origin", Value(record.origin))
        if record.kind != "service":
            service.add("bw:kind", Value(record.kind))
        if record.synthetic:
            service.add("bw:synthetic", Value("true", "xsd:boolean"))

    def body_iri(self, key: str) -> str:
        return f"{self.site}/authorities/{iri_segment(key)}"

    def event_iri(self, key: str) -> str:
        return f"{self.site}/events/{iri_segment(key)}"

    def territory_iri(self, code: str) -> str:
        return f"{self.site}/territories/{iri_segment(code)}"

    def _vocabulary(self, published: PublishedService, hanging: Iterable[Resource]) -> Iterator[Resource]:
        """Yield, the first time it is named, everything that several services share."""
        record = published.record
        yield from self._body(published)
        for event in record.events:
            yield from self._event(event)
        yield from self._country(record.country)
        if record.territory:
            yield from self._location(self.territory_iri(record.territory), record.territory)
        for theme in _themes(record):
            yield from self._concept(theme)
        for language in _languages(record):
            if self._first_time(language):
                yield Resource(language, ("dct:LinguisticSystem",))
        yield from self._concept(codes.COMPLETED)
        for name in (f"confidence-{record.confidence}", *(f"audience-{kind}" for kind in record.audiences)):
            yield from self._concept(codes.our_iri(name))
        for resource in hanging:
            yield from self._codes_of(resource)

    def _codes_of(self, resource: Resource) -> Iterator[Resource]:
        for predicate, value in resource.properties:
            if predicate in {"dct:type", "cv:currency", "cv:evidenceTypeClassification"}:
                assert isinstance(value, Ref)
                yield from self._concept(value.iri)

    def _concept(self, iri: str) -> Iterator[Resource]:
        if not self._first_time(iri):
            return
        name = iri.removeprefix(codes.OURS)
        kinds = (
            ("skos:Concept", "dct:ProvenanceStatement")
            if name.startswith("confidence-")
            else ("skos:Concept",)
        )
        concept = Resource(iri, kinds)
        concept.add("skos:prefLabel", *tagged(codes.OUR_CONCEPTS.get(name, {})))
        yield concept

    def _country(self, country: str) -> Iterator[Resource]:
        yield from self._location(codes.country_iri(country), country)

    def _location(self, iri: str, code: str) -> Iterator[Resource]:
        if self._first_time(iri):
            yield Resource(iri, ("dct:Location",), [("dct:identifier", Value(code))])

    def _event(self, key: str) -> Iterator[Resource]:
        iri = self.event_iri(key)
        if self._first_time(iri):
            kind = "cv:BusinessEvent" if self.event_kinds.get(key) == "business" else "cv:LifeEvent"
            event = Resource(iri, ("cv:Event", kind))
            event.add("dct:identifier", Value(key))
            event.add("dct:title", *names_or_key(self.events.get(key, {}), key))
            yield event

    def _body(self, published: PublishedService) -> Iterator[Resource]:
        record = published.record
        iri = self.body_iri(record.authority)
        if not self._first_time(iri):
            return
        body = self.bodies.get(record.authority) or BodyRecord(
            key=record.authority, names=published.authority_names, country=record.country
        )
        resource = Resource(iri, ("cv:PublicOrganisation", "org:Organization"))
        resource.add("dct:identifier", Value(body.key))
        resource.add("skos:prefLabel", *names_or_key(body.names, body.key))
        resource.add("dct:description", *tagged(body.descriptions))
        resource.add("dct:spatial", Ref(codes.country_iri(body.country)))
        if body.territory:
            resource.add("dct:spatial", Ref(self.territory_iri(body.territory)))
        add_address(resource, body.url)
        contacts = [_contact(f"{iri}#contact-{n}", point) for n, point in enumerate(body.contacts, start=1)]
        resource.add("cv:contactPoint", *(Ref(contact[0].iri) for contact in contacts))
        yield resource
        for contact in contacts:
            yield from contact
        yield from self._country(body.country)
        if body.territory:
            yield from self._location(self.territory_iri(body.territory), body.territory)


def _themes(record: ServiceRecord) -> list[str]:
    return list(dict.fromkeys(theme for theme in map(codes.theme_iri, record.events) if theme))


def _languages(record: ServiceRecord) -> list[str]:
    known = dict.fromkeys(codes.language_code(language) for language, title in record.titles.items() if title)
    return [f"{codes.AUTHORITY}language/{code}" for code in known if code]


def _contact(iri: str, point: ContactPointRecord) -> list[Resource]:
    """Return a body's contact point and its opening hours."""
    contact = Resource(iri, ("cv:ContactPoint",))
    contact.add("dct:title", *tagged(point.label))
    contact.add("dct:description", *tagged(point.address))
    if point.phone:
        contact.add("cv:telephone", Value(point.phone))
    if point.email:
        contact.add("cv:email", Value(point.email))
    made = [contact]
    if point.url:
        page = Resource(f"{iri}-page", ("foaf:Document",))
        add_address(page, point.url)
        contact.add("cv:contactPage", Ref(page.iri))
        made.append(page)
    for number, span in enumerate(point.hours, start=1):
        hours = Resource(f"{iri}-hours-{number}", ("time:TemporalEntity",))
        day = _WEEKDAYS[span.weekday - 1]
        hours.add("dct:description", Text(f"{day} {span.opens}-{span.closes}", "en"))
        contact.add("cv:openingHours", Ref(hours.iri))
        made.append(hours)
    return made
