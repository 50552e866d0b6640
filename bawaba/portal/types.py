"""What each page of the portal shows, as its template reads it: chosen, worded and in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from bawaba.catalogue.types import EventCard, PublishedCounts, ServiceCard
from bawaba.directory.types import BodyRecord, TerritoryRecord
from bawaba.kernel.languages import Picked

RESULTS_A_PAGE: Final = 10
LIST_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text, and whether words of the question are in it."""

    text: str
    matched: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere inside the site."""

    text: str
    href: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asked, as the address of a result page says it.

    online, free: True when only such services are wanted. page: from 1.
    """

    text: str = ""
    audience: str = ""
    event: str = ""
    authority: str = ""
    territory: str = ""
    online: bool = False
    free: bool = False
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Say whether any filter is set."""
        return bool(
            self.audience or self.event or self.authority or self.territory or self.online or self.free
        )

    @property
    def asks_nothing(self) -> bool:
        return not self.text and not self.narrowed

    def address(self, **changes: str | int | bool) -> str:
        """Return the query string, always in one order and without empty parts, with `changes` made.

        A change of anything but the page goes back to the first page.
        """
        values: dict[str, str | int | bool] = {
            "q": self.text,
            "audience": self.audience,
            "event": self.event,
            "authority": self.authority,
            "territory": self.territory,
            "online": self.online,
            "free": self.free,
            "page": self.page if not changes else 1,
        }
        values.update(changes)
        shown = {name: "1" if value is True else value for name, value in values.items() if value}
        if shown.get("page") in {1, "1"}:
            del shown["page"]
        return "?" + urlencode(shown)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; count is None when it is not counted."""

    value: str
    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Click:
    """A result that was followed: for which words, which service, at which place from 1."""

    text: str
    key: str
    rank: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the results: a name in the address, a title, its values."""

    name: str
    title: str
    choices: Sequence[Choice]
    opens: bool = True


@dataclass(frozen=True, slots=True)
class ResultCard:
    """A service found, and the words of the question that its title and summary hold."""

    card: ServiceCard
    title: Sequence[Segment]
    summary: Sequence[Segment]
    best_bet: bool
    rank: int
    ping: str = ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What a question found, and what to do when it found nothing.

    hurried: found by words alone in a rush, so the page is not kept
    """

    question: Question
    total: int
    cards: Sequence[ResultCard]
    facets: Sequence[Facet]
    chosen: Sequence[Link]
    last_page: int = 1
    language_name: str = ""
    corrected: str = ""
    instead: Link | None = None
    events: Sequence[EventCard] = ()
    hurried: bool = False

    @property
    def first_rank(self) -> int:
        """The place of the first card in the whole list."""
        return (self.question.page - 1) * RESULTS_A_PAGE + 1


@dataclass(frozen=True, slots=True)
class Example:
    """A question that somebody might ask, and how it is written."""

    text: str
    language: str
    writing: str


@dataclass(frozen=True, slots=True)
class AudienceTile:
    """One of the three audiences with what it finds here."""

    key: str
    name: str
    summary: str
    icon: str
    services: int


@dataclass(frozen=True, slots=True)
class NewsLine:
    """A public change: when, what, where."""

    day: date
    kind: str
    title: Picked
    path: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front door."""

    examples: Sequence[Example]
    events: Sequence[EventCard]
    business_events: Sequence[EventCard]
    audiences: Sequence[AudienceTile]
    frequent: Sequence[ServiceCard]
    news: Sequence[NewsLine]
    counts: PublishedCounts


@dataclass(frozen=True, slots=True)
class Price:
    """A cost. amount is None when it is not known."""

    amount: Decimal | None
    currency: str
    note: Picked

    @property
    def is_free(self) -> bool:
        return self.amount is not None and self.amount == 0


@dataclass(frozen=True, slots=True)
class Way:
    """A channel in words: how, where it leads, what to know."""

    kind: str
    icon: str
    name: str
    url: str
    host: str
    phone: str
    note: Picked


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A page that was read: its address when it has one, its host, what was seen there."""

    url: str
    host: str
    seen: str


@dataclass(frozen=True, slots=True)
class Trust:
    """How sure we are of the facts of a page, in words.

    level: a `Confidence`, or `verified` when the administration itself confirmed it
    name: in two words; short: beside each fact; sentence: once for the page
    """

    level: str
    name: str
    short: str
    sentence: str

    @property
    def notice(self) -> str:
        """The kind of notice that says it."""
        return "success" if self.level == "verified" else "unverified"


@dataclass(frozen=True, slots=True)
class ServicePage:
    """A service as a card to hand over a counter, then the rest. forms: keys of those that are filled in here"""

    identifier: str
    title: Picked
    summary: Picked
    description: Picked
    audiences: Sequence[Link]
    events: Sequence[Link]
    authority: Link
    documents: Sequence[Picked]
    steps: Sequence[Picked]
    outputs: Sequence[Picked]
    rules: Sequence[Picked]
    price: Price
    delay_days: int | None
    delay_limit_days: int | None
    validity: Picked
    ways: Sequence[Way]
    start_url: str
    start_host: str
    starts_online: bool
    forms: Sequence[str]
    contact: Picked
    legal: Sequence[tuple[Picked, str]]
    sources: Sequence[SourceLine]
    trust: Trust
    related: Sequence[ServiceCard]
    written_in: Sequence[str]
    updated_on: date
    verified_on: date | None
    territory: Link | None
    synthetic: bool
    share: Mapping[str, str] = field(default_factory=dict)
    fallback_name: str = ""
    json_ld: str = ""
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class ServiceName:
    """A service by its identifier and its title."""

    identifier: str
    title: Picked


@dataclass(frozen=True, slots=True)
class BodyNode:
    """A body in the tree with what stands under it."""

    key: str
    name: Picked
    parts: "Sequence[BodyNode]"


@dataclass(frozen=True, slots=True)
class OpeningDay:
    """A weekday in words and its hours as `HH:MM` pairs."""

    name: str
    spans: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ContactShown:
    """One way to reach a body, in the reader's language."""

    label: Picked
    address: Picked
    phone: str
    email: str
    url: str
    host: str
    days: Sequence[OpeningDay]


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A public body: its place in the tree, how to reach it, its services."""

    body: BodyRecord
    name: Picked
    description: Picked
    above: Sequence[Link]
    parts: Sequence[Link]
    contacts: Sequence[ContactShown]
    listed: "ServiceList"
    territory: Link | None
    host: str


@dataclass(frozen=True, slots=True)
class TerritoryLine:
    """A territory in a list."""

    record: TerritoryRecord
    name: Picked
    other_name: Picked
    kind: str


@dataclass(frozen=True, slots=True)
class TerritoryPage:
    """A territory: where it lies, who lives there, what is inside, what it offers."""

    line: TerritoryLine
    above: Sequence[Link]
    parts: Sequence[TerritoryLine]
    following: str
    services: Sequence[ServiceCard]
    setting: str


@dataclass(frozen=True, slots=True)
class ServiceList:
    """A page of services and the address of the next one, if any."""

    cards: Sequence[ServiceCard]
    following: str = ""
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class ApiParameter:
    """One parameter of an operation of the API."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class ApiOperation:
    """One operation of the API, as its OpenAPI document describes it."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: Sequence[ApiParameter]
    answers: Sequence[tuple[str, str]]
    example: str


@dataclass(frozen=True, slots=True)
class ApiGroup:
    """Operations about one thing."""

    name: str
    operations: Sequence[ApiOperation]
