"""The catalogue as a DCAT-AP 3.0 dataset with one distribution for each download."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bawaba.catalogue.exports import codes
from bawaba.catalogue.exports.graph import CATALOGUE_DESCRIPTIONS, CATALOGUE_TITLES
from bawaba.catalogue.exports.parts import tagged
from bawaba.catalogue.exports.terms import Ref, Resource, Text, Value
from bawaba.catalogue.exports.turtle import write_turtle

CC_BY: Final = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"
_PROFILE: Final = "http://data.europa.eu/m8g/cpsvap/3.2.0"
_KEYWORDS: Final = {"ar": "خدمات عمومية", "fr": "services publics", "en": "public services"}
_MEDIA: Final = "http://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class Download:
    """A file that the site offers: its path, media type, and code in the EU file-type list."""

    path: str
    media_type: str
    file_type: str


DOWNLOADS: Final = (
    Download("/catalogue.ttl", "text/turtle", "RDF_TURTLE"),
    Download("/catalogue.jsonld", "application/ld+json", "JSON_LD"),
    Download("/catalogue.jsonl", "application/jsonl", "JSON"),
    Download("/catalogue.csv", "text/csv", "CSV"),
)


@dataclass(frozen=True, slots=True)
class CatalogueCard:
    """What the entry says of the catalogue.

    site:     address without a closing slash; publisher: name of who publishes the catalogue
    modified: when the catalogue last changed; services: how many it holds
    languages: content languages; licence: address in the EU licence list
    """

    site: str
    publisher: str
    country: str
    modified: datetime
    services: int
    languages: tuple[str, ...]
    licence: str = CC_BY
    downloads: tuple[Download, ...] = DOWNLOADS


def write_dataset(card: CatalogueCard) -> Iterator[str]:
    """Yield the DCAT-AP entry in Turtle."""
    return write_turtle([*_dataset(card), _publisher(card), *_distributions(card), *_codes(card)])


def _dataset(card: CatalogueCard) -> Iterator[Resource]:
    site = card.site
    dataset = Resource(f"{site}/catalogue", ("dcat:Dataset",))
    dataset.add("dct:identifier", Value(f"{site}/catalogue"))
    dataset.add("dct:title", *tagged(CATALOGUE_TITLES))
    dataset.add("dct:description", *tagged(CATALOGUE_DESCRIPTIONS))
    dataset.add("dct:publisher", Ref(f"{site}/#publisher"))
    dataset.add("dcat:theme", Ref(f"{codes.AUTHORITY}data-theme/GOVE"))
    dataset.add("dcat:keyword", *tagged(_KEYWORDS))
    dataset.add("dct:spatial", Ref(codes.country_iri(card.country)))
    known = dict.fromkeys(filter(None, map(codes.language_code, card.languages)))
    dataset.add("dct:language", *(Ref(f"{codes.AUTHORITY}language/{code}") for code in known))
    dataset.add("dct:modified", Value(card.modified.isoformat(), "xsd:dateTime"))
    dataset.add("dct:accrualPeriodicity", Ref(f"{codes.AUTHORITY}frequency/CONT"))
    dataset.add("dct:accessRights", Ref(f"{codes.AUTHORITY}access-right/PUBLIC"))
    dataset.add("dct:conformsTo", Ref(_PROFILE))
    dataset.add("dcat:landingPage", Ref(f"{site}/"))
    dataset.add("schema:size", Value(str(card.services), "xsd:integer"))
    dataset.add("dcat:distribution", *(Ref(_distribution_iri(site, file)) for file in card.downloads))
    yield dataset
    yield Resource(f"{site}/", ("foaf:Document",))
    yield Resource(_PROFILE, ("dct:Standard",))
    for code in known:
        yield Resource(f"{codes.AUTHORITY}language/{code}", ("dct:LinguisticSystem",))


def _publisher(card: CatalogueCard) -> Resource:
    site, name, country = card.site, card.publisher, card.country
    publisher = Resource(f"{site}/#publisher", ("foaf:Agent",))
    publisher.add("dct:identifier", Value(f"{site}/#publisher"))
    publisher.add("foaf:name", Value(name))
    publisher.add("dct:title", Text(name, "und"))
    publisher.add("dct:spatial", Ref(codes.country_iri(country)))
    return publisher


def _distribution_iri(site: str, file: Download) -> str:
    return f"{site}{file.path}#distribution"


def _distributions(card: CatalogueCard) -> Iterator[Resource]:
    site, modified, licence = card.site, card.modified, card.licence
    for file in card.downloads:
        made = Resource(_distribution_iri(site, file), ("dcat:Distribution",))
        made.add("dct:title", Text(file.path.removeprefix("/"), "en"))
        made.add("dcat:accessURL", Ref(f"{site}{file.path}"))
        made.add("dcat:downloadURL", Ref(f"{site}{file.path}"))
        made.add("dcat:mediaType", Ref(_MEDIA + file.media_type))
        made.add("dct:format", Ref(f"{codes.AUTHORITY}file-type/{file.file_type}"))
        made.add("dct:license", Ref(licence))
        made.add("dct:modified", Value(modified.isoformat(), "xsd:dateTime"))
        yield made


def _codes(card: CatalogueCard) -> Iterator[Resource]:
    """Yield the classes of the code-list values, which a validator looks for in the graph."""
    yield Resource(f"{codes.AUTHORITY}data-theme/GOVE", ("skos:Concept",))
    yield Resource(f"{codes.AUTHORITY}frequency/CONT", ("dct:Frequency", "skos:Concept"))
    yield Resource(f"{codes.AUTHORITY}access-right/PUBLIC", ("dct:RightsStatement", "skos:Concept"))
    yield Resource(
        codes.country_iri(card.country), ("dct:Location",), [("dct:identifier", Value(card.country))]
    )
    yield Resource(card.licence, ("dct:LicenseDocument",))
    for file in card.downloads:
        yield Resource(f"{codes.AUTHORITY}file-type/{file.file_type}", ("dct:MediaTypeOrExtent",))
        yield Resource(_MEDIA + file.media_type, ("dct:MediaType",))
