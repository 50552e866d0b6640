"""Authorization requests that wait in a browser's session while its person signs in or agrees."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest

from bawaba.identity.errors import RequestClosed
from bawaba.identity.oidc import authorization, steps
from bawaba.identity.oidc.authorization import AuthorizationRequest
from bawaba.kernel import clock

SESSION_KEY: Final = "oidc-requests"
RESUME: Final = "/oidc/resume"
MOST_WAITING: Final = 5
LONGEST_WAIT: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Interaction:
    """A request that waits. given: its parameters; started: seconds since 1970; pushed: row of PAR, or 0."""

    key: str
    client_id: str
    given: Mapping[str, str]
    started: float
    pushed: int = 0
    stepped_up: bool = False
    agreed: bool = False
    refused: bool = False

    @property
    def resume_address(self) -> str:
        return f"{RESUME}?{urlencode({'request': self.key})}"

    @property
    def progress(self) -> steps.Progress:
        return steps.Progress(datetime.fromtimestamp(self.started, UTC), self.stepped_up, self.agreed)

    def read(self) -> AuthorizationRequest:
        """Return the request itself, checked again: the client may have changed meanwhile.

        raises: ProtocolError
        """
        reply = authorization.read_reply(authorization.find_client(self.client_id), self.given)
        return authorization.read_request(reply, self.given)


def begin(request: HttpRequest, *, client_id: str, given: Mapping[str, str], pushed: int = 0) -> Interaction:
    """Keep a new request in the session; of more than five the oldest goes."""
    key, started = secrets.token_urlsafe(16), clock.now().timestamp()
    interaction = Interaction(key, client_id, dict(given), started, pushed)
    _keep(request, interaction)
    return interaction


def find(request: HttpRequest, key: str) -> Interaction:
    """Return a request that waits in this browser's session.

    raises: RequestClosed
    """
    kept = request.session.get(SESSION_KEY, {}).get(key)
    if kept is None or clock.now().timestamp() - kept["started"] > LONGEST_WAIT.total_seconds():
        raise RequestClosed
    return Interaction(key=key, **kept)


def find_pushed(request: HttpRequest, pushed: int) -> Interaction | None:
    """Return the request that this browser opened by a pushed one, where its person reloads the address."""
    for key, kept in request.session.get(SESSION_KEY, {}).items():
        if kept["pushed"] == pushed:
            return Interaction(key=key, **kept)
    return None


def change(
    request: HttpRequest, interaction: Interaction, *, stepped_up: bool = False, agreed: bool = False,
    refused: bool = False,
) -> None:  # fmt: skip
    """Note what the person was sent to do, or decided."""
    _keep(
        request,
        replace(
            interaction,
            stepped_up=interaction.stepped_up or stepped_up,
            agreed=interaction.agreed or agreed,
            refused=interaction.refused or refused,
        ),
    )


def end(request: HttpRequest, interaction: Interaction) -> None:
    """Forget a request that was answered."""
    waiting = dict(request.session.get(SESSION_KEY, {}))
    waiting.pop(interaction.key, None)
    request.session[SESSION_KEY] = waiting


def _keep(request: HttpRequest, interaction: Interaction) -> None:
    record = asdict(interaction)
    key = record.pop("key")
    others = {name: kept for name, kept in request.session.get(SESSION_KEY, {}).items() if name != key}
    latest = sorted(others.items(), key=lambda item: float(item[1]["started"]))[-(MOST_WAITING - 1) :]
    request.session[SESSION_KEY] = {**dict(latest), key: record}
