"""Ports: where a lower room offers something to upper rooms that it must not know.

A room's `apps.py` registers a callable in `ready()`; whoever needs it reads the port. A port is
a typed protocol; nothing here knows a room.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

P = TypeVar("P")


class Port(Generic[P]):
    """A named list of providers, in the order of registration. Registering a key twice replaces it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._providers: dict[str, P] = {}

    def register(self, key: str, provider: P) -> None:
        self._providers[key] = provider

    def providers(self) -> Mapping[str, P]:
        return dict(self._providers)


@dataclass(frozen=True, slots=True)
class SearchText:
    """What one language says of a document; lists may be empty."""

    title: str
    summary: str = ""
    keywords: Sequence[str] = ()
    body: str = ""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A document offered to the search engine.

    key:      unique in its kind, stable (`declaration-naissance`)
    texts:    language code → text; `darija` (Arabic script) and `darija-latn` carry keywords only
    facets:   facet name → values, such as {"audience": ["citizen"], "event": ["naissance"]}
    weight:   popularity prior in [0, 1]
    revision: changes when anything above changes
    """

    kind: str
    key: str
    texts: Mapping[str, SearchText]
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    weight: float = 0.0
    revision: str = ""


class SearchSource(Protocol):
    """Offers every public document of one kind, for a full rebuild of the index."""

    def __call__(self) -> Iterable[SearchDocument]: ...


class SearchSink(Protocol):
    """Takes what changed, inside the caller's transaction."""

    def __call__(self, *, changed: Iterable[SearchDocument], removed: Iterable[tuple[str, str]]) -> None: ...


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """An address that the site shows, for the link checker."""

    url: str
    owner: str


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A public change worth a line on the home page."""

    at: datetime
    kind: str
    path: str
    titles: Mapping[str, str]


search_sources: Port[SearchSource] = Port("search sources")
search_sinks: Port[SearchSink] = Port("search sinks")
news_feeds: Port[Callable[[int], Sequence[NewsItem]]] = Port("news feeds")


def publish_documents(
    *, changed: Iterable[SearchDocument] = (), removed: Iterable[tuple[str, str]] = ()
) -> None:
    """Hand changed documents to every search sink; with no search room it does nothing."""
    changed, removed = list(changed), list(removed)
    for sink in search_sinks.providers().values():
        sink(changed=changed, removed=removed)
