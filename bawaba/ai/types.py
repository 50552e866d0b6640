"""What the room of AI hands over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bawaba.ai.portfolio.explaining import Kept, Left, Price
from bawaba.ai.register.schema import Refused
from bawaba.kernel.ports import AiMeasure

RegisterFormat = Literal["us-2024", "nl", "atrs"]
AssessmentKind = Literal["ethics", "canada"]
"""Our ethical impact assessment, or Canada's Algorithmic Impact Assessment."""


@dataclass(frozen=True)
class AskedObligation:
    """What the board asks of what a level of impact obliges to."""

    code: str
    due_on: date
    blocking: bool


@dataclass(frozen=True)
class OptimisedPlan:
    """The best plan of a portfolio, with its proof.

    selection: item to wave, both from 0
    bound: no plan is worth more; gap: (bound - objective) / max(1, |objective|)
    greedy: what the plan by value for money is worth; greedy_dropped: mandatory items it found no place for
    """

    objective: float
    bound: float
    gap: float
    status: Literal["proven", "stopped"]
    selection: Mapping[int, int]
    greedy: float
    greedy_dropped: Sequence[int]
    seconds: float


@dataclass
class RegisterImport:
    """What an import of a register came to: read = imported + quarantined.

    imported: rows that are now held as they stand in the file; changed: those of them that had to be written
    bodies: distinct ones, by their code where the register has codes; impacting: on rights or safety
    """

    name: RegisterFormat
    read: int = 0
    imported: int = 0
    changed: int = 0
    bodies: int = 0
    impacting: int = 0
    quarantined: list[Refused] = field(default_factory=list)


@dataclass(frozen=True)
class UseCaseText:
    """What a use case is called and which problem it answers, in the citizen's words."""

    language: str
    title: str
    problem: str


@dataclass(frozen=True)
class UseCaseRecord:
    """What a body proposes.

    services: identifiers of the catalogue's services it improves; needs: keys of use cases it depends on
    people: beneficiaries a year; volume: files a year; current_cost: of one file, in centimes
    current_days: how long a file takes today; data: what it needs and who holds it, as pairs
    effort_days: person-days to build; run_cost: a year, in centimes
    """

    key: str
    body: str
    texts: Sequence[UseCaseText]
    services: Sequence[str] = ()
    needs: Sequence[str] = ()
    people: int = 0
    volume: int = 0
    current_cost: int = 0
    current_days: int = 0
    data: Sequence[tuple[str, str]] = ()
    technique: str = ""
    maturity: str = ""
    vendor: str = ""
    effort_days: int = 0
    run_cost: int = 0
    risks: str = ""
    sponsor: str = ""
    high_risk: bool = False


@dataclass(frozen=True)
class SystemCard:
    """One system of a register in a list. origin: `own` or a format; key: its name in the address

    language: of title, body and summary, since registers are read in their own
    """

    origin: str
    key: str
    language: str
    title: str
    body: str
    summary: str
    stage: str
    impact: str


@dataclass(frozen=True)
class FacetOption:
    """One choice of a facet. count: systems that are found with it and the other choices."""

    value: str
    count: int


@dataclass(frozen=True)
class SystemsFound:
    """A page of a search over all registers. facets: name → choices, the most frequent first."""

    items: Sequence[SystemCard]
    total: int
    page: int
    pages: int
    facets: Mapping[str, Sequence[FacetOption]]


@dataclass(frozen=True)
class SystemNews:
    """Something that happened to a system in service, as the public reads it."""

    happened_on: date
    severity: int
    texts: Mapping[str, str]
    closed: bool


@dataclass(frozen=True)
class OwnSystem:
    """A system of this country as its register tells of it.

    source: `site` for what runs here, `body` for what an administration registered
    texts: language → field → text, fields as `rules.SHEET_FIELDS`, with `technique`
    measures: measured figures; page: address on this site where one says that it is wrong
    number: of the sheet, 0 where there is none yet
    """

    key: str
    source: Literal["site", "body"]
    names: Mapping[str, str]
    body: str
    stage: str
    status: str
    impact: str
    affects: Sequence[str]
    personal_data: str
    texts: Mapping[str, Mapping[str, str]]
    risks: Sequence[Mapping[str, str]] = ()
    measures: Sequence[AiMeasure] = ()
    news: Sequence[SystemNews] = ()
    page: str = ""
    origin_of_code: str = ""
    number: int = 0
    since: date | None = None


