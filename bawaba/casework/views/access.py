"""Who stands at the room's doors."""

from django.http import HttpRequest

from bawaba.casework.errors import CaseNotFound
from bawaba.casework.queries.access import case_row, roles_in
from bawaba.directory.queries import actor_for
from bawaba.forms import queries as forms


def owner_of(request: HttpRequest) -> str:
    """Return the key of the person who asks, as cases name their owner; empty for nobody. One SQL query."""
    actor = actor_for(account=request.user)
    return forms.person_of(request=request, actor_key=actor.key if actor.account_id else "").owner


def guard(request: HttpRequest, /, *, purpose: str, subject: str, owner: str) -> bool:
    """Let the person of a case and the agents who handle it open its files."""
    try:
        row = case_row(subject)
    except CaseNotFound:
        return False
    return bool(roles_in(row, actor_for(account=request.user), owner=owner_of(request)))
