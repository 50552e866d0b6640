"""What the maturity room hands out and takes in. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

Json = Any  # a JSON value: answers, components and frozen outcomes
Texts = Mapping[str, str]

METHOD: Final = "urn:bawaba:method:digital-maturity"
INDEX: Final = "index"
"""The figure of the method that the study is about, from 0 to 100."""

INDEX_FORMATS: Final = ("gtmi", "egdi", "eu")
WAVE_STATES: Final = ("planned", "open", "verifying", "proposed", "published")
STEP_STATES: Final = ("planned", "started", "done", "dropped")
MEASURE_STATES: Final = ("filled", "contested", "kept", "withdrawn")
LEAST_GROUP: Final = 5
"""Groups of fewer bodies are not told of: who knows the others would know the missing one."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a spreadsheet that is not a country's, or cannot be read. code: stable; wording has its text"""

    line: int
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What a published table says of one country. published: None where the table does not give it"""

    country: str
    name: str
    year: int
    published: float | None
    group: str
    components: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A country's row with the score computed again. exception: why the two differ, empty where they agree"""

    row: IndexRow
    recomputed: float | None
    group: str
    exception: str

    @property
    def value(self) -> float | None:
        """The published score, or ours where the table gives none."""
        return self.recomputed if self.row.published is None else self.row.published


@dataclass(frozen=True, slots=True)
class IndexImport:
    """What an import did. exceptions: code → how many rows; refused: rows that are no country's"""

    format: str
    rows: int
    years: Mapping[int, int]
    agreeing: int
    without_published: int
    exceptions: Mapping[str, int]
    refused: Sequence[RefusedRow]


@dataclass(frozen=True, slots=True)
class WaveInfo:
    """A wave of the study. counts: state of assessments → how many"""

    key: str
    titles: Texts
    urn: str
    version: str
    owner: str
    kinds: tuple[str, ...]
    state: str
    opens_on: date
    due_on: date
    previous: str
    seed: int | None
    sample_share: float
    bodies: int
    sampled: int
    proposed_by: str
    published_at: datetime | None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over a population with what it is sure of. low, high: the 95 % interval"""

    value: float
    low: float
    high: float
    bodies: int
    population: int
    verified: int


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A group of bodies in one wave; every number is None where it has fewer than five."""

    group: str
    count: int
    mean: float | None
    low: float | None
    median: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Flag:
    """A body whose value is unlike the others'. code: `far` (robust z) or `jump` (since the wave before)"""

    body: str
    code: str
    value: float
    distance: float


@dataclass(frozen=True, slots=True)
class MeasuredInfo:
    """A question that was answered from the house's own figures, and what the body says of it."""

    body: str
    question: str
    measured_by: str
    value: float
    count: int
    level: int
    measured_on: date
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImprovementAction:
    """What takes a dimension from one level to the next. days, cost_mad: least and most"""

    id: str
    section: str
    from_level: int
    to_level: int
    titles: Texts
    days: tuple[float, float]
    cost_mad: tuple[float, float]
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """An action in a wave of a road map. gain: points of the index, computed again by the scoring engine"""

    action: ImprovementAction
    wave: int
    days: float
    cost_mad: float
    gain: float


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The best road map under a budget and what is proven of it.

    index:   before any wave, then after each one, by the scoring engine
    bound:   no set of actions that keeps the limits gains more; gap: (bound - gain) / bound
    missing: questions without an answer, counted as the lowest level; answers: with these filled in so
    """

    answers: Mapping[str, Json]
    steps: tuple[PlannedStep, ...]
    index: tuple[float, ...]
    gain: float
    bound: float
    proven: bool
    seconds: float
    missing: tuple[str, ...]
    method: Mapping[str, str]

    @property
    def gap(self) -> float:
        return max(0.0, self.bound - self.gain) / self.bound if self.bound > 0 else 0.0
