"""The parts of one service as CPSV-AP 3.2.0 resources: evidence, rules, outputs, cost, channels, sources."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from bawaba.catalogue.exports import codes
from bawaba.catalogue.exports.terms import Ref, Resource, Text, Value, iri_segment, is_iri
from bawaba.catalogue.types import Channel, Item, LegalResource, ServiceRecord, SourcePage, Texts


def tagged(texts: Texts) -> list[Text]:
    """Return the texts that say something, each with its BCP 47 tag."""
    return [Text(value, codes.tag_of(language)) for language, value in texts.items() if value]


def whole(number: int) -> Value:
    return Value(str(number), "xsd:integer")


def add_address(resource: Resource, url: str) -> None:
    """Link a page when its address is a good IRI, else keep the address as it is written."""
    if url:
        resource.add(*(("foaf:page", Ref(url)) if is_iri(url) else ("schema:url", Value(url, "xsd:anyURI"))))


def needs_cost(record: ServiceRecord) -> bool:
    """Tell whether the record says anything about money that its country does not already say."""
    cost, usual = record.cost, codes.CURRENCY_OF_COUNTRY.get(record.country, "MAD")
    return cost.amount is not None or any(cost.notes.values()) or cost.currency != usual


class ServiceParts:
    """Builds the resources that hang on one service, under its address."""

    def __init__(self, record: ServiceRecord, iri: str) -> None:
        self.record, self.iri = record, iri

    def ref(self, kind: str, key: object) -> Ref:
        return Ref(f"{self.iri}#{kind}-{iri_segment(str(key))}")

    def _identifier(self, key: object) -> Value:
        return Value(f"{self.record.identifier}#{key}")

    def documents(self) -> Iterator[Resource]:
        """Yield cv:Evidence for each document, with its cv:EvidenceType (3.2.0, hasInput, hasInputType)."""
        for position, item in enumerate(self.record.documents, start=1):
            kind = self.ref("evidence-type", item.key)
            evidence = self._titled(self.ref("document", item.key), "cv:Evidence", item)
            evidence.add("dct:conformsTo", kind)
            evidence.add("schema:position", whole(position))
            yield evidence
            kind_of = Resource(kind.iri, ("cv:EvidenceType",))
            kind_of.add("dct:identifier", self._identifier(f"type-{item.key}"))
            kind_of.add("dct:title", *tagged(item.texts))
            kind_of.add("cv:evidenceTypeClassification", Ref(codes.our_iri("evidence-document")))
            yield kind_of

    def rules(self) -> Iterator[Resource]:
        """Yield cpsv:Rule for each rule and each step (a rule is what the service follows; so is a step)."""
        for kind, items in (("rule", self.record.rules), ("step", self.record.steps)):
            for position, item in enumerate(items, start=1):
                rule = self._titled(self.ref(kind, item.key), "cpsv:Rule", item)
                rule.add("dct:description", *tagged(item.texts))
                rule.add("dct:type", Ref(codes.our_iri(f"rule-{kind}")))
                rule.add("schema:position", whole(position))
                yield rule

    def outputs(self) -> Iterator[Resource]:
        for position, item in enumerate(self.record.outputs, start=1):
            output = self._titled(self.ref("output", item.key), "cv:Output", item)
            output.add("schema:position", whole(position))
            yield output

    def _titled(self, ref: Ref, kind: str, item: Item) -> Resource:
        resource = Resource(ref.iri, (kind,))
        resource.add("dct:identifier", self._identifier(item.key))
        resource.add("dct:title", *tagged(item.texts))
        return resource

    def cost(self) -> Iterator[Resource]:
        """Yield cv:Cost, its value a double and its currency from the EU list."""
        if not needs_cost(self.record):
            return
        cost = Resource(self.ref("cost", 1).iri, ("cv:Cost",))
        cost.add("dct:identifier", self._identifier("cost"))
        if self.record.cost.amount is not None:
            cost.add("cv:hasValue", Value(decimal_text(self.record.cost.amount), "xsd:double"))
        cost.add("cv:currency", Ref(codes.currency_iri(self.record.cost.currency)))
        cost.add("dct:description", *tagged(self.record.cost.notes))
        yield cost

    def channels(self) -> Iterator[Resource]:
        for position, channel in enumerate(self.record.channels, start=1):
            yield self._channel(position, channel)

    def _channel(self, position: int, channel: Channel) -> Resource:
        resource = Resource(self.ref("channel", position).iri, ("cv:Channel",))
        resource.add("dct:identifier", self._identifier(f"channel-{position}"))
        resource.add("dct:type", Ref(codes.our_iri(f"channel-{channel.kind}")))
        resource.add("dct:description", *tagged(channel.notes))
        add_address(resource, channel.url)
        if channel.phone:
            resource.add("schema:telephone", Value(channel.phone))
        resource.add("schema:position", whole(position))
        return resource

    def legal(self) -> Iterator[Resource]:
        for position, text in enumerate(self.record.legal, start=1):
            yield self._legal(position, text)

    def _legal(self, position: int, text: LegalResource) -> Resource:
        resource = Resource(self.ref("legal", position).iri, ("eli:LegalResource",))
        resource.add("dct:title", Value(text.title))
        add_address(resource, text.url)
        resource.add("schema:position", whole(position))
        return resource

    def sources(self) -> Iterator[Resource]:
        for position, source in enumerate(self.record.sources, start=1):
            yield self._source(position, source)

    def _source(self, position: int, source: SourcePage) -> Resource:
        resource = Resource(self.ref("source", position).iri, ("dct:BibliographicResource",))
        add_address(resource, source.page)
        if source.seen:
            resource.add("dct:description", Value(source.seen))
        resource.add("schema:position", whole(position))
        return resource

    def contact(self) -> Iterator[Resource]:
        texts = tagged(self.record.contact)
        if texts:
            resource = Resource(self.ref("contact", 1).iri, ("cv:ContactPoint",))
            resource.add("dct:description", *texts)
            yield resource

    def external_ids(self) -> Iterator[Resource]:
        """Yield adms:Identifier for each identifier that another scheme gave."""
        for scheme, value in self.record.external_ids.items():
            resource = Resource(self.ref("identifier", scheme).iri, ("adms:Identifier",))
            resource.add("skos:notation", Value(value))
            resource.add("adms:schemeAgency", Value(scheme))
            yield resource


def decimal_text(amount: Decimal) -> str:
    """Return a decimal without exponent, the same text for equal amounts."""
    text = format(amount, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def names_or_key(names: Mapping[str, str], key: str) -> list[Text]:
    """Return the names, or the key as an undetermined-language text when there is none."""
    return tagged(names) or [Text(key, "und")]
