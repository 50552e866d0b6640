"""Words of the catalogue, after CPSV-AP 3.2.0: a service record and its parts.

A `ServiceRecord` is the one shape that importers make, editors edit, revisions keep, and pages,
exports and the API show. Texts are maps language → text (BCP 47; `darija` is Darija in Arabic
script and `darija-latn` in Latin script, for keywords only).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from bawaba.directory.types import BodyRecord

Texts = Mapping[str, str]

Audience = Literal["citizen", "business", "institution"]
ChannelKind = Literal["online", "office", "phone", "consulate", "post", "mobile"]
Confidence = Literal["official", "press", "general-knowledge"]
State = Literal["draft", "in-review", "scheduled", "published", "superseded", "archived"]
ItemKind = Literal["document", "step", "output", "rule"]
RecordKind = Literal["service", "form", "template", "tool", "guide"]
ReportKind = Literal["wrong", "document", "useful", "not-useful"]
ImportFormat = Literal["jsonl", "cpsv-ap", "service-public-fr", "ecitizen-ke"]
ExportFormat = Literal["jsonl", "csv", "cpsv-ap", "cpsv-ap-jsonld"]

AUDIENCES: Final[tuple[Audience, ...]] = ("citizen", "business", "institution")
CHANNELS: Final[tuple[ChannelKind, ...]] = ("online", "office", "phone", "consulate", "post", "mobile")
CONFIDENCES: Final[tuple[Confidence, ...]] = ("official", "press", "general-knowledge")
RECORD_KINDS: Final[tuple[RecordKind, ...]] = ("service", "form", "template", "tool", "guide")
REPORT_KINDS: Final[tuple[ReportKind, ...]] = ("wrong", "document", "useful", "not-useful")
# What no reader can send: the assistant's team asks for a field that people ask for.
FIELD_ASKED: Final = "field-asked"
OPEN_STATES: Final[tuple[State, ...]] = ("draft", "in-review", "scheduled")


@dataclass(frozen=True, slots=True)
class Item:
    """A document to bring (cv:Evidence), a step, an output or a rule, with a key that stays."""

    key: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Cost:
    """cv:Cost. amount None means not known; zero means free. Which currency: ISO 4217."""

    amount: Decimal | None = None
    currency: str = "MAD"
    notes: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Channel:
    """cv:Channel: how to apply. hours and notes in words."""

    kind: ChannelKind
    url: str = ""
    phone: str = ""
    notes: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LegalResource:
    """eli:LegalResource: the text that a service rests on, as it is cited."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Where a fact was read and what was seen there."""

    page: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A public service (cpsv:PublicService).

    identifier: stable, in addresses: lower-case letters, digits and hyphens, up to 120
    authority:  key of the competent body in the directory
    events:     keys of life or business events (`catalogue.data/events`)
    delay_days: legal time limit in days, or None when not known
    origin:     name of the catalogue that it came from (`ma-catalogue`, `service-public-fr`, …)
    kind:       a service; or what a catalogue also lists beside services: a form to fill, a model
                letter, a calculator or search tool, a page of explanation
    """

    identifier: str
    titles: Texts
    authority: str
    audiences: tuple[Audience, ...]
    summaries: Texts = field(default_factory=dict)
    descriptions: Texts = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    documents: tuple[Item, ...] = ()
    steps: tuple[Item, ...] = ()
    outputs: tuple[Item, ...] = ()
    rules: tuple[Item, ...] = ()
    cost: Cost = field(default_factory=Cost)
    delay_days: int | None = None
    validities: Texts = field(default_factory=dict)
    channels: tuple[Channel, ...] = ()
    url: str = ""
    legal: tuple[LegalResource, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[SourcePage, ...] = ()
    confidence: Confidence = "general-knowledge"
    verified_on: date | None = None
    verified_by: str = ""
    contact: Texts = field(default_factory=dict)
    territory: str = ""
    country: str = "MA"
    origin: str = ""
    external_ids: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False
    kind: RecordKind = "service"

    @property
    def is_free(self) -> bool:
        return self.cost.amount is not None and self.cost.amount == 0

    @property
    def is_online(self) -> bool:
        return any(channel.kind in {"online", "mobile"} for channel in self.channels)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that was not imported: its line (1-based), the field, the reason, and the original."""

    line: int
    field: str
    reason: str
    original: str


@dataclass(frozen=True, slots=True)
class ImportedService:
    """A row that could be read.

    line:     where it stands in the file, 1-based (a row's own number where the format has no lines)
    bodies:   the public bodies that the record names, each parent before its parts
    authority_names: the authority by language when the file gives no key (`record.authority` is then
              empty): the directory finds or makes its body
    original: the row as it stood, for the quarantine if the catalogue's rules refuse it
    dropped:  references inside the row that lead nowhere and were left out, counted by name
    """

    line: int
    record: ServiceRecord
    bodies: tuple[BodyRecord, ...] = ()
    authority_names: Texts = field(default_factory=dict)
    original: str = ""
    dropped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """read = imported + unchanged + quarantined. report: path of the quarantine file, or empty.

    dropped: references inside imported rows that lead nowhere and were left out, by name
    """

    read: int
    imported: int
    unchanged: int
    quarantined: int
    report: str = ""
    dropped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """What a list shows of a published service, in the reader's language or its fallback."""

    identifier: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    authority: str
    authority_name: str
    audiences: tuple[str, ...]
    events: tuple[str, ...]
    is_free: bool | None
    is_online: bool
    delay_days: int | None
    confidence: Confidence
    country: str = "MA"


@dataclass(frozen=True, slots=True)
class PublishedService:
    """A published service as pages, exports and the API read it."""

    record: ServiceRecord
    authority_names: Texts
    revision: int
    published_at: datetime
    completeness: int


@dataclass(frozen=True, slots=True)
class EventCard:
    """A life or business event with its name in the reader's language and its number of services.

    name_language, summary_language: what the texts are really in, when they fell back
    """

    key: str
    kind: str
    name: str
    summary: str
    icon: str
    services: int
    name_language: str = ""
    summary_language: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a record breaks: the field (`titles.ar`, `documents.2`) and a stable reason code."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete a published record is, 0 to 100, and what is missing, the weightiest first."""

    score: int
    missing: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs between two records, as text on both sides (empty when absent)."""

    field: str
    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RevisionInfo:
    """A revision in a service's history, without its content.

    authors:  keys of the actors who wrote since the published text it started from
    based_on: number of the published revision that it started from, or 0
    """

    identifier: str
    number: int
    state: State
    author: str
    authors: tuple[str, ...]
    reviewer: str
    note: str
    based_on: int
    created_at: datetime
    publish_at: datetime | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A service as its editors list it: open revision beside the published one."""

    identifier: str
    title: str
    title_language: str
    authority: str
    open_number: int | None
    open_state: State | None
    published_number: int | None
    is_archived: bool
    completeness: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedCounts:
    """How much is published, and how it divides."""

    services: int
    online: int
    bodies: int
    by_audience: Mapping[str, int]
    by_country: Mapping[str, int]
    by_confidence: Mapping[str, int]
    synthetic: int = 0


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What a reader told about a service, for its supervisor."""

    id: int
    identifier: str
    kind: ReportKind
    language: str
    reason: str
    details: str
    document: str
    place: str
    at: datetime
    handled_at: datetime | None
    answer: str
