"""How requests for a service are handled, as data: workflow, clocks, law, routing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

Texts = Mapping[str, str]
Json = Any  # a JSON value: answers and conditions are data whose shape the rules check

Who = Literal["agent", "supervisor", "person", "system"]
Phase = Literal["open", "paused", "closed"]
Outcome = Literal["", "accepted", "refused", "accepted-by-silence", "withdrawn", "lapsed"]
Effect = Literal["none", "ask-correction", "accept", "refuse", "withdraw", "lapse"]
Unit = Literal["working-days", "calendar-days"]
SecondEyes = Literal["never", "refusals", "always"]
EventSight = Literal["person", "internal"]

FORMAT: Final = 1
"""Version of the shape of procedures; a later one must be able to read this one."""

FILES: Final = "case"
"""Purpose under which the files of cases are kept (`kernel.files`); the subject is the case's key."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How long something may take. days: from 1; article: of the law, as it is cited, or empty."""

    days: int
    unit: Unit = "calendar-days"
    article: str = ""


@dataclass(frozen=True, slots=True)
class AppealWay:
    """One way to appeal. kind: stable; within: from the decision; to: who hears it; by language."""

    kind: str
    to: Texts
    within: Clock


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """Another time to answer, for requests of which a condition on the answers holds (`kernel.expressions`)."""

    when: Json
    within: Clock


@dataclass(frozen=True, slots=True)
class Law:
    """What the law says of a service's requests; another country sets its own.

    answer:      the published time; at_most: the longest that the law allows, in the answer's unit
    times:       other times to answer, by what was answered; the first whose condition holds takes its place
    silence:     `acceptance` issues the act when the answer's time has run out; `none` escalates
    correction:  how long the person has to answer a request for correction; the answer's clock stops
    second_eyes: which decisions another agent must confirm
    supervisor:  key of the body that hears complaints and gets escalations; empty is the service's own
    complaint:   how long the supervisor has to answer a complaint; appeal: to answer an appeal
    """

    answer: Clock
    times: tuple[AnswerTime, ...] = ()
    at_most: int = 60
    silence: Literal["acceptance", "none"] = "none"
    silence_article: str = ""
    correction: Clock = Clock(30)
    second_eyes: SecondEyes = "never"
    appeals: tuple[AppealWay, ...] = ()
    supervisor: str = ""
    complaint: Clock = Clock(30)
    appeal: Clock = Clock(30)


@dataclass(frozen=True, slots=True)
class State:
    """Where a case may be. kind: start (one), work, waiting (for the person) or final.

    holder: who has it; next: what happens next, for the person; days: expected here at most
    """

    key: str
    names: Texts
    kind: Literal["start", "work", "waiting", "final"]
    holder: Who = "agent"
    next: Texts = field(default_factory=dict)
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one state to another.

    who:    may take it; needs: names that must be filled in (`reasons`, `message`, `fields`, `note`)
    effect: what else happens in the same transaction
    """

    key: str
    names: Texts
    source: str
    target: str
    who: tuple[Who, ...]
    needs: tuple[str, ...] = ()
    effect: Effect = "none"


@dataclass(frozen=True, slots=True)
class Alert:
    """When to tell whom. days: before (below zero) or after the legal date, in the answer's unit."""

    days: int
    tell: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Which office handles a case. when: an expression on the answers; office: key of a body."""

    office: str
    when: Json = None


@dataclass(frozen=True, slots=True)
class Routing:
    """Routes in order, the first that holds wins; else the office of the territory; else the body.

    territory: key of the form's field that names the person's territory, or empty
    """

    routes: tuple[Route, ...] = ()
    territory: str = ""
    offices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Procedure:
    """How requests for a service are handled: workflow, clocks, law, routing. A version of it is frozen."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    law: Law
    alerts: tuple[Alert, ...] = ()
    routing: Routing = field(default_factory=Routing)


@dataclass(frozen=True, slots=True)
class ProcedureFault:
    """What is wrong in a procedure. path: key of the state or transition; code: stable."""

    path: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureInfo:
    """A version of a service's procedure. service: empty is the country's default; state: draft,
    published (in force) or replaced."""

    service: str
    number: int
    state: str
    digest: str
    published_at: datetime | None
    published_by: str
    note: str
