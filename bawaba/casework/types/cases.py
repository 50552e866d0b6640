"""Cases, what is said about them, and who is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

from bawaba.casework.types.procedures import EventSight, Json, Law, Outcome, Phase, Procedure, Texts, Who
from bawaba.kernel.ports import Port


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """A case without what the person wrote.

    key:    unguessable, in addresses; number: public, to say on the telephone
    owner:  the person's key (`account:7`); office: key of the body that handles it
    state:  of its workflow; due_on: the legal date, as known now; revision: grows with each change
    """

    key: str
    number: str
    service: str
    form: str
    body: str
    office: str
    territory: str
    owner: str
    language: str
    state: str
    phase: Phase
    outcome: Outcome
    assignee: str
    submitted_at: datetime
    due_on: date
    closed_at: datetime | None
    revision: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class EventInfo:
    """A line of a case's timeline. kind: stable (`submitted`, `moved`, `paused` …); text: free, or empty.

    sight: `person` may be read by the person, `internal` by agents alone
    """

    at: datetime
    kind: str
    sight: EventSight
    actor: str
    detail: Mapping[str, Json]
    text: str = ""


@dataclass(frozen=True, slots=True)
class PauseInfo:
    """Why and since when the clock stands. fields: names of the answers to correct; answer_by: last day."""

    reason: str
    began_at: datetime
    ended_at: datetime | None
    answer_by: date
    message: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionInfo:
    """A decision. state: proposed (waits for a second pair of eyes), in-force, returned or annulled.

    code: of the public verification page; reasons: what the person reads; appeal_until: last day
    """

    case: str
    outcome: Outcome
    state: str
    reasons: str
    code: str
    proposed_by: str
    confirmed_by: str
    decided_at: datetime | None
    appeal_until: date | None


@dataclass(frozen=True, slots=True)
class ReceiptInfo:
    """The receipt of a case. code: of the public verification page; digest: SHA-256 of the answers."""

    case: str
    number: str
    code: str
    issued_at: datetime
    digest: str
    language: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that an agent or its person may read."""

    info: CaseInfo
    procedure: Procedure
    answers: Mapping[str, Json]
    events: Sequence[EventInfo]
    pauses: Sequence[PauseInfo]
    decision: DecisionInfo | None
    receipt: ReceiptInfo


@dataclass(frozen=True, slots=True)
class Tracking:
    """What the person sees without jargon.

    where:   name of the state; holder: who has it; next: what happens then
    typical_days: median of recent requests for the service, None when fewer than ten are known
    steps:   keys of the transitions that the person may take now
    """

    info: CaseInfo
    where: Texts
    holder: Who
    next: Texts
    law: Law
    typical_days: int | None
    events: Sequence[EventInfo]
    pause: PauseInfo | None
    decision: DecisionInfo | None
    receipt: ReceiptInfo
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases a list shows; empty members do not narrow.

    offices: bodies whose cases the reader may see, None is every one; due_before: legal date before
    order: `due` (the legal date, the soonest first) or `newest`
    """

    offices: frozenset[str] | None = None
    phases: tuple[Phase, ...] = ("open", "paused")
    states: tuple[str, ...] = ()
    service: str = ""
    assignee: str = ""
    unassigned: bool = False
    owner: str = ""
    territory: str = ""
    outcome: Outcome = ""
    number: str = ""
    due_before: date | None = None
    order: Literal["due", "newest"] = "due"


@dataclass(frozen=True, slots=True)
class Verification:
    """What anyone may know of a paper by its code: its kind, its date; valid: False once it is annulled."""

    kind: Literal["receipt", "decision"]
    valid: bool
    issued_on: date
    service: str


@dataclass(frozen=True, slots=True)
class ClockRun:
    """What a run of the clock did: alerts given, acts issued by silence, lapsed for want of an answer, escalated."""

    alerts: int
    silences: int
    lapsed: int
    escalated: int


class EventListener(Protocol):
    """Told of each event of a case inside its transaction; it must only put work in a queue, never wait.

    Notices and webhooks listen here.
    """

    def __call__(self, *, case: CaseInfo, event: EventInfo) -> None: ...


event_listeners: Port[EventListener] = Port("events of cases")


@dataclass(frozen=True, slots=True)
class MessageInfo:
    """A message about a case. sender: an actor's key; files: what is attached (`kernel.files.FileInfo`)."""

    id: int
    at: datetime
    from_person: bool
    sender: str
    text: str
    files: Sequence[Any]  # Any: FileInfo of the kernel, which types of this room do not import
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class ComplaintInfo:
    """A complaint to the supervisor of a service. case: key of the case it is about, or empty.

    state: open, upheld, dismissed or withdrawn; due_on: when it must be answered
    """

    key: str
    case: str
    number: str
    service: str
    supervisor: str
    owner: str
    language: str
    kind: str
    text: str
    filed_at: datetime
    due_on: date
    state: str
    answer: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AppealInfo:
    """An appeal against a decision. state: filed, upheld, dismissed or withdrawn; grounds may be empty.

    to: names of who hears it, by language; supervisor: key of the body that answers
    """

    key: str
    case: str
    number: str
    service: str
    way: str
    grounds: str
    filed_at: datetime
    due_on: date
    state: str
    answer: str
    closed_at: datetime | None
    to: Texts = field(default_factory=dict)
    supervisor: str = ""


@dataclass(frozen=True, slots=True)
class NoticeInfo:
    """A line of a person's inbox. address: of the page that it is about, without the site's own."""

    id: int
    kind: str
    subject: str
    text: str
    address: str
    made_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """What an upper room proposes to an agent who reads a message; the agent alone sends.

    service: the one that the message is about, with its title; body: key of the administration in charge
    drafts:  language → a whole answer to begin with; others: close services, key → title
    """

    service: str
    title: str
    body: str
    body_name: str
    drafts: Mapping[str, str]
    others: Mapping[str, str] = field(default_factory=dict)


class AnswerDrafter(Protocol):
    """Proposes an answer to a message or complaint, or None when nothing speaks for one.

    service: what the request is about, when the message names nothing; language: of titles
    """

    def __call__(self, *, text: str, service: str, language: str) -> AnswerDraft | None: ...


answer_drafters: Port[AnswerDrafter] = Port("drafts of answers")
