"""Codes that nobody brings back: the person still reads that a site asked and was answered.

A code is written nowhere before it is redeemed, so each process remembers those that it sent until they
expire, and then writes one line for each that became no grant. What a stop of the process within that
minute loses is a line about a code that told nobody anything.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Final

from django.db import transaction

from bawaba.identity.models import Grant, Person, RelyingParty
from bawaba.identity.services.activity import note_activity
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import system_actor

KIND: Final = "code-unused"
PORTION: Final = 200
MOST_WAITING: Final = 20_000
LEEWAY_S: Final = 5.0  # a redemption that began in time may still be writing
_sent: "deque[SentCode]" = deque(maxlen=MOST_WAITING)
_lock: Final = Lock()


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code on its way. key: of the grant to come; at, expires_at: seconds since 1970."""

    key: str
    person_id: int
    relying_party_id: int
    level: str
    place: str
    sid: str
    at: float
    expires_at: float


def remember(sent: SentCode) -> None:
    """Take note of a code that was sent; write down those whose time is over. No SQL query unless one is."""
    _sent.append(sent)
    write_expired()


def write_expired() -> int:
    """Write a line of history for each expired code that was not redeemed; return how many."""
    due = _take_due(clock.now().timestamp() - LEEWAY_S)
    lost = _unredeemed(due) if due else []
    if lost:
        _write(lost)
    return len(lost)


def _take_due(moment: float) -> list[SentCode]:
    due: list[SentCode] = []
    with _lock:
        while _sent and _sent[0].expires_at <= moment and len(due) < PORTION:
            due.append(_sent.popleft())
    return due


def _unredeemed(due: Sequence[SentCode]) -> list[SentCode]:
    """Return those that became no grant, of people and relying parties that are still there. Three SQL queries."""
    redeemed = set(Grant.objects.filter(key__in=[one.key for one in due]).values_list("key", flat=True))
    lost = [one for one in due if one.key not in redeemed]
    people = set(Person.objects.filter(pk__in={one.person_id for one in lost}).values_list("pk", flat=True))
    parties = set(
        RelyingParty.objects.filter(pk__in={one.relying_party_id for one in lost}).values_list(
            "pk", flat=True
        )
    )
    return [one for one in lost if one.person_id in people and one.relying_party_id in parties]


@transaction.atomic
def _write(lost: Sequence[SentCode]) -> None:
    audit.record(
        actor=system_actor("oidc"),
        verb="identity.codes-unredeemed",
        target=("identity.grant", lost[0].key),
        detail={"codes": len(lost)},
    )
    for one in lost:
        note_activity(
            person_id=one.person_id,
            kind=KIND,
            relying_party_id=one.relying_party_id,
            level=one.level,
            place=one.place,
            sid=one.sid,
            at=datetime.fromtimestamp(one.at, UTC),
        )


def forget() -> None:
    """Forget what this process sent (tests)."""
    _sent.clear()
