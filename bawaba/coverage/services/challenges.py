"""Challenges: somebody says otherwise, the operator answers, the regulator decides, by the clock."""

import json
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.errors import ChallengeInvalid, ChallengeOver, CoveragePlaceNotFound
from bawaba.coverage.models import Challenge, Office, Operator
from bawaba.coverage.queries.country import describe_country
from bawaba.coverage.queries.ground import load_ground
from bawaba.coverage.rules import challenges as rules
from bawaba.directory.queries import acts_for
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied, Text
from bawaba.kernel.sealing import seal

CONTACT: Final = "coverage.challenge.contact"
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says. samples, good: how often they tried, and how often it worked; contact: personal"""

    kind: str
    operator: str
    place: str
    lon: float
    lat: float
    observed_on: date
    words: str = ""
    samples: int = 0
    good: int = 0
    contact: str = ""


@transaction.atomic
def open_challenge(*, actor: Actor, claim: Claim) -> str:
    """Open a challenge and return its reference, which whoever has it can follow it by.

    Anybody may. The point is kept as its H3 cell (5 km²), the contact sealed.
    raises: ChallengeInvalid, with its fields; AreasMissing
    """
    area, cell = _check_claim(claim)
    country = describe_country()
    times = rules.set_clock(clock.today(), country.answer_days, country.decision_days)
    row = Challenge.objects.create(
        reference=_draw_reference(), person=actor.key if actor.kind == "person" else "",
        contact=seal(json.dumps(claim.contact).encode(), context=CONTACT) if claim.contact else None,
        kind=claim.kind, area=area, h3=cell, operator=claim.operator, place=claim.place,
        words=claim.words.strip(), samples=claim.samples, good=claim.good, observed_on=claim.observed_on,
        opened_at=clock.now(), answer_due=times.answer_due, decision_due=times.decision_due,
        keep_until=times.keep_until,
    )  # fmt: skip
    _note(actor, row, "opened")
    return row.reference


def _check_claim(claim: Claim) -> tuple[str, str]:
    """Return the commune and the cell of a claim. raises: ChallengeInvalid"""
    from bawaba.coverage.queries.whereabouts import find_place  # noqa: PLC0415 - geometry, for this alone

    area, cell = find_place(ground=load_ground(), lon=claim.lon, lat=claim.lat)
    operator_known = Operator.objects.filter(key=claim.operator).exists()
    checks: dict[str, tuple[bool, Text]] = {
        "kind": (claim.kind in rules.KINDS, _("Choose what you noticed.")),
        "place": (claim.place in {"outdoor", "indoor"}, _("Choose outdoors or indoors.")),
        "operator": (operator_known, _("Choose the operator.")),
        "observed_on": (claim.observed_on <= clock.today(), _("This day is still to come.")),
        "good": (
            0 <= claim.good <= claim.samples <= 10_000,
            _("It cannot have worked more often than you tried."),
        ),
        "words": (len(claim.words) <= rules.MOST_WORDS, _("This text is too long.")),
        "lat": (bool(area), _("This place is not in the country.")),
    }
    faults = {name: text for name, (holds, text) in checks.items() if not holds}
    if faults:
        raise ChallengeInvalid(fields=faults)
    return area, cell


def _draw_reference() -> str:
    drawn = "".join(secrets.choice(_LETTERS) for _place in range(10))
    return f"5G-{drawn[:5]}-{drawn[5:]}"


@transaction.atomic
def answer_challenge(*, actor: Actor, reference: str, agrees: bool, answer: str) -> None:
    """Write the operator's answer. raises: PermissionDenied, CoveragePlaceNotFound, ChallengeOver, ChallengeInvalid"""
    row = _find(reference)
    if not may_answer(actor, row.operator):
        raise PermissionDenied
    _check_step(row, "answer", answer, "answer")
    row.answer, row.agrees, row.answered_at, row.state = answer.strip(), agrees, clock.now(), "answered"
    row.reminded_on = None  # the word is the regulator's now
    row.save(update_fields=["answer", "agrees", "answered_at", "state", "reminded_on"])
    _note(actor, row, "answered")


@transaction.atomic
def decide_challenge(*, actor: Actor, reference: str, upheld: bool, reason: str) -> None:
    """Decide, after the answer or once its day has passed.

    raises: PermissionDenied, CoveragePlaceNotFound, ChallengeOver, ChallengeInvalid
    """
    row = _find(reference)
    if not may_decide(actor):
        raise PermissionDenied
    _check_step(row, "decide", reason, "reason")
    if row.state == "open" and clock.today() <= row.answer_due:
        raise ChallengeOver(_("The operator still has time to answer."))
    row.reason, row.decided_at, row.state = reason.strip(), clock.now(), "upheld" if upheld else "rejected"
    row.save(update_fields=["reason", "decided_at", "state"])
    _note(actor, row, "decided")


@transaction.atomic
def withdraw_challenge(*, actor: Actor, reference: str) -> None:
    """Take a challenge back: whoever has its reference may. raises: CoveragePlaceNotFound, ChallengeOver"""
    row = _find(reference)
    if row.state not in rules.STEPS["withdraw"]:
        raise ChallengeOver
    row.state, row.decided_at, row.contact = "withdrawn", clock.now(), None
    row.save(update_fields=["state", "decided_at", "contact"])
    _note(actor, row, "withdrawn")


@transaction.atomic
def erase_old_contacts(*, actor: Actor) -> int:
    """Erase the contacts whose time is over; returns how many. raises: PermissionDenied"""
    if not actor.is_administrator:
        raise PermissionDenied
    count = Challenge.objects.filter(keep_until__lt=clock.today()).exclude(contact=None).update(contact=None)
    if count:
        audit.record(actor=actor, verb="coverage.contacts-erased", target=("coverage.challenge", "*"),
                     detail={"count": count})  # fmt: skip
    return count


def _find(reference: str) -> Challenge:
    row = Challenge.objects.select_for_update().filter(reference=reference.upper()).first()
    if row is None:
        raise CoveragePlaceNotFound(_("No challenge has that reference."))
    return row


def _check_step(row: Challenge, step: str, words: str, field: str) -> None:
    if row.state not in rules.STEPS[step]:
        raise ChallengeOver
    if not words.strip() or len(words) > rules.MOST_WORDS:
        raise ChallengeInvalid(fields={field: _("Say why, in a few sentences.")})


def may_answer(actor: Actor, operator: str) -> bool:
    """Say whether this actor answers for the operator: an agent of its body. Two SQL queries at most."""
    body = Operator.objects.filter(key=operator).values_list("body", flat=True).first()
    return (bool(body) and acts_for(actor=actor, role="agent", body=str(body))) or actor.kind == "system"


def may_decide(actor: Actor) -> bool:
    """Say whether this actor decides: a supervisor of the regulator. Two SQL queries at most."""
    body = Office.objects.filter(role="regulator").values_list("body", flat=True).first()
    return (bool(body) and acts_for(actor=actor, role="supervisor", body=str(body))) or actor.kind == "system"


def _note(actor: Actor, row: Challenge, step: str) -> None:
    audit.record(
        actor=actor, verb=f"coverage.challenge-{step}", target=row,
        detail={"state": row.state, "area": row.area, "operator": row.operator},
    )  # fmt: skip
    epochs.advance()
