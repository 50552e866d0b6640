"""What the assess room hands out and takes in. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

Json = Any  # a JSON value: methods and answers are data whose shape the rules check
Texts = Mapping[str, str]
Path = tuple[str | int, ...]
Answers = Mapping[str, Json]
Trace = Sequence[Mapping[str, Json]]

FORMAT: Final = 1
"""Version of the shape of methods; a later one must be able to read this one."""

UNKNOWN: Final = {"state": "unknown"}
NOT_APPLICABLE: Final = {"state": "not-applicable"}
"""Answers that are given and have no value; an answer that is not given is *missing*."""

Risk = Literal["red", "yellow", "green", "unknown"]
COLOURS: Final[tuple[Risk, ...]] = ("red", "yellow", "green", "unknown")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in something that was read.

    code:   stable; `wording` has its text
    line:   in the file, from 1; 0 where it is not known
    place:  names and places down to the value, joined by dots
    detail: a word or two, as they were written
    """

    code: str
    line: int = 0
    place: str = ""
    detail: str = ""


class Refused(Exception):
    """Something that was read cannot be used; services turn it into a refusal in the reader's words."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(
            "; ".join(f"{one.line}: {one.code} {one.place} {one.detail}".strip() for one in faults)
        )


@dataclass(frozen=True, slots=True)
class Score:
    """A score with what explains it.

    figures: name → number or word, as the method names them
    trace:   a line per term: where it comes from, its value, its weight or maximum
    rules:   which rules were used, with the numbers that they used
    notes:   codes of what the reader should know; `wording` has their texts
    """

    figures: Mapping[str, Json]
    trace: Trace = ()
    rules: Trace = ()
    missing: Sequence[str] = ()
    notes: Sequence[str] = ()
    method: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Alternatives in order of preference.

    preference: a number for each alternative, in the order of the matrix
    order:      places of the alternatives in the matrix, from 0, the best first
    """

    preference: tuple[float, ...]
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that sum to 1, and how consistent the comparisons behind them are (under 0.1 is usual)."""

    weights: tuple[float, ...]
    consistency_ratio: float


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose. What it is worth stands beside its name, never inside of it.

    points: of the type points; level and value of composite; risk: of shares; tags: for decisions
    auto:   expression on other answers; while it is true and nothing was answered, this choice is the answer
    """

    id: str
    titles: Texts
    points: float = 0.0
    value: float | None = None
    risk: Risk | None = None
    tags: tuple[str, ...] = ()
    help: Texts = field(default_factory=dict)
    auto: Json = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a question whose answer is a table; without titles its id is shown."""

    id: str
    titles: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An action that a method suggests.

    when:     an expression on the answers; requires: ids of actions that come first
    effort:   in days; cost_mad: from least to most; gain: as the method's authors expect it
    """

    id: str
    titles: Texts
    when: Json = None
    effort: float | None = None
    gain: float | None = None
    cost_mad: tuple[float, ...] = ()
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. Its `type` says what an answer is.

    when:     expression on other answers; the question is asked while it is true; None asks always
    evidence: whether an answer must be proved; same_as: URNs of the questions of other methods that ask the same
    part:     impact, mitigation or none, of the type points
    weight:   among the questions of its section, of the type composite
    """

    id: str
    type: str
    titles: Texts
    help: Texts = field(default_factory=dict)
    when: Json = None
    required: bool = False
    evidence: bool = False
    roles: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    draws_on: tuple[str, ...] = ()
    part: str = "none"
    weight: float = 1.0
    least: float | None = None
    most: float | None = None
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together. repeat: how many times they may be asked at most, 1 once only."""

    id: str
    titles: Texts
    help: Texts = field(default_factory=dict)
    when: Json = None
    weight: float = 1.0
    repeat: int = 1
    roles: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoringRule:
    """One way in which answers are scored. settings: what its type knows of."""

    id: str
    type: str
    settings: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Method:
    """A whole method of assessment: what is asked, how it scores, what follows.

    urn:         names the method for ever; version: semantic (1.2.0)
    obligations: level, as a text → what is owed at it
    """

    urn: str
    version: str
    titles: Texts
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    help: Texts = field(default_factory=dict)
    scoring: tuple[ScoringRule, ...] = ()
    obligations: Mapping[str, Sequence[Texts]] = field(default_factory=dict)
    actions: tuple[Suggestion, ...] = ()
    source: str = ""
    licence: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True, slots=True)
class Migration:
    """What becomes of answers when an assessment moves to another version of its method.

    carried: question → its answer under the new version's names
    lost:    questions whose answers have no place any more, each with why
    new:     questions that the new version asks and that have no answer yet
    """

    carried: Mapping[str, Json]
    lost: Mapping[str, str]
    new: tuple[str, ...]


ASSESSMENT_STATES: Final = (
    "draft", "submitted", "review", "returned", "approved", "published", "superseded",
)  # fmt: skip


EVIDENCE_FILES: Final = "assess-evidence"
"""The purpose under which `kernel.files` keeps what proves answers."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer to keep. was: fingerprint of the one that its writer saw; None writes whatever is there now."""

    question: str
    value: Json
    comment: str = ""
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of answers. conflicts: questions that somebody else answered in the meantime, which stay theirs."""

    revision: int
    changed: int
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContributorInfo:
    """Who was invited to answer a section, or all of them where it is empty."""

    account: str
    name: str
    section: str


@dataclass(frozen=True, slots=True)
class EvidenceInfo:
    """What proves an answer. address: where it is opened, outside or among the files kept here; name: in words."""

    number: int
    question: str
    name: str
    address: str
    is_file: bool
    confidential: bool
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """A planned action."""

    number: int
    suggestion: str
    title: str
    owner: str
    due_on: date | None
    cost_mad: Decimal | None
    expected_gain: float | None
    done_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionInfo:
    """A decision of the log. approver: how they are called, empty where they are gone."""

    verdict: str
    reason: str
    approver: str
    decided_at: datetime
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version of a method, as lists show it."""

    urn: str
    version: str
    state: str
    titles: Texts
    languages: tuple[str, ...]
    digest: str
    owner: str
    questions: int


@dataclass(frozen=True, slots=True)
class CampaignInfo:
    """A campaign with how far it is. counts: state → how many assessments."""

    key: str
    titles: Texts
    urn: str
    version: str
    owner: str
    opens_on: date
    due_on: date
    closed: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AnswerInfo:
    """An answer with the one that a reviewer put beside it, None where nobody did."""

    question: str
    value: Json
    comment: str
    author: str
    answered_at: datetime
    verified: Json
    note: str


@dataclass(frozen=True, slots=True)
class AssessmentInfo:
    """An assessment as those who take part see it."""

    key: str
    urn: str
    version: str
    campaign: str
    body: str
    subject: str
    state: str
    revision: int
    answers: tuple[AnswerInfo, ...]


@dataclass(frozen=True, slots=True)
class ResultInfo:
    """A frozen result. digest: SHA-256 of the method version that gave it."""

    kind: str
    figures: Mapping[str, Json]
    trace: Trace
    rules: Trace
    missing: Sequence[str]
    digest: str
    frozen_at: datetime


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Where one body stands among the others of a campaign, whose names are not told.

    count: of the others and itself; every number is None where they are fewer than five
    """

    figure: str
    own: float | None
    count: int
    median: float | None
    low: float | None
    high: float | None
    rank: int | None
