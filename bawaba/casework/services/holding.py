"""Who has a case open, so that two agents do not work against each other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from bawaba.casework.errors import CaseHeld, NotCaseOfficer
from bawaba.casework.models import Case, ReadLock
from bawaba.casework.queries.access import office_row, roles_in
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

LOCK_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Held:
    """Who has a case open, and until when if they do nothing more. new: it was taken just now."""

    holder: str
    until: datetime
    new: bool = False


def take_lock(*, actor: Actor, case: Case) -> Held:
    """Take the lock of a case where it is free, keep one's own for longer, or say who has it.

    At most three SQL queries, inside the caller's transaction.
    """
    now = clock.now()
    until = now + LOCK_FOR
    lock, made = ReadLock.objects.select_for_update().get_or_create(
        case=case, defaults={"holder": actor.key, "until": until}
    )
    if made:
        return Held(actor.key, until, new=True)
    if lock.holder != actor.key and lock.until > now:
        return Held(lock.holder, lock.until)
    new = lock.holder != actor.key or lock.until <= now
    lock.holder, lock.until = actor.key, until
    lock.save(update_fields=["holder", "until"])
    return Held(actor.key, until, new=new)


def refuse_if_held(*, actor: Actor, case: Case) -> None:
    """Refuse what another agent would do while somebody has the case open. One SQL query.

    raises: CaseHeld
    """
    lock = ReadLock.objects.filter(case=case, until__gt=clock.now()).first()
    if actor.kind == "person" and lock is not None and lock.holder != actor.key:
        raise CaseHeld


def drop_lock(*, actor: Actor, case: Case) -> None:
    """Let a case go, where this actor has it. One SQL query, inside the caller's transaction."""
    ReadLock.objects.filter(case=case, holder=actor.key).delete()


@transaction.atomic
def release_lock(*, actor: Actor, key: str) -> None:
    """Let a case go before its lock ends by itself.

    raises: CaseNotFound, NotCaseOfficer
    """
    case = office_row(key, actor)
    drop_lock(actor=actor, case=case)
    audit.record(actor=actor, verb="casework.released", target=case)


@transaction.atomic
def take_over(*, actor: Actor, key: str) -> Held:
    """Take a case from the agent who has it open, as a supervisor may.

    raises: CaseNotFound, NotCaseOfficer
    """
    case = office_row(key, actor, lock=True)
    if "supervisor" not in roles_in(case, actor):
        raise NotCaseOfficer
    until = clock.now() + LOCK_FOR
    before = ReadLock.objects.filter(case=case).values_list("holder", flat=True).first() or ""
    ReadLock.objects.update_or_create(case=case, defaults={"holder": actor.key, "until": until})
    audit.record(actor=actor, verb="casework.taken-over", target=case, detail={"from": before})
    return Held(actor.key, until, new=True)