@dataclass(frozen=True)
class ReferenceRecord:
    """A system of another country's register, whole."""

    origin: str
    key: str
    language: str
    texts: Mapping[str, str]
    words: Mapping[str, str]
    imported_at: datetime
    published_on: date | None


@dataclass(frozen=True)
class RegisterStatistics:
    """Counts over the registers: name of a facet → (register, value) → systems; none that has none."""

    totals: Mapping[str, int]
    by_facet: Mapping[str, Mapping[tuple[str, str], int]]
    bodies: int
    open_incidents: int


@dataclass(frozen=True)
class SaidInfo:
    """What somebody said. about: key of a system, with its title where it is known; empty: a suggestion"""

    number: int
    about: str
    language: str
    text: str
    state: str
    answer: str
    said_at: datetime


@dataclass(frozen=True)
class UseCaseCard:
    """A use case in the list of the desk. overdue: its review is due, or its assessment has expired"""

    key: str
    title: str
    language: str
    body: str
    stage: str
    stage_since: date
    high_risk: bool
    overdue: bool
    open_incidents: int


@dataclass(frozen=True)
class Priority:
    """A use case beside the others. scores: mean of each criterion; value, feasibility: 0 to 100

    reviewers: whose scores count; conflicts: reviewers who declared one; ranks: method → place from 1
    delay_by_month: cost of delay by months of work (WSJF), none where it has no days of work
    """

    key: str
    title: str
    scores: Mapping[str, float]
    value: float | None
    feasibility: float | None
    reviewers: int
    conflicts: int
    ranks: Mapping[str, int]
    delay_by_month: float | None


@dataclass(frozen=True)
class Priorities:
    """The order of use cases, and how firm it is.

    agreement: Krippendorff's alpha over all scores, None where it cannot be said
    ranges: criterion → between which weights the order of the first ten stays
    weights: criterion → its weight; weighed_by: body whose weights they are, empty for those that ship
    choices: bodies with weights of their own
    """

    items: Sequence[Priority]
    agreement: float | None
    ranges: Mapping[str, tuple[float, float]]
    weights: Mapping[str, float]
    weighed_by: str = ""
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class PlanExplained:
    """Why a plan is as it is: what it holds, what it leaves out, what one more unit of each limit would add."""

    kept: Sequence[Kept]
    left: Sequence[Left]
    prices: Sequence[Price]


@dataclass(frozen=True)
class ScenarioRules:
    """What a scenario is limited by.

    budgets: person-days of each wave; org_cap: use cases of a body in a wave; exclusive: pairs, of each one at most
    limit_s: after so many seconds, or once the gap is as small as `enough_gap`, the best so far is taken
    """

    title: str
    body: str
    starts_on: date
    wave_months: int
    budgets: Sequence[float]
    discount: float
    org_cap: int
    max_high_risk: int
    mandatory: Sequence[str] = ()
    exclusive: Sequence[tuple[str, str]] = ()
    limit_s: float = 55.0
    enough_gap: float = 0.0


@dataclass(frozen=True)
class ScenarioInfo:
    """A scenario as its page shows it. items: key → title; instance, found, progress: as it is kept"""

    key: str
    title: str
    body: str
    starts_on: date
    wave_months: int
    keys: Sequence[str]
    titles: Mapping[str, str]
    instance: Mapping[str, Any]  # Any: JSON
    state: str
    progress: Mapping[str, Any]
    found: Mapping[str, Any]
    limit_s: float = 55.0
    enough_gap: float = 0.0
    stop_asked: bool = False

    def wave_start(self, wave: int) -> date:
        """Return the first day of a wave, from 0."""
        months = self.starts_on.month - 1 + wave * self.wave_months
        return self.starts_on.replace(year=self.starts_on.year + months // 12, month=months % 12 + 1, day=1)
