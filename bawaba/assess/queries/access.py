"""Who takes part in an assessment: its body's people, whom they invited, the centre's, its auditors. Default: nobody."""

from dataclasses import dataclass
from typing import Final

from bawaba.assess.errors import AssessmentNotFound
from bawaba.assess.models import Assessment, Contributor
from bawaba.directory.queries import acts_for
from bawaba.kernel.actors import Actor

EVERY_SECTION: Final = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one actor may do. sections: where they answer; `EVERY_SECTION` in it is all of them."""

    writes: bool
    sections: frozenset[str]
    reviews: bool
    reads: bool

    def answers(self, section: str) -> bool:
        return EVERY_SECTION in self.sections or section in self.sections


def owner_of(row: Assessment) -> str:
    """Return the body that reviews: the campaign's owner, else the method's. No SQL query on a row read by `row_of`."""
    return row.campaign.owner if row.campaign else row.version.method.owner


def row_of(key: str) -> Assessment:
    """Return an assessment with its method, which is read when it is asked for, and its campaign. One SQL query.

    raises: AssessmentNotFound
    """
    rows = Assessment.objects.select_related("version__method", "campaign").defer("version__definition")
    row = rows.filter(key=key).first()
    if row is None:
        raise AssessmentNotFound
    return row


def part_of(actor: Actor, row: Assessment) -> Part:
    """Return what an actor may do in an assessment. At most four SQL queries."""
    writes = acts_for(actor=actor, role="editor", body=row.body)
    sections = {EVERY_SECTION} if writes else invited_sections(actor, row)
    reviews = acts_for(actor=actor, role="publisher", body=owner_of(row))
    reads = (
        writes or bool(sections) or reviews or acts_for(actor=actor, role="supervisor", body=owner_of(row))
    )
    return Part(writes, frozenset(sections), reviews, reads)


def invited_sections(actor: Actor, row: Assessment) -> set[str]:
    """Return the sections that an actor was invited to answer. At most one SQL query."""
    if actor.account_id is None:
        return set()
    found = Contributor.objects.filter(assessment=row, account=actor.key)
    return set(found.values_list("section", flat=True))


def seen(actor: Actor, key: str) -> tuple[Assessment, Part]:
    """Return an assessment that this actor may see, and what they may do in it. At most five SQL queries.

    raises: AssessmentNotFound, also for those who take no part
    """
    row = row_of(key)
    part = part_of(actor, row)
    if not part.reads:
        raise AssessmentNotFound
    return row, part
