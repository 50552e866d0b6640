"""An agent opens a case: the read is written down, and the case is theirs for a while."""

from dataclasses import dataclass

from django.db import transaction

from bawaba.casework.queries.access import office_row, roles_in
from bawaba.casework.queries.cases import view_of
from bawaba.casework.services.holding import Held, take_lock
from bawaba.casework.types import CaseView, Who
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A whole case before its agent. lock: who has it open; roles: what the reader is in it."""

    view: CaseView
    lock: Held
    roles: frozenset[Who]
    is_mine: bool


@transaction.atomic
def open_at_desk(*, actor: Actor, key: str) -> OpenedCase:
    """Return a whole case to one who handles it, and take its lock where that is free.

    One audit row says who read it: when the lock is taken, and each time that a colleague has it.
    raises: CaseNotFound, NotCaseOfficer
    """
    row = office_row(key, actor)
    lock = take_lock(actor=actor, case=row)
    mine = lock.holder == actor.key
    if lock.new or not mine:
        audit.record(actor=actor, verb="casework.read", target=row)
    return OpenedCase(view_of(row), lock, frozenset(roles_in(row, actor)), mine)
