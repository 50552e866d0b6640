"""The editors' desk: services with what they lack, how old they are, and what readers told about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from bawaba.catalogue import rules
from bawaba.catalogue.models import Report, Revision
from bawaba.catalogue.queries.countries import country_rule
from bawaba.catalogue.queries.desk import dead_links, list_for_editor
from bawaba.catalogue.queries.reading import texts_of
from bawaba.catalogue.types import OPEN_STATES, Completeness, DeskRow, ServiceRecord
from bawaba.directory.queries import body_names, list_bodies, subtree_keys
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick
from bawaba.kernel.models import Account
from bawaba.kernel.paging import Page

EDITING: Final = frozenset({"editor", "publisher", "administrator"})
SUPERVISING: Final = frozenset({"supervisor", "publisher", "administrator"})
MOST_BODIES: Final = 2_000
_SHOWN: Final = (*OPEN_STATES, "published", "archived")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A service on the desk. reports: those that nobody has answered; age_days: since it last changed."""

    row: DeskRow
    authority_name: str
    completeness: Completeness
    reports: int
    age_days: int


def list_board(
    *,
    actor: Actor,
    language: str,
    state: str = "",
    text: str = "",
    after: str = "",
    least_complete_first: bool = False,
) -> Page[BoardRow]:
    """Return a page of the services that the actor edits (see `list_for_editor`). Eight SQL queries more at most."""
    page = list_for_editor(
        actor=actor,
        language=language,
        state=state,
        text=text,
        after=after,
        limit=25,
        least_complete_first=least_complete_first,
    )
    identifiers = [row.identifier for row in page.items]
    gaps = _completeness(_shown_records(identifiers))
    reports = _open_reports(identifiers)
    names = body_names(keys={row.authority for row in page.items})
    today = clock.now()
    rows = tuple(
        BoardRow(
            row,
            pick(names.get(row.authority, {}), language).text or row.authority,
            gaps.get(row.identifier, Completeness(0, ())),
            reports.get(row.identifier, 0),
            (today - row.changed_at).days,
        )
        for row in page.items
    )
    return Page(rows, page.after)


def editable_bodies(*, actor: Actor, language: str) -> list[tuple[str, str]]:
    """Return (key, name) of every body the actor edits for, by name. One SQL query a body held, and one."""
    held = {body for role, body in actor.roles if role in EDITING}
    if actor.is_administrator or "*" in held:
        names: Mapping[str, Mapping[str, str]] = {
            body.key: body.names for body in list_bodies(limit=MOST_BODIES).items
        }
    else:
        names = body_names(keys={key for body in held for key in subtree_keys(key=body)})
    rows = [(key, pick(texts, language).text or key) for key, texts in names.items()]
    return sorted(rows, key=lambda row: row[1])


def account_names(*, keys: Iterable[str]) -> dict[str, str]:
    """Return how to call the actors `account:<id>`; others keep their key. One SQL query."""
    numbers = {key: int(key[8:]) for key in keys if key.startswith("account:") and key[8:].isdigit()}
    accounts = Account.objects.in_bulk(list(numbers.values()))
    return {
        key: accounts[number].get_full_name() or accounts[number].get_username()
        for key, number in numbers.items()
        if number in accounts
    }


def _shown_records(identifiers: Sequence[str]) -> dict[str, ServiceRecord]:
    """Return each service's open revision, else the published one, else the archived one. Two SQL queries."""
    rows = Revision.objects.filter(service__identifier__in=identifiers, state__in=_SHOWN)
    shown: dict[str, Revision] = {}
    for revision in rows.select_related("service").order_by("number"):
        known = shown.get(revision.service.identifier)
        if known is None or revision.state in OPEN_STATES or known.state not in OPEN_STATES:
            shown[revision.service.identifier] = revision
    texts = texts_of(revision.pk for revision in shown.values())
    return {
        identifier: rules.decode(identifier, revision.facts, texts.get(revision.pk, {}))
        for identifier, revision in shown.items()
    }


def _completeness(records: Mapping[str, ServiceRecord]) -> dict[str, Completeness]:
    addresses = {way.url for record in records.values() for way in record.channels if way.url}
    addresses |= {record.url for record in records.values() if record.url}
    dead = dead_links(addresses=addresses) if addresses else set()
    return {identifier: _measure(record, dead) for identifier, record in records.items()}


def _measure(record: ServiceRecord, dead: set[str]) -> Completeness:
    rule = country_rule(record.country)
    return rules.measure_completeness(
        record, today=clock.today(), languages=rule.languages, limit=rule.limit, dead_links=dead
    )


def _open_reports(identifiers: Sequence[str]) -> dict[str, int]:
    waiting = Report.objects.filter(
        service__identifier__in=identifiers, handled_at__isnull=True, kind__in=("wrong", "document")
    )
    counted = (
        waiting.order_by("service__identifier")
        .values_list("service__identifier")
        .annotate(number=Count("id"))
    )
    return dict(counted)
