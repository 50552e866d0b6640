"""Who calls the room's API: the person of an access token, as far as its scopes reach."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from django.http import HttpRequest

from bawaba.directory.queries import actor_for
from bawaba.identity.queries import current_access
from bawaba.kernel.actors import Actor
from bawaba.kernel.http import AccessToken

Scope = Literal["requests.read", "requests.write", "desk.read", "desk.write"]


@dataclass(frozen=True, slots=True)
class Caller:
    """The person in whose name a system calls. level: how surely the person is known to it."""

    actor: Actor
    level: str

    @property
    def owner(self) -> str:
        """Return the key of the person, as cases name their owner."""
        return self.actor.key


def _caller(request: HttpRequest, *, scope: Scope) -> Caller:
    access, account = current_access(request=request, any_of=(scope,))
    return Caller(actor_for(account=account), access.level.value)


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls, where `AccessToken` guards the operation."""
    known: Any = request  # Any: the framework keeps what the guard returned under this name
    caller: Caller = known.auth
    return caller


READS = AccessToken(partial(_caller, scope="requests.read"))
WRITES = AccessToken(partial(_caller, scope="requests.write"))
DESK_READS = AccessToken(partial(_caller, scope="desk.read"))
DESK_WRITES = AccessToken(partial(_caller, scope="desk.write"))
