"""Two texts of a service side by side."""

from dataclasses import dataclass

from bawaba.catalogue import rules
from bawaba.catalogue.queries.desk import get_revision, list_revisions
from bawaba.catalogue.rules.redline import Run, redline
from bawaba.catalogue.types import Difference, RevisionInfo, ServiceRecord
from bawaba.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs, with its words taken out and put in."""

    difference: Difference
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What leads from one text to another. before is None when there was none; record is the later one."""

    before: RevisionInfo | None
    after: RevisionInfo
    record: ServiceRecord
    changes: tuple[Change, ...]


def compare_two(*, actor: Actor, identifier: str, before: int, after: int) -> Comparison:
    """Return what leads from one revision to another. Eight SQL queries.

    raises: ServiceNotFound, NotYourBody, RevisionNotFound
    """
    first, old = get_revision(actor=actor, identifier=identifier, number=before)
    last, new = get_revision(actor=actor, identifier=identifier, number=after)
    return Comparison(first, last, new, _changes(old, new))


def compare_with_published(*, actor: Actor, identifier: str, info: RevisionInfo) -> Comparison:
    """Return what a revision changes in the published text, or all it says when nothing is published.

    Eleven SQL queries at most. raises: ServiceNotFound, NotYourBody, RevisionNotFound
    """
    rows = list_revisions(actor=actor, identifier=identifier)
    published = next((row for row in rows if row.state == "published"), None)
    if published is not None:
        return compare_two(actor=actor, identifier=identifier, before=published.number, after=info.number)
    last, new = get_revision(actor=actor, identifier=identifier, number=info.number)
    blank = ServiceRecord(identifier=identifier, titles={}, authority="", audiences=(), country="")
    return Comparison(None, last, new, _changes(blank, new))


def _changes(old: ServiceRecord, new: ServiceRecord) -> tuple[Change, ...]:
    return tuple(Change(one, tuple(redline(one.before, one.after))) for one in rules.compare(old, new))
