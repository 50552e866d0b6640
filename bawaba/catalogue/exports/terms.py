"""A graph as it is written: resources with their properties, no blank nodes, nothing kept in memory.

Predicates and classes are compact names (`dct:title`); the serialisers expand them.
"""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

PREFIXES: Final[dict[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "bw": "urn:bawaba:vocabulary:",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_PLAIN_IRI: Final = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Ref:
    """A resource by its address, absolute."""

    iri: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one language (a BCP 47 tag): rdf:langString."""

    value: str
    tag: str


@dataclass(frozen=True, slots=True)
class Value:
    """A literal with a datatype's compact name; xsd:string is the plain literal."""

    value: str
    datatype: str = "xsd:string"


Term = Ref | Text | Value


@dataclass(frozen=True, slots=True)
class Resource:
    """A subject with its classes and its properties, in the order in which they are written."""

    iri: str
    types: tuple[str, ...]
    properties: list[tuple[str, Term]] = field(default_factory=list)

    def add(self, predicate: str, *values: Term) -> None:
        self.properties.extend((predicate, value) for value in values)


def expand(name: str) -> str:
    """Return the full address of a compact name, such as `dct:title`."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def is_iri(text: str) -> bool:
    """Tell whether `text` is a web address that may stand as an IRI as it is (the characters of Turtle).

    Any other scheme could be taken for a prefix by a JSON-LD reader.
    """
    return _PLAIN_IRI.fullmatch(text) is not None


def iri_segment(text: str) -> str:
    """Return `text` as one segment of a path or a fragment."""
    return quote(text, safe="-._~")
