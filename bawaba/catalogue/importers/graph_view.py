"""Reads of a graph in the words of CPSV-AP: by compact predicate names, texts by our languages."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final
from urllib.parse import unquote

from bawaba.catalogue.exports import codes
from bawaba.catalogue.exports.terms import Ref, Term, Text, Value, expand
from bawaba.catalogue.importers.graph_file import Node

_full = cache(expand)
_PAGES: Final = ("foaf:page", "schema:url", "foaf:homepage", "dcat:landingPage")


def tail(iri: str) -> str:
    """Return the last part of an address, decoded: what follows the last `#` or `/`."""
    return unquote(iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2])


class View:
    """A graph whose subjects are described by `nodes`."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.nodes = nodes

    def subjects(self, kind: str) -> Iterator[str]:
        """Yield the subjects of a class, in the file's order."""
        wanted, type_name = Ref(expand(kind)), expand("rdf:type")
        for iri, node in self.nodes.items():
            if wanted in node.get(type_name, ()):
                yield iri

    def terms(self, iri: str, predicate: str) -> list[Term]:
        node = self.nodes.get(iri)
        return node.get(_full(predicate), []) if node else []

    def has(self, iri: str, predicate: str) -> bool:
        return any(isinstance(term, Ref) or term.value.strip() for term in self.terms(iri, predicate))

    def value(self, iri: str, predicate: str) -> str:
        """Return the first literal, or an empty text."""
        return next((t.value for t in self.terms(iri, predicate) if isinstance(t, Text | Value)), "")

    def texts(self, iri: str, predicate: str) -> dict[str, str]:
        """Return the literals by language; the first of each language wins, none counts as `und`."""
        found: dict[str, str] = {}
        for term in self.terms(iri, predicate):
            if isinstance(term, Text | Value) and term.value.strip():
                language = codes.language_of(term.tag) if isinstance(term, Text) else "und"
                found.setdefault(language, term.value)
        return found

    def refs(self, iri: str, predicate: str) -> list[str]:
        return [term.iri for term in self.terms(iri, predicate) if isinstance(term, Ref)]

    def ref(self, iri: str, predicate: str) -> str:
        """Return the first resource, or an empty text."""
        return next(iter(self.refs(iri, predicate)), "")

    def address(self, iri: str) -> str:
        """Return the page of a resource: as a link, as a literal, or as a document that has one."""
        for predicate in _PAGES:
            for term in self.terms(iri, predicate):
                if not isinstance(term, Ref):
                    return term.value
                if not term.iri.startswith("_:"):
                    return term.iri
        return ""

    def country(self, iri: str) -> str:
        """Return the ISO 3166-1 alpha-2 code of the first place from an EU list that names a country."""
        for place in self.refs(iri, "dct:spatial"):
            if place.startswith((f"{codes.AUTHORITY}country/", f"{codes.AUTHORITY}atu/")):
                code = tail(place)[:3]
                return codes.ALPHA_2.get(code, code[:2])
        return ""
