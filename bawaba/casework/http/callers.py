"""Who calls the room's API: the person of an access token, as far as its scopes reach."""

from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from ninja.security.http import HttpAuthBase

from bawaba.directory.queries import actor_for
from bawaba.identity.queries import current_access
from bawaba.kernel.actors import Actor

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


class AccessToken(HttpAuthBase):
    """An access token of this site's provider, as a bearer token or with DPoP, that has this scope."""

    openapi_scheme = "bearer"

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        access, account = current_access(request=request, any_of=(self._scope,))
        return Caller(actor_for(account=account), access.level.value)


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls, where `AccessToken` guards the operation."""
    known: Any = request  # Any: the framework keeps what the guard returned under this name
    caller: Caller = known.auth
    return caller


READS = AccessToken("requests.read")
WRITES = AccessToken("requests.write")
DESK_READS = AccessToken("desk.read")
DESK_WRITES = AccessToken("desk.write")
