"""JSON-LD 1.1 in the terms of the official CPSV-AP 3.2.0 context, written one resource at a time.

The context travels inside the document: a reader needs no network, and two readers years apart
see the same graph.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from bawaba.catalogue.exports.terms import PREFIXES, Ref, Resource, Term, Text, expand

CONTEXT_FILE: Final = (
    Path(__file__).resolve().parent.parent / "data" / "cpsv-ap" / "cpsv-ap-3.2.0-context.jsonld"
)
CONTEXT_ADDRESS: Final = (
    "https://semiceu.github.io/uri.semic.eu-generated/CPSV-AP/releases/3.2.0/context/cpsv-ap.jsonld"
)


@cache
def official_context() -> dict[str, Any]:  # Any: JSON of the specification
    """Return the official context, from the package."""
    context: dict[str, Any] = json.loads(CONTEXT_FILE.read_text(encoding="utf-8"))["@context"]
    return context


@cache
def _class_terms() -> dict[str, str]:
    """Full address of a class → its official term; the first named wins (`Code` comes before `Concept`)."""
    terms: dict[str, str] = {}
    for term, meaning in official_context().items():
        if isinstance(meaning, str):
            terms.setdefault(meaning, term)
    return terms


@cache
def _property_term(kinds: tuple[str, ...], predicate: str) -> str:
    """Return the official term of a predicate for a resource of these classes, else its compact name."""
    address = expand(predicate)
    for kind in kinds:
        owner = _class_terms().get(expand(kind), "")
        for term, meaning in official_context().items():
            if isinstance(meaning, dict) and term.startswith(f"{owner}.") and meaning["@id"] == address:
                return term
    return predicate


def write_jsonld(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield the document in pieces: the context, then one line for each resource."""
    context = json.dumps([official_context(), PREFIXES], ensure_ascii=False)
    yield f'{{"@context": {context},\n"@graph": ['
    separator = "\n"
    for resource in resources:
        yield separator + json.dumps(_node(resource), ensure_ascii=False, separators=(",", ":"))
        separator = ",\n"
    yield "\n]}\n"


def _node(resource: Resource) -> dict[str, Any]:  # Any: JSON
    node: dict[str, Any] = {"@id": resource.iri}
    if resource.types:
        node["@type"] = [_class_terms().get(expand(kind), kind) for kind in resource.types]
    kinds = resource.types or ("cpsv:PublicService",)
    for predicate, value in resource.properties:
        node.setdefault(_property_term(kinds, predicate), []).append(_value(value))
    return node


def _value(term: Term) -> str | dict[str, str]:
    if isinstance(term, Ref):
        return {"@id": term.iri}
    if isinstance(term, Text):
        return {"@value": term.value, "@language": term.tag}
    return (
        {"@value": term.value}
        if term.datatype == "xsd:string"
        else {"@value": term.value, "@type": term.datatype}
    )
