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

Texts = Mapping[str, str]

Audience = Literal["citizen", "business", "institution"]
ChannelKind = Literal["online", "office", "phone", "consulate", "post", "mobile"]
Confidence = Literal["official", "press", "general-knowledge"]
State = Literal["draft", "in-review", "scheduled", "published", "superseded", "archived"]
ItemKind = Literal["document", "step", "output", "rule"]
ImportFormat = Literal["jsonl", "cpsv-ap", "service-public-fr", "ecitizen-ke"]
ExportFormat = Literal["jsonl", "csv", "cpsv-ap", "cpsv-ap-jsonld"]

AUDIENCES: Final[tuple[Audience, ...]] = ("citizen", "business", "institution")
CHANNELS: Final[tuple[ChannelKind, ...]] = ("online", "office", "phone", "consulate", "post", "mobile")
CONFIDENCES: Final[tuple[Confidence, ...]] = ("official", "press", "general-knowledge")


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
class ImportResult:
    """read = imported + unchanged + quarantined. report: path of the quarantine file, or empty."""

    read: int
    imported: int
    unchanged: int
    quarantined: int
    report: str = ""


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
    """A life or business event with its name in the reader's language and its number of services."""

    key: str
    kind: str
    name: str
    summary: str
    icon: str
    services: int
