"""An RDF file read into plain Python: subject → predicate → values, in the file's order.

Nothing is ever fetched: a JSON-LD context that is not the bundled official one, nor written in
the file itself, makes the file broken.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final
from xml.sax import SAXException

from rdflib import Graph, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.store import Store

from bawaba.catalogue.errors import FileBroken
from bawaba.catalogue.exports.jsonld import CONTEXT_ADDRESS, official_context
from bawaba.catalogue.exports.terms import PREFIXES, Ref, Term, Text, Value

Node = dict[str, list[Term]]
_XSD: Final = PREFIXES["xsd"]
_BUNDLED: Final = (CONTEXT_ADDRESS, CONTEXT_ADDRESS.replace("https:", "http:"))


class _SubjectStore(Store):
    """The least an rdflib parser needs: it adds, we keep; a resource's name is kept once."""

    context_aware = False
    formula_aware = False

    def __init__(self) -> None:
        super().__init__()
        self.nodes: dict[str, Node] = {}
        self._refs: dict[str, Ref] = {}
        self._names: dict[str, str] = {}

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:  # Any: rdflib's own signature
        subject, predicate, value = triple
        node = self.nodes.setdefault(_name(subject), {})
        name = self._names.setdefault(str(predicate), str(predicate))
        values = node.setdefault(name, [])
        values.append(self._term(value))

    def _term(self, value: Any) -> Term:  # Any: rdflib's own terms
        if not isinstance(value, Literal):
            name = _name(value)
            return self._refs.setdefault(name, Ref(name))
        if value.language:
            return Text(str(value), value.language)
        return Value(
            str(value), f"xsd:{str(value.datatype).removeprefix(_XSD)}" if value.datatype else "xsd:string"
        )

    def triples(self, *args: Any, **kwargs: Any) -> Iterator[Any]:  # Any: rdflib's own signature
        return iter(())

    def __len__(self, context: Any = None) -> int:  # Any: rdflib's own signature
        return len(self.nodes)

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Prefixes mean nothing once the file is read."""


def _name(term: Any) -> str:  # Any: rdflib's own terms
    return str(term) if isinstance(term, URIRef) else f"_:{term}"


def read_nodes(path: Path) -> dict[str, Node]:
    """Return every subject of a Turtle or JSON-LD file, in the file's order.

    raises: FileBroken when it is neither, is not UTF-8, or asks for a context from elsewhere
    """
    store = _SubjectStore()
    graph = Graph(store=store)
    try:
        with path.open("rb") as file:
            if _is_json(file):
                _parse_jsonld(file, graph)
            else:
                graph.parse(file, format="turtle", publicID="urn:bawaba:file/")
    except (OSError, UnicodeError, ValueError, BadSyntax, ParserError, SAXException, RecursionError) as error:
        raise FileBroken() from error
    return store.nodes


def _is_json(file: IO[bytes]) -> bool:
    start = file.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    return start.startswith(b"{") or (start.startswith(b"[") and b'"' in start)


def _parse_jsonld(file: IO[bytes], graph: Graph) -> None:
    document = json.load(file)
    _bundle_contexts(document)
    to_rdf(document, graph, base="urn:bawaba:file/")


def _bundle_contexts(node: object) -> None:
    """Put the bundled context wherever the document names the official one; refuse any other address."""
    if isinstance(node, dict):
        if "@context" in node:
            node["@context"] = _bundled(node["@context"])
        for key, value in node.items():
            if key != "@context":
                _bundle_contexts(value)
    elif isinstance(node, list):
        for value in node:
            _bundle_contexts(value)


def _bundled(context: object) -> object:
    if isinstance(context, list):
        return [_bundled(part) for part in context]
    if isinstance(context, str):
        if context not in _BUNDLED:
            raise FileBroken()
        return official_context()
    if isinstance(context, dict):
        _refuse_imports(context.values())
        if "@import" in context:
            raise FileBroken()
    return context


def _refuse_imports(meanings: Iterable[object]) -> None:
    """Scoped contexts (JSON-LD 1.1) live inside term definitions and may name an address too."""
    for meaning in meanings:
        if isinstance(meaning, dict) and "@context" in meaning:
            meaning["@context"] = _bundled(meaning["@context"])
