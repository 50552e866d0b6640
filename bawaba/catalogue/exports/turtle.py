"""Turtle (W3C, RDF 1.1), written one resource at a time."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bawaba.catalogue.exports.terms import PREFIXES, Ref, Resource, Term, Text

_ESCAPES: Final = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
}  # fmt: skip
_SPECIAL: Final = re.compile(r'[\\"\x00-\x1f\x7f]')
_NEXT: Final = " ;\n  "
_TAG: Final = re.compile(r"[a-zA-Z]+(-[a-zA-Z0-9]+)*")


def write_turtle(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield the document in pieces: the prefixes, then one piece for each resource."""
    yield "".join(f"@prefix {prefix}: <{address}> .\n" for prefix, address in PREFIXES.items())
    for resource in resources:
        yield write_resource(resource)


def write_resource(resource: Resource) -> str:
    """Return one resource as a Turtle statement; its predicates may be whole addresses in brackets."""
    said: dict[str, list[str]] = {"a": list(resource.types)} if resource.types else {}
    for predicate, value in resource.properties:
        said.setdefault(predicate, []).append(_term(value))
    lines = [f"{predicate} {', '.join(values)}" for predicate, values in said.items()]
    return f"\n<{resource.iri}> {_NEXT.join(lines)} .\n"


def _term(term: Term) -> str:
    if isinstance(term, Ref):
        return f"<{term.iri}>"
    quoted = f'"{_SPECIAL.sub(_escaped, term.value)}"'
    if isinstance(term, Text):
        return f"{quoted}@{term.tag if _TAG.fullmatch(term.tag) else 'und'}"
    return quoted if term.datatype == "xsd:string" else f"{quoted}^^{term.datatype}"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"
