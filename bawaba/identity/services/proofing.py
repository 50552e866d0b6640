"""Proofing: a verification of who a person is, which raises the level their sessions may reach."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from bawaba.identity.errors import PersonNotFound
from bawaba.identity.models import Person, Proofing
from bawaba.identity.services.activity import note_activity
from bawaba.identity.types import Level
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor


@transaction.atomic
def record_proofing(
    *,
    actor: Actor,
    person_id: int,
    method: str,
    level: Level,
    evidence: Sequence[Mapping[str, object]],
    body: str = "",
) -> Proofing:
    """Record that somebody verified who a person is; the person may then reach `level`.

    method:   `counter`, `operator`, or the name of a registered remote check
    evidence: what was seen, as JSON; numbers of documents are given as digests, never in clear
    body:     the public body of the officer
    raises:   PersonNotFound
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise PersonNotFound
    row = Proofing.objects.create(
        person=person,
        method=method,
        level=level.value,
        officer_id=actor.account_id,
        body=body,
        evidence=[dict(item) for item in evidence],
        at=clock.now(),
    )
    if not person.proofed or Level(person.proofed).rank < level.rank:
        person.proofed = level.value
        person.save(update_fields=["proofed"])
    detail = {"method": method, "level": level.value, "body": body, "proofing": row.pk}
    audit.record(actor=actor, verb="identity.proofed", target=person, detail=detail)
    note_activity(person_id=person_id, kind="proofed", level=level.value)
    return row
