"""Ports: where a lower room offers something to upper rooms that it must not know.

A room's `apps.py` registers a callable in `ready()`; whoever needs it reads the port. A port is
a typed protocol; nothing here knows a room.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Generic, Protocol, TypeVar

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


@dataclass(frozen=True, slots=True)
class AiMeasure:
    """One measured figure of an AI system. over: what it was measured on, and how many of them."""

    names: Mapping[str, str]
    value: float
    over: Mapping[str, str]
    number: int
    measured_on: date


@dataclass(frozen=True, slots=True)
class AiSystem:
    """An AI system that this site runs, as the public register tells of it; texts by language.

    status:   `trial` or `in-use`; technique: what computes, and what does not
    data:     what it reads and keeps, and how long; oversight: who can correct or stop it, and how
    contact:  address on this site where one says that it is wrong; source: where its code is explained
    affects:  what it may touch: `rights`, `safety`, `information`
    people:   whom it concerns; objection: how to object; help: whom to turn to
    personal_data: whether it reads any: `yes`, `no`, `unknown`
    """

    key: str
    status: str
    names: Mapping[str, str]
    purposes: Mapping[str, str]
    techniques: Mapping[str, str]
    data: Mapping[str, str]
    oversight: Mapping[str, str]
    risks: Sequence[Mapping[str, str]]
    measures: Sequence[AiMeasure]
    affects: Sequence[str]
    contact: str
    source: str
    people: Mapping[str, str] = field(default_factory=dict)
    objection: Mapping[str, str] = field(default_factory=dict)
    help: Mapping[str, str] = field(default_factory=dict)
    personal_data: str = "unknown"


class AiSystemSource(Protocol):
    """Tells of the AI systems of one room. No SQL query."""

    def __call__(self) -> Sequence[AiSystem]: ...


@dataclass(frozen=True, slots=True)
class QuestionBox:
    """Where a question about one service can be asked from its page.

    action: address of a GET form; question, service: names of its fields
    """

    action: str
    question: str
    service: str


class QuestionDoor(Protocol):
    """Gives the question box of a service's page in a language."""

    def __call__(self, *, language: str) -> QuestionBox: ...


@dataclass(frozen=True, slots=True)
class BodyMeasure:
    """A figure of one administration that a room counts from what it keeps.

    name:  `room.figure`, such as `catalogue.online_share`; value: shares are from 0 to 100
    count: how many things were counted; since: the first day of what was counted, None for the present state
    """

    name: str
    value: float
    count: int
    measured_on: date
    since: date | None = None


class BodyMeasureSource(Protocol):
    """Measures administrations: body → its figures, bodies with nothing to count left out.

    The number of SQL queries does not depend on how many bodies are asked for.
    """

    def __call__(self, *, bodies: Collection[str]) -> Mapping[str, Sequence[BodyMeasure]]: ...


class ImprovementDoor(Protocol):
    """Gives the address where a body plans what to do after its result in a campaign, empty for campaigns of others."""

    def __call__(self, *, campaign: str, body: str) -> str: ...


body_measures: Port[BodyMeasureSource] = Port("figures of administrations")
ai_systems: Port[AiSystemSource] = Port("AI systems")
improvement_doors: Port[ImprovementDoor] = Port("plans after a result")
question_doors: Port[QuestionDoor] = Port("questions about a service")
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


DAILY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that a room does again and again; safe to run twice.

    run:   dotted path of a function, so that registering it imports nothing
    every: how often; at: for what runs by days, the country's time of day
    actor: name of the system actor that it is given, none for a function that takes none
    """

    run: str
    every: timedelta
    at: time | None = None
    actor: str = ""


timers: Port[Timer] = Port("timers")
"""By name, such as `casework.run-clock`."""
