"""A command given at the machine in a person's name: what that person may do, and a line of the audit that says so."""

from django.db import transaction

from bawaba.directory.queries import actor_of
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor


@transaction.atomic
def stand_in(*, actor: Actor, username: str, operation: str) -> Actor:
    """Return the person in whose name an operator acts; the audit keeps that it was a command.

    raises: AccountNotFound
    """
    person = actor_of(username=username)
    detail = {"operation": operation}
    audit.record(actor=actor, verb="ai.acted-for", target=("account", str(person.account_id)), detail=detail)
    return person
