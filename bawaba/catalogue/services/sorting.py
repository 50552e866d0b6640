"""Sort the rows of an import: news to write, unchanged, or quarantined with a reason."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from django.db import transaction

from bawaba.catalogue import rules
from bawaba.catalogue.importers.protocol import KEPT_CHARACTERS, ImportedRow
from bawaba.catalogue.models import Service
from bawaba.catalogue.queries import publication_gaps
from bawaba.catalogue.services.quarantine import QuarantineReport
from bawaba.catalogue.types import OPEN_STATES, ImportedService, Problem, Quarantined
from bawaba.directory.queries import acts_for, bodies_by_key, match_authorities
from bawaba.directory.services import ensure_bodies, load_bodies
from bawaba.directory.types import BodyRecord
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError

_SHIPPED_BODIES: Final = "MA"


class Known(NamedTuple):
    """What the catalogue holds under an identifier; the reviewer's key is empty after an import."""

    imported_hash: str
    published_hash: str | None
    origin: str
    is_archived: bool
    reviewer: str
    has_open: bool


@dataclass
class ImportRun:
    """One import under way. bodies: row numbers of the bodies met so far, by key."""

    actor: Actor
    events: frozenset[str]
    report: QuarantineReport
    seen: set[str] = field(default_factory=set)
    bodies: dict[str, int] = field(default_factory=dict)
    permitted: dict[str, bool] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    has_national_bodies: bool = False
    read: int = 0
    imported: int = 0
    unchanged: int = 0

    def refuse(self, row: ImportedService, problem: Problem) -> None:
        """Quarantine a row that could be read but not be kept."""
        original = row.original[:KEPT_CHARACTERS]
        self.report.add(Quarantined(row.line, problem.field, problem.reason, original))


def sort_rows(run: ImportRun, chunk: Sequence[ImportedRow]) -> list[ImportedService]:
    """Return the rows that say something new, cleaned; count the unchanged, quarantine the others.

    Four SQL queries, and one for each authority not met before.
    """
    run.read += len(chunk)
    rows = [row for row in _with_authorities(run, _readable(run, chunk)) if _is_sound(run, row)]
    known = _known(row.record.identifier for row in rows)
    return [row for row in rows if _is_news(run, row, known.get(row.record.identifier))]


def place_bodies(run: ImportRun, rows: Sequence[ImportedService]) -> list[ImportedService]:
    """Make the bodies that the rows name; return the rows whose bodies stand, quarantine the others."""
    named = {body.key: body for row in rows for body in row.bodies if body.key not in run.bodies}
    if not named:
        return list(rows)
    try:
        with transaction.atomic():
            run.bodies.update(ensure_bodies(actor=run.actor, bodies=named.values()))
    except DomainError:
        return [row for row in rows if _place_one(run, row)]
    return list(rows)


def _place_one(run: ImportRun, row: ImportedService) -> bool:
    try:
        with transaction.atomic():
            run.bodies.update(ensure_bodies(actor=run.actor, bodies=row.bodies))
    except DomainError as error:
        run.refuse(row, Problem("authority", error.code))
        return False
    return True


def _readable(run: ImportRun, chunk: Sequence[ImportedRow]) -> list[ImportedService]:
    rows = []
    for row in chunk:
        if isinstance(row, Quarantined):
            run.report.add(row)
        else:
            rows.append(replace(row, record=rules.clean_record(row.record)))
    return rows


def _with_authorities(run: ImportRun, rows: Sequence[ImportedService]) -> list[ImportedService]:
    """Return the rows, each with its authority's key and the body behind it as far as one is known."""
    if not run.has_national_bodies and any(row.record.country == _SHIPPED_BODIES for row in rows):
        if run.actor.is_administrator:
            load_bodies(actor=run.actor)
        run.has_national_bodies = True
    matched = _matched(row for row in rows if not row.record.authority and any(row.authority_names.values()))
    rows = [_with_authority(row, matched[row.line]) if row.line in matched else row for row in rows]
    bare = {row.record.authority for row in rows if not row.bodies} - run.bodies.keys()
    known = {body.key: body for body in bodies_by_key(keys=bare)} if bare else {}
    return [_with_known_body(row, known) for row in rows]


