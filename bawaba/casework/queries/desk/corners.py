"""What stands around a desk: filters kept, labels, colleagues, states, templates of answers, notes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bawaba.casework.models import (
    AgentLoad,
    Case,
    Label,
    Note,
    ReplyTemplate,
    SavedFilter,
    ServiceProcedureVersion,
)
from bawaba.casework.queries.contents import open_text
from bawaba.casework.queries.desk.listing import LabelMark, service_names
from bawaba.casework.queries.desk.places import services_near
from bawaba.casework.queries.records import procedures_of
from bawaba.casework.rules.filters import DeskFilter, read_filter
from bawaba.casework.rules.sharing import FULL_SHARE
from bawaba.directory.queries import account_names, list_members
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick

MOST_PROCEDURES: Final = 200


@dataclass(frozen=True, slots=True)
class KeptFilter:
    """A filter that an agent kept under a name."""

    number: int
    name: str
    chosen: DeskFilter


@dataclass(frozen=True, slots=True)
class Reply:
    """A template of answers. office: whose it is; names, texts: by language."""

    office: str
    key: str
    kind: str
    names: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """An internal note. author: how colleagues call who wrote it."""

    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent of an office and how much they take. takes: named agent; share: in percent of a full place."""

    key: str
    name: str
    takes: bool
    share: int
    away_until: date | None


def kept_filters(*, actor: Actor) -> list[KeptFilter]:
    """Return the actor's own filters by name. One SQL query."""
    rows = SavedFilter.objects.filter(owner=actor.key).order_by("name")
    return [KeptFilter(row.pk, row.name, read_filter(row.query)) for row in rows]


def list_labels(*, offices: Collection[str], language: str) -> list[LabelMark]:
    """Return the labels of some offices, one for each key, by name. One SQL query."""
    rows = Label.objects.filter(office__in=sorted(offices)).order_by("office", "key")
    marks = {row.key: LabelMark(row.key, pick(row.names, language).text, row.colour) for row in rows}
    return sorted(marks.values(), key=lambda mark: mark.name)


def own_labels(*, office: str) -> list[Label]:
    """Return an office's own labels as rows, by key. One SQL query."""
    return list(Label.objects.filter(office=office).order_by("key"))


def list_replies(*, offices: Collection[str], kind: str = "") -> list[Reply]:
    """Return the templates of some offices, by key. One SQL query."""
    rows = ReplyTemplate.objects.filter(office__in=sorted(offices)).order_by("key")
    if kind:
        rows = rows.filter(kind=kind)
    return [Reply(row.office, row.key, row.kind, row.names, row.texts) for row in rows]


def list_notes(*, key: str) -> list[NoteLine]:
    """Return the notes on a case, the newest first, to one who was let in. Two SQL queries."""
    rows = list(Note.objects.filter(case__key=key).order_by("-pk"))
    names = account_names(keys={row.author for row in rows})
    return [
        NoteLine(row.at, names.get(row.author, row.author), open_text(row.sealed, column="note", key=key))
        for row in rows
    ]


def list_colleagues(*, office: str) -> list[Colleague]:
    """Return who handles an office's cases, by name. Three SQL queries."""
    loads = {row.account: row for row in AgentLoad.objects.filter(office=office)}
    return [
        Colleague(
            one.key,
            one.name,
            "agent" in one.roles,
            loads[one.key].share if one.key in loads else FULL_SHARE,
            loads[one.key].away_until if one.key in loads else None,
        )
        for one in list_members(role="agent", body=office)
    ]


def desk_services(*, offices: Collection[str], language: str) -> list[tuple[str, str]]:
    """Return (identifier, title) of the services that some bodies have cases of, by title. One SQL query.

    They are those of the bodies of these offices: an office may have none yet of some of them.
    """
    titles = service_names(services_near(offices), language)
    return sorted(titles.items(), key=lambda pair: pair[1])


def desk_states(*, service: str, language: str) -> list[tuple[str, str]]:
    """Return (key, name) of the states of the procedures in force: of one service, or of all.

    One SQL query, one more for definitions that are new in an epoch.
    """
    rows = ServiceProcedureVersion.objects.filter(state="published")
    if service:
        rows = rows.filter(procedure__service__in=("", service))
    keys = list(rows.order_by("-procedure__service").values_list("pk", flat=True)[:MOST_PROCEDURES])
    known = procedures_of(keys)
    names = {
        state.key: pick(state.names, language).text
        for key in keys
        if key in known
        for state in known[key].states
    }
    return sorted(names.items(), key=lambda pair: pair[1])


def key_numbers(*, keys: Sequence[str]) -> dict[str, str]:
    """Return key → public number of some cases. One SQL query."""
    return dict(Case.objects.filter(key__in=list(keys)).values_list("key", "number"))


def labels_of(*, key: str, language: str) -> list[LabelMark]:
    """Return the labels on one case. One SQL query."""
    rows = Label.objects.filter(cases__case__key=key).order_by("key")
    return [LabelMark(row.key, pick(row.names, language).text, row.colour) for row in rows]
