"""How an authorization request comes in: by plain parameters, by a signed object, or pushed beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from django.http import HttpRequest, QueryDict

from bawaba.identity.errors import RequestClosed
from bawaba.identity.models import PushedRequest
from bawaba.identity.oidc import authorization, interactions, pushed
from bawaba.identity.oidc.authorization import AuthorizationRequest, ReplyTo, Unanswerable
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.errors import ProtocolError, invalid_request
from bawaba.identity.oidc.interactions import Interaction
from bawaba.identity.oidc.parameters import Given, UnreadableParameters, read_given

_ONCE: Final = ("client_id", "redirect_uri", "request", "request_uri")
_USED: Final = "this request_uri is not known, has expired, or was used before"


class Redirected(Exception):
    """An error that goes to the relying party."""

    def __init__(self, reply: ReplyTo, error: ProtocolError) -> None:
        super().__init__(str(error))
        self.reply = reply
        self.error = error


@dataclass(frozen=True, slots=True)
class Opened:
    """A request whose parameters hold. pushed: its row of PAR, to be used; interaction: where it waited."""

    asked: AuthorizationRequest
    given: Mapping[str, str]
    pushed: PushedRequest | None = None
    interaction: Interaction | None = None


def open_request(request: HttpRequest) -> Opened:
    """Read the authorization request that a browser brings.

    raises: Unanswerable, Redirected
    """
    try:
        given = read_given(request)
    except UnreadableParameters as fault:
        cast("Any", request).GET = QueryDict()  # Any: Django's own; the page must not try to read it again
        raise Unanswerable("the parameters cannot be read", reason="request") from fault
    for name in _ONCE:
        if len(given.get(name, ())) > 1:
            raise Unanswerable(f"{name} is repeated", reason="request")
    first = {name: values[0] for name, values in given.items()}
    client = authorization.find_client(first.get("client_id", ""))
    name = first.get("request_uri", "")
    if name.startswith(pushed.URN) and "request" not in first:
        return _open_pushed(request, client, name, first)
    try:
        counted = _read_direct(client, given, first)
    except ProtocolError as error:
        raise _refuse(client, _without_repeated(given, first), error) from error
    return _read(client, counted)


def reopen_request(request: HttpRequest) -> Opened:
    """Read a request that waited in the browser's session.

    raises: Unanswerable, Redirected
    """
    try:
        interaction = interactions.find(request, request.GET.get("request", ""))
    except RequestClosed as fault:
        raise Unanswerable("no request waits under this key", reason="gone") from fault
    opened = _read(
        authorization.find_client(interaction.client_id), interaction.given, interaction=interaction
    )
    if interaction.refused:
        interactions.end(request, interaction)
        raise Redirected(opened.asked.reply, ProtocolError("access_denied", "the person refused"))
    return opened


def _read_direct(client: Client, given: Given, first: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that count, of a request that was not pushed."""
    if "request_uri" in first:
        if "request" in first:
            raise invalid_request("request and request_uri exclude each other")
        raise ProtocolError("request_uri_not_supported", "only a request_uri of our own is taken: push first")
    if any(len(values) > 1 for values in given.values()):
        raise invalid_request("a parameter is repeated")
    if not all(value.isprintable() for value in first.values()):
        raise invalid_request("a parameter holds a control character")
    if client.require_pushed_requests:
        raise invalid_request("this client must push its requests")
    return pushed.read_parameters(client, first)


def _open_pushed(request: HttpRequest, client: Client, name: str, first: Mapping[str, str]) -> Opened:
    row = pushed.find_pushed(client=client, request_uri=name)
    if row is None:
        raise _refuse(client, first, ProtocolError("invalid_request_uri", _USED), reason="gone")
    if row.used_at is None:
        return _read(client, row.parameters, row=row)
    waiting = interactions.find_pushed(request, row.pk)
    if waiting is None:
        raise _refuse(client, first, ProtocolError("invalid_request_uri", _USED), reason="gone")
    return _read(client, row.parameters, interaction=waiting)


def _read(
    client: Client,
    given: Mapping[str, str],
    *,
    row: PushedRequest | None = None,
    interaction: Interaction | None = None,
) -> Opened:
    reply = authorization.read_reply(client, given)
    try:
        return Opened(authorization.read_request(reply, given), given, row, interaction)
    except ProtocolError as error:
        raise Redirected(reply, error) from error


def _refuse(
    client: Client, first: Mapping[str, str], error: ProtocolError, *, reason: str = "request"
) -> Exception:
    """Return how to refuse a request that cannot be read: to a registered redirect URI beside it, or by a page."""
    if client.may_redirect_to(first.get("redirect_uri", "")):
        return Redirected(authorization.read_reply(client, first), error)
    return Unanswerable(error.description, reason=reason, error=error.error, client_id=client.client_id)


def _without_repeated(given: Given, first: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in first.items() if len(given[name]) == 1}