def _matched(rows: Iterable[ImportedService]) -> dict[int, str]:
    """Return the key of the body that the authority's names lead to, by the row's line."""
    by_country: dict[str, list[ImportedService]] = {}
    for row in rows:
        by_country.setdefault(row.record.country, []).append(row)
    keys: dict[int, str] = {}
    for country, members in by_country.items():
        names = [row.authority_names for row in members]
        found = match_authorities(names=names, country=country)
        keys.update(zip((row.line for row in members), found, strict=True))
    return keys


def _with_authority(row: ImportedService, key: str) -> ImportedService:
    body = BodyRecord(key=key, names=dict(row.authority_names), country=row.record.country)
    return replace(row, record=replace(row.record, authority=key), bodies=(body,))


def _with_known_body(row: ImportedService, known: Mapping[str, BodyRecord]) -> ImportedService:
    body = known.get(row.record.authority)
    return row if row.bodies or body is None else replace(row, bodies=(body,))


def _is_sound(run: ImportRun, row: ImportedService) -> bool:
    """Return whether the row may be kept; if not, quarantine it with its first problem."""
    problem = _first_problem(run, row)
    if problem:
        run.refuse(row, problem)
        return False
    run.seen.add(row.record.identifier)
    return True


def _first_problem(run: ImportRun, row: ImportedService) -> Problem | None:
    problems = rules.find_problems(row.record, events=run.events) or publication_gaps(record=row.record)
    if problems:
        return problems[0]
    authority = row.record.authority
    if row.record.identifier in run.seen:
        return Problem("identifier", "duplicate")
    if authority not in run.bodies and authority not in {body.key for body in row.bodies}:
        return Problem("authority", "unknown")
    return None if _may_write(run, authority) else Problem("authority", "not-your-body")


def _may_write(run: ImportRun, body: str) -> bool:
    if body not in run.permitted:
        run.permitted[body] = acts_for(actor=run.actor, role="editor", body=body)
    return run.permitted[body]


def _known(identifiers: Iterable[str]) -> dict[str, Known]:
    rows = Service.objects.filter(identifier__in=list(identifiers)).values_list(
        "identifier", "id", "imported_hash", "published__content_hash", "origin", "archived_at",
        "published__reviewer_key",
    )  # fmt: skip
    found = list(rows)
    opened = set(
        Service.objects.filter(
            pk__in=[row[1] for row in found], revisions__state__in=OPEN_STATES
        ).values_list("pk", flat=True)
    )
    return {
        identifier: Known(imported, published, origin, archived_at is not None, reviewer or "", pk in opened)
        for identifier, pk, imported, published, origin, archived_at, reviewer in found
    }


def _is_news(run: ImportRun, row: ImportedService, known: Known | None) -> bool:
    """Return whether the row says something new that may be written; count or quarantine it if not."""
    if known is not None:
        if rules.content_hash(row.record) in {known.imported_hash, known.published_hash}:
            run.unchanged += 1
            return False
        problem = _clash(run.actor, row, known)
        if problem:
            run.refuse(row, problem)
            return False
    run.dropped.update(row.dropped)
    return True


def _clash(actor: Actor, row: ImportedService, known: Known) -> Problem | None:
    if known.is_archived:
        return Problem("identifier", "archived-here")
    if known.origin != row.record.origin:
        return Problem("identifier", "from-another-catalogue")
    if actor.kind == "person":
        return Problem("identifier", "open-revision") if known.has_open else None
    return Problem("identifier", "edited-here") if known.reviewer or known.published_hash is None else None
