"""The counter: an officer sees a person and their papers, and says so. The one real way to proof an identity."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.identity.errors import InvalidParticulars, NotForThisCounter, PersonNotFound
from bawaba.identity.models import Person
from bawaba.identity.queries.particulars import CNIE
from bawaba.identity.queries.people import find_person_id, read_particulars
from bawaba.identity.rules.proofing import Check, NotProven, Paper, proven_level
from bawaba.identity.services.alerts import alert_person
from bawaba.identity.services.factors import hand_over_codes
from bawaba.identity.services.people import create_person
from bawaba.identity.services.proofing import accept_proofing
from bawaba.identity.types import Level, Particulars
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import Text
from bawaba.kernel.sealing import blind_index

ROLE: Final = "counter-officer"
METHOD: Final = "counter"
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like another sign
_WHY: Final[dict[str, Text]] = {
    "expired": _("The paper has expired: it proves nothing. Ask for a valid one."),
    "unchecked": _("Tick what you did: the paper must be seen and its picture compared with the person."),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What an officer saw: the paper, its number and end of validity, and what was done with it."""

    paper: Paper
    number: str
    expires_on: date
    checks: frozenset[Check]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody enrolled at the counter, with what to print for them; nothing of it can be read again."""

    person_id: int
    username: str
    password: str
    codes: tuple[str, ...]
    level: Level


def check_officer(*, actor: Actor, body: str) -> None:
    """Refuse whoever does not stand at a counter of this body. raises: NotForThisCounter"""
    if (ROLE, body) not in actor.roles and (ROLE, "*") not in actor.roles:
        raise NotForThisCounter


@transaction.atomic
def find_at_counter(*, actor: Actor, body: str, hint: str) -> int:
    """Return the person whom somebody at the counter says to be; the search is audited without its words.

    hint: identity number, e-mail address or telephone
    raises: NotForThisCounter, PersonNotFound
    """
    check_officer(actor=actor, body=body)
    person_id = find_person_id(hint=hint)
    target = ("identity.person", str(person_id or ""))
    audit.record(actor=actor, verb="identity.counter-looked-up", target=target, detail={"body": body})
    if person_id is None:
        raise PersonNotFound
    return person_id


@transaction.atomic
def verify_at_counter(
    *, actor: Actor, body: str, person_id: int, particulars: Particulars, seen: Seen
) -> Level:
    """Keep what the person's papers say and raise the level that their sessions may reach.

    particulars: as the papers say; contacts stay as they are
    raises: NotForThisCounter (also for an officer's own account), InvalidParticulars, IdentityAlreadyUsed,
            PersonNotFound
    """
    check_officer(actor=actor, body=body)
    check_not_oneself(actor, person_id)
    return accept_proofing(
        actor=actor, method=METHOD, person_id=person_id, particulars=particulars, evidence=_evidence(seen),
        body=body,
    )  # fmt: skip


@transaction.atomic
def enrol_at_counter(*, actor: Actor, body: str, particulars: Particulars, seen: Seen) -> Enrolled:
    """Open an account for somebody without a smartphone: a user name, a password and codes, on paper.

    raises: NotForThisCounter, InvalidParticulars, IdentityAlreadyUsed
    """
    check_officer(actor=actor, body=body)
    username = f"{_draw(4)}-{_draw(4)}"
    password = "-".join(_draw(5) for _ in range(4))
    person = create_person(actor=actor, particulars=particulars, password=password, username=username)
    level = accept_proofing(
        actor=actor, method=METHOD, person_id=person.pk, particulars=particulars, evidence=_evidence(seen),
        body=body,
    )  # fmt: skip
    codes = hand_over_codes(actor=actor, person=person)
    return Enrolled(person.pk, username, password, codes, level)


@transaction.atomic
def give_codes(*, actor: Actor, body: str, person_id: int) -> tuple[str, ...]:
    """Print new codes for a person whom this counter has just verified.

    raises: NotForThisCounter, PersonNotFound
    """
    check_officer(actor=actor, body=body)
    check_not_oneself(actor, person_id)
    person = Person.objects.select_related("account").filter(pk=person_id).exclude(proofed="").first()
    if person is None:
        raise PersonNotFound
    alert_person(person_id=person_id, kind="codes-given")
    return hand_over_codes(actor=actor, person=person)


def read_declared(*, actor: Actor, body: str, person_id: int) -> Particulars:
    """Return what a person declared, for an officer who found them. raises: NotForThisCounter, PersonNotFound"""
    check_officer(actor=actor, body=body)
    check_not_oneself(actor, person_id)
    return read_particulars(person_id=person_id)


def check_not_oneself(actor: Actor, person_id: int) -> None:
    """Refuse an officer's own account. raises: NotForThisCounter"""
    if actor.account_id and Person.objects.filter(pk=person_id, account_id=actor.account_id).exists():
        raise NotForThisCounter(_("Nobody verifies themselves."), hint=_("Ask another officer."))


def judge_papers(*, evidence: Mapping[str, Any], particulars: Particulars, today: date) -> Level:
    """Return the level that papers seen at a counter prove: the counter's `types.ProofingMethod`.

    raises: InvalidParticulars
    """
    checks = {Check(check) for check in evidence["checks"]}
    try:
        return proven_level(checks, expires_on=date.fromisoformat(evidence["expires_on"]), today=today)
    except NotProven as fault:
        field = "expires_on" if fault.reason == "expired" else "checks"
        raise InvalidParticulars(fields={field: _WHY[fault.reason]}) from fault


def _evidence(seen: Seen) -> dict[str, object]:
    """Return what is kept of the papers: their number as a keyed digest, to find one again, never to read it."""
    return {
        "paper": seen.paper.value,
        "number": blind_index(seen.number.strip().upper(), context=CNIE),
        "expires_on": seen.expires_on.isoformat(),
        "checks": sorted(check.value for check in seen.checks),
    }


def _draw(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
