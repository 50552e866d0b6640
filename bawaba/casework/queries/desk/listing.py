"""The desk's list: what an agent needs to choose the next case, without opening any."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bawaba.casework.models import Case, CaseLabel, Decision, Label, ReadLock
from bawaba.casework.queries.access import offices_of
from bawaba.casework.queries.desk.choosing import Scope, Start, by_due_date, choose_rows
from bawaba.casework.queries.desk.finding import find_rows
from bawaba.casework.queries.desk.places import office_bodies
from bawaba.casework.queries.records import procedures_of
from bawaba.casework.rules.filters import DeskFilter, read_cursor
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.rules.urgency import Urgency, urgency_of
from bawaba.catalogue.queries import list_cards
from bawaba.directory.queries import account_names, body_names
from bawaba.kernel import clock, rows
from bawaba.kernel.actors import Actor
from bawaba.kernel.epochs import EpochMemory
from bawaba.kernel.languages import pick

PAGE: Final = 50
_SHOWN: Final = (
    "key", "number", "service", "office", "state", "phase", "due_on", "submitted_at", "assignee", "revision",
    "synthetic", "procedure_id",
)  # fmt: skip

_MARKS: Final = f"""
SELECT 'lock', case_id, holder FROM {ReadLock._meta.db_table} WHERE until > %s AND case_id IN ({{0}})
UNION ALL
SELECT 'second', case_id, proposed_by FROM {Decision._meta.db_table} WHERE state = 'proposed' AND case_id IN ({{0}})
UNION ALL
SELECT 'label', case_id, CAST(label_id AS VARCHAR(20)) FROM {CaseLabel._meta.db_table} WHERE case_id IN ({{0}})
"""  # noqa: S608  # names of tables
_titles: EpochMemory[tuple[str, str], str] = EpochMemory()
_names: EpochMemory[str, dict[str, str]] = EpochMemory()


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
    states: Mapping[tuple[int, str], str]
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

    after: cursor. At most six SQL queries, one more a role of the actor and two a word searched; the names
    of services, offices and states are kept.
    """
    offices = visible_offices(actor, chosen.office)
    words, cut = find_rows(chosen.text, offices) if chosen.text else (None, False)
    scope = Scope(_wide(actor, chosen, offices), words, actor.key, clock.today())
    keys = choose_rows(chosen, scope, _start(chosen, after), limit + 1)
    cases = _load(keys[:limit])
    more = len(keys) > limit
    return DeskPage(rows_of(cases, language), _cursor(chosen, cases[-1]) if more else "", cut)


def rows_of(cases: Sequence[Case], language: str) -> tuple[DeskRow, ...]:
    """Return cases as a desk shows them. At most three SQL queries; names and procedures are kept."""
    beside, today = _beside(cases, language), clock.today()
    return tuple(_row(case, beside, today) for case in cases)


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
    found = Case.objects.only(*_SHOWN).in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def _beside(cases: Sequence[Case], language: str) -> _Beside:
    locks, second, labels = _marks([case.pk for case in cases])
    people = {case.assignee for case in cases} | set(locks.values()) | set(second.values())
    return _Beside(
        services=service_names([case.service for case in cases], language),
        states=_states({case.procedure_id for case in cases}, language),
        bodies=office_names({case.office for case in cases}, language),
        people=account_names(keys=people - {""}) if people - {""} else {},
        labels=_labels(labels, language),
        locks=locks,
        second=second,
    )


def _marks(keys: Sequence[int]) -> tuple[dict[int, str], dict[int, str], dict[int, list[int]]]:
    """Return, by case, who has it open, who proposed its decision, and its labels. One SQL query."""
    locks: dict[int, str] = {}
    second: dict[int, str] = {}
    labels: dict[int, list[int]] = {}
    if keys:
        found = rows.run(_MARKS.format(",".join(map(str, keys))), rows.moment(clock.now())).fetchall()
        for kind, case, text in found:
            if kind == "label":
                labels.setdefault(case, []).append(int(text))
            else:
                (locks if kind == "lock" else second)[case] = text
    return locks, second, labels


def service_names(services: Iterable[str], language: str) -> dict[str, str]:
    """Return service → its title; of one that the catalogue does not know, its identifier.

    Three SQL queries for those new in an epoch.
    """
    asked = list({(service, language) for service in services})
    return {service: title for (service, _language), title in _titles.get_all(asked, _read_titles).items()}


def _read_titles(asked: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    language = asked[0][1]
    cards = list_cards(identifiers=[service for service, _language in asked], language=language)
    known = {card.identifier: card.title for card in cards}
    return {one: known.get(one[0], one[0]) for one in asked}


def names_of(texts: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """Return key → the name in the reader's language or its fallback."""
    return {key: pick(names, language).text for key, names in texts.items()}


def office_names(keys: Collection[str], language: str) -> dict[str, str]:
    """Return body → its name in the reader's language. One SQL query for those new in an epoch."""
    found = _names.get_all(list(keys), lambda missing: body_names(keys=missing))
    return names_of(found, language)


def _states(procedures: Collection[int], language: str) -> dict[tuple[int, str], str]:
    return {
        (key, state.key): pick(state.names, language).text
        for key, procedure in procedures_of(procedures).items()
        for state in procedure.states
    }


def _labels(of_cases: Mapping[int, Sequence[int]], language: str) -> dict[int, tuple[LabelMark, ...]]:
    if not of_cases:
        return {}
    known = Label.objects.in_bulk({key for keys in of_cases.values() for key in keys})
    marks = {
        key: LabelMark(row.key, pick(row.names, language).text, row.colour) for key, row in known.items()
    }
    return {case: tuple(marks[key] for key in keys if key in marks) for case, keys in of_cases.items()}


def _row(case: Case, beside: _Beside, today: date) -> DeskRow:
    return DeskRow(
        key=case.key,
        number=spell_number(case.number),
        service=case.service,
        service_name=beside.services.get(case.service, case.service),
        office_name=beside.bodies.get(case.office, case.office),
        state_name=beside.states.get((case.procedure_id, case.state)) or case.state,
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
