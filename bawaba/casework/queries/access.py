"""Who may do what with a case. The answer is no unless a rule says yes."""

from dataclasses import replace
from typing import Final

from bawaba.casework.errors import CaseNotFound, NotCaseOfficer
from bawaba.casework.models import Case, Decision
from bawaba.casework.queries.records import procedure_of
from bawaba.casework.rules.procedures import WHO
from bawaba.casework.types import Who
from bawaba.directory.queries import acts_for, subtree_keys
from bawaba.kernel.actors import Actor
from bawaba.kernel.epochs import keep_for_epoch

EVERYWHERE: Final = "*"
_MANAGES: Final = ("administrator", EVERYWHERE)
"""Who manages access does not read requests by that alone."""


def case_row(key: str, *, lock: bool = False, papers: bool = False) -> Case:
    """Return the row of a case with its procedure. One SQL query.

    papers: with its receipt and the digest of what was written, which stays sealed and unread
    raises: CaseNotFound
    """
    rows = Case.objects.select_related("procedure")
    if papers:
        rows = rows.select_related("procedure", "receipt", "content").defer("content__sealed")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(key=key).first()
    if row is None:
        raise CaseNotFound
    return row


def own_row(key: str, owner: str, *, lock: bool = False, papers: bool = False) -> Case:
    """Return the row of a person's own case; to everyone else it does not exist. One SQL query.

    raises: CaseNotFound
    """
    row = case_row(key, lock=lock, papers=papers)
    if not owner or row.owner != owner:
        raise CaseNotFound
    return row


def office_row(key: str, actor: Actor, *, lock: bool = False) -> Case:
    """Return the row of a case that an agent or a supervisor handles. Two or three SQL queries.

    raises: CaseNotFound, NotCaseOfficer
    """
    row = case_row(key, lock=lock)
    if not {"agent", "supervisor"} & roles_in(row, actor):
        raise NotCaseOfficer
    return row


def roles_in(row: Case, actor: Actor, *, owner: str = "") -> set[Who]:
    """Return what an actor is in a case. At most two SQL queries.

    owner: the person's key, as the door knows it; for agents' doors empty
    """
    if actor.kind == "system":
        return set(WHO)
    found: set[Who] = set()
    if owner and owner == row.owner:
        found.add("person")
    held = replace(actor, roles=actor.roles - {_MANAGES})
    if acts_for(actor=held, role="agent", body=row.office):
        found.add("agent")
    if acts_for(actor=held, role="supervisor", body=supervisor_of(row)):
        found.add("supervisor")
    return found


def took_part(decision: Decision, actor: Actor) -> bool:
    """Say whether an actor proposed or confirmed a decision. No SQL query."""
    return actor.key in {decision.proposed_by, decision.confirmed_by}


def supervisor_of(row: Case) -> str:
    """Return the key of the body that supervises a case. No SQL query where the procedure was read."""
    return procedure_of(row.procedure).law.supervisor or row.body


def offices_of(actor: Actor) -> frozenset[str] | None:
    """Return the bodies whose cases an actor may list: None is every one.

    One SQL query a role at most, for the bodies below those that are not known in an epoch.
    """
    if actor.kind == "system":
        return None
    held = {body for role, body in actor.roles if role in ("agent", "supervisor")}
    if EVERYWHERE in held:
        return None
    return frozenset(key for body in held for key in bodies_below(body))


@keep_for_epoch
def bodies_below(body: str) -> frozenset[str]:
    """Return a body and all below it. One SQL query an epoch, which grows when a body is moved."""
    return frozenset(subtree_keys(key=body))
