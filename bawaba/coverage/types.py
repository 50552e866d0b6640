"""Words of coverage: layers, targets, shares, scenarios, challenges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

LayerKind = Literal["areas", "people", "sites", "declared", "measured"]
Place = Literal["outdoor", "indoor", ""]
Level = Literal["country", "region", "province", "commune", "host-city"]
Basis = Literal["planned", "declared", "measured"]
ChallengeState = Literal["open", "answered", "upheld", "rejected", "withdrawn"]


@dataclass(frozen=True, slots=True)
class About:
    """What an import says of its file. edge_probability: of declared coverage, 0 to 1.

    sources: `source` in the languages of readers, where it was translated
    """

    title: str
    source: str
    licence: str
    dated: date
    version: str = ""
    source_url: str = ""
    synthetic: bool = False
    operator: str = ""
    place: Place = ""
    edge_probability: float | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """A layer as it is told: provenance, licence, and what its checks found."""

    number: int
    kind: LayerKind
    title: str
    version: str
    source: str
    source_url: str
    licence: str
    dated: date
    synthetic: bool
    operator: str
    place: str
    rows: int
    total: float
    digest: str
    imported_at: datetime
    in_use: bool
    checks: Mapping[str, object]
    sources: Mapping[str, str] = field(default_factory=dict)
    edge_probability: float | None = None


@dataclass(frozen=True, slots=True)
class Edges:
    """In which share of places 5G works at the edge: of declarations outdoors, lowest and highest; of the plan."""

    low: float | None
    high: float | None
    planned: float | None


@dataclass(frozen=True, slots=True)
class CountryRecord:
    """How a country calls its areas and what comes first, its currency, and the days of a challenge."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    currency: str = ""
    answer_days: int = 15
    decision_days: int = 30


@dataclass(frozen=True, slots=True)
class MilestoneRecord:
    """A share of the people to cover by a day."""

    due_on: date
    share: float


@dataclass(frozen=True, slots=True)
class TargetSetRecord:
    """Targets as one source stated them; texts by language."""

    key: str
    names: Mapping[str, str]
    source: Mapping[str, str]
    source_url: str
    stated_on: date
    verified: bool
    milestones: Sequence[MilestoneRecord]


@dataclass(frozen=True, slots=True)
class PlanWish:
    """What a plan by year assumes that is asked for over HTTP; see `queries.Wishes`, which takes files besides.

    goals: instead of a target set; time_limit_s: of the search
    """

    first_year: int
    target_set: str = ""
    goals: Sequence[tuple[date, float]] = ()
    radii_m: tuple[float, float, float] = (1_900.0, 2_600.0, 5_000.0)
    edge_probability: float = 0.5
    host_factor: float = 1.0
    quotas: Mapping[str, float] = field(default_factory=dict)
    most_a_year: int | None = None
    budget_a_year: float | None = None
    cost: float | None = None
    sites: str = "cells"
    time_limit_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was refused. line: of a file, where one is known; texts, next: by language"""

    code: str
    line: int | None
    texts: Mapping[str, str]
    next: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlanningRecord:
    """A plan that is asked for. state: draft, waiting, running, done, refused, stopped; seconds of so many"""

    key: str
    names: Mapping[str, str]
    state: str
    stop_asked: bool
    seconds: float
    of: float
    refusal: Refusal | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ArrivalRecord:
    """A file of figures on its way in. state: waiting, running, done, refused; step: reading, checking, writing

    done, of: parts that were read, 0 where they are not known; layer: its number once it is in
    """

    key: str
    kind: str
    title: str
    files: Sequence[str]
    state: str
    step: str
    done: int
    of: int
    refusal: Refusal | None
    layer: int | None
    rows: int | None
    sent_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Share:
    """Who is covered in one area on one basis. share: 0 to 1, None where nothing is known.

    dated, source: of the layer that says it
    edge_probability: at the edge of what one operator declares, or a plan covers, 5G works in this share of places
    low, high: of a measured share, the 95 % interval of Wilson; enough: there are enough samples to say it
    """

    basis: Basis
    operator: str
    place: str
    setting: str
    year: int | None
    share: float | None
    people: float
    covered: float
    samples: int = 0
    low: float | None = None
    high: float | None = None
    enough: bool = True
    dated: date | None = None
    source: str = ""
    edge_probability: float | None = None


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """A region, province, commune or host city with its census figures."""

    code: str
    parent: str
    level: str
    names: Mapping[str, str]
    setting: str
    people: int
    host_city: str = ""


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What is known of the network at a point, or in a whole area where there is none.

    areas: from the region down to the commune; h3: the cell of the point
    """

    lon: float | None
    lat: float | None
    h3: str
    areas: Sequence[AreaRecord]
    declared: Sequence[Share]
    measured: Sequence[Share]
    planned: Sequence[tuple[str, int]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class ChallengeRecord:
    """A challenge as the public, its author or who answers for it may see it."""

    reference: str
    kind: str
    area: str
    operator: str
    place: str
    words: str
    samples: int
    good: int
    observed_on: date
    state: ChallengeState
    opened_at: datetime
    answer_due: date
    decision_due: date
    answer: str
    agrees: bool | None
    reason: str
    late: bool
