"""Proofing: a verification of who a person is, which raises the level their sessions may reach."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from bawaba.identity import types
from bawaba.identity.errors import PersonNotFound, ProofingMethodUnknown
from bawaba.identity.models import Person, Proofing
from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.alerts import alert_person
from bawaba.identity.services.people import change_particulars
from bawaba.identity.types import Level, Particulars
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor


@transaction.atomic
def accept_proofing(
    *,
    actor: Actor,
    method: str,
    person_id: int,
    particulars: Particulars,
    evidence: Mapping[str, Any],  # Any: JSON
    body: str = "",
) -> Level:
    """Judge evidence by a registered method, keep what it says of the person, and raise their level.

    method:      a key of `types.proofing_methods`, such as `counter`
    particulars: as the evidence says them; contacts stay as the person verified them
    raises: ProofingMethodUnknown, InvalidParticulars, IdentityAlreadyUsed, PersonNotFound
    """
    judge = types.proofing_methods.providers().get(method)
    if judge is None:
        raise ProofingMethodUnknown
    level = judge(evidence=evidence, particulars=particulars, today=clock.today())

    def change(kept: Particulars) -> Particulars:
        return replace(
            particulars, email=kept.email, email_verified=kept.email_verified, phone=kept.phone,
            phone_verified=kept.phone_verified,
        )  # fmt: skip

    change_particulars(actor=actor, person_id=person_id, change=change, verb="particulars-verified")
    record_proofing(
        actor=actor, person_id=person_id, method=method, level=level, evidence=[evidence], body=body
    )
    alert_person(person_id=person_id, kind="proofed")
    return level


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
