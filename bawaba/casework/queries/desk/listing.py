"""The desk's list: what an agent needs to choose the next case, without opening any."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bawaba.casework.models import Case, CaseLabel, Decision, ReadLock
from bawaba.casework.queries.access import offices_of
from bawaba.casework.queries.desk.choosing import Scope, Start, by_due_date, choose_rows
from bawaba.casework.queries.desk.finding import find_rows
from bawaba.casework.queries.desk.places import office_bodies
from bawaba.casework.queries.records import procedure_of
from bawaba.casework.rules.filters import DeskFilter, read_cursor
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.rules.urgency import Urgency, urgency_of
from bawaba.catalogue.queries import list_cards
from bawaba.directory.queries import account_names, body_names
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class LabelMark:
    """A label as it is shown. colour: a kind of badge."""

    key: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One case on a desk, in the reader's language; nothing that the person wrote.

    days: until the legal date, below zero when it has passed; held_by: who has it open now
    second: a decision waits for a second pair of eyes, proposed by this key
    """

    key: str
    number: str
    service: str
    service_name: str
    office_name: str
    state_name: str
    phase: str
    urgency: Urgency
    due_on: date
    days: int
    submitted_at: datetime
    assignee: str
    assignee_name: str
    held_by: str
    second: str
    labels: tuple[LabelMark, ...]
    revision: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of a desk. after: cursor of the next page, or empty; cut: more cases have the words searched."""

    rows: tuple[DeskRow, ...]
    after: str
    cut: bool


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the rows of cases: names and marks, by case or by key."""

    services: Mapping[str, str]
    bodies: Mapping[str, str]
    people: Mapping[str, str]
    labels: Mapping[int, tuple[LabelMark, ...]]
    locks: Mapping[int, str]
    second: Mapping[int, str]


def visible_offices(actor: Actor, office: str = "") -> frozenset[str]:
    """Return the offices whose cases an actor may see, or the one asked for among them.

    At most one SQL query a role and one more.
    """
    held = offices_of(actor)
    if held is None:
        held = frozenset(office for office, _body in office_bodies() if office)
    return held if not office else held & {office}


def list_desk(
    *, actor: Actor, chosen: DeskFilter, language: str, after: str = "", limit: int = PAGE
) -> DeskPage:
    """Return a page of the cases that an agent or a supervisor may see.

    after: cursor. At most nine SQL queries, one more a role of the actor and a word searched; the names of
    services and procedures are kept.
    """
    offices = visible_offices(actor, chosen.office)
    words, cut = find_rows(chosen.text, offices) if chosen.text else (None, False)
    scope = Scope(_wide(actor, chosen, offices), words, actor.key, clock.today())
    keys = choose_rows(chosen, scope, _start(chosen, after), limit + 1)
    cases = _load(keys[:limit])
    more = len(keys) > limit
    return DeskPage(rows_of(cases, language), _cursor(chosen, cases[-1]) if more else "", cut)


def rows_of(cases: Sequence[Case], language: str) -> tuple[DeskRow, ...]:
    """Return cases as a desk shows them. At most six SQL queries."""
    beside = _beside(cases, language)
    return tuple(_row(case, beside, language) for case in cases)


def _wide(actor: Actor, chosen: DeskFilter, offices: Collection[str]) -> Collection[str] | None:
    """Return None for who may see every office and asks for none: the order then needs no office."""
    return None if not chosen.office and offices_of(actor) is None else offices


def _start(chosen: DeskFilter, after: str) -> Start | None:
    read = read_cursor(after)
    if read is None:
        return None
    day = None if read[0] == "-" or not by_due_date(chosen) else date.fromisoformat(read[0])
    return Start(day, read[1])


def _cursor(chosen: DeskFilter, last: Case) -> str:
    return f"{last.due_on.isoformat() if by_due_date(chosen) else '-'}.{last.pk}"


def _load(keys: Sequence[int]) -> list[Case]:
    rows = Case.objects.select_related("procedure").in_bulk(list(keys))
    return [rows[key] for key in keys if key in rows]


def _beside(cases: Sequence[Case], language: str) -> _Beside:
    pks = [case.pk for case in cases]
    locks = dict(
        ReadLock.objects.filter(case__in=pks, until__gt=clock.now()).values_list("case_id", "holder")
    )
    second = dict(
        Decision.objects.filter(case__in=pks, state="proposed").values_list("case_id", "proposed_by")
    )
    people = {case.assignee for case in cases} | set(locks.values()) | set(second.values())
    cards = list_cards(identifiers=[case.service for case in cases], language=language)
    return _Beside(
        services={card.identifier: card.title for card in cards},
        bodies=names_of(body_names(keys={case.office for case in cases}), language),
        people=account_names(keys=people - {""}),
        labels=_labels(pks, language),
        locks=locks,
        second=second,
    )


def names_of(texts: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """Return key → the name in the reader's language or its fallback."""
    return {key: pick(names, language).text for key, names in texts.items()}


def _labels(pks: Iterable[int], language: str) -> dict[int, tuple[LabelMark, ...]]:
    found: dict[int, tuple[LabelMark, ...]] = {}
    for one in CaseLabel.objects.filter(case__in=list(pks)).select_related("label").order_by("pk"):
        mark = LabelMark(one.label.key, pick(one.label.names, language).text, one.label.colour)
        found[one.case_id] = (*found.get(one.case_id, ()), mark)
    return found


def _row(case: Case, beside: _Beside, language: str) -> DeskRow:
    today = clock.today()
    states = {state.key: state.names for state in procedure_of(case.procedure).states}
    return DeskRow(
        key=case.key,
        number=spell_number(case.number),
        service=case.service,
        service_name=beside.services.get(case.service, case.service),
        office_name=beside.bodies.get(case.office, case.office),
        state_name=pick(states.get(case.state, {}), language).text or case.state,
        phase=case.phase,
        urgency=urgency_of(due_on=case.due_on, today=today, phase=case.phase),
        due_on=case.due_on,
        days=(case.due_on - today).days,
        submitted_at=case.submitted_at,
        assignee=case.assignee,
        assignee_name=beside.people.get(case.assignee, ""),
        held_by=beside.people.get(beside.locks.get(case.pk, ""), ""),
        second=beside.second.get(case.pk, ""),
        labels=beside.labels.get(case.pk, ()),
        revision=case.revision,
        synthetic=case.synthetic,
    )
