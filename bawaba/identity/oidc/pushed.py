"""Pushed authorization requests (RFC 9126): parameters sent ahead by an authenticated client."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from bawaba.identity.models import PushedRequest
from bawaba.identity.oidc import authorization, journal
from bawaba.identity.oidc.answers import Answer, json_answer
from bawaba.identity.oidc.client_authentication import authenticate_client
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.dpop import verify_proof
from bawaba.identity.oidc.endpoints import protocol_endpoint, read_form
from bawaba.identity.oidc.errors import ProtocolError, invalid_request
from bawaba.identity.oidc.request_objects import open_request_object
from bawaba.kernel import audit, clock, rows
from bawaba.kernel.actors import system_actor

URN: Final = "urn:ietf:params:oauth:request_uri:"
_CREDENTIALS: Final = frozenset({"client_secret", "client_assertion", "client_assertion_type"})
_TABLE: Final = PushedRequest._meta.db_table
_USE: Final = f"UPDATE {_TABLE} SET used_at = %s WHERE id = %s AND used_at IS NULL"  # noqa: S608  # a table's name


@protocol_endpoint("POST", cors=True)
def push_request(request: HttpRequest) -> Answer:
    """Keep an authorization request whose parameters hold; the browser brings its name only."""
    form = read_form(request)
    client = authenticate_client(request=request, form=form)
    try:
        jkt = verify_proof(request=request)
        row, name = _push(client, _check(client, form, jkt))
    except ProtocolError as error:
        journal.note_refusal(client_id=client.client_id, door="par", error=error.error)
        raise
    life_s = int((row.expires_at - clock.now()).total_seconds() + 0.5)
    return json_answer({"request_uri": name, "expires_in": life_s}, status=201)


def _check(client: Client, form: Mapping[str, str], jkt: str) -> dict[str, str]:
    """Return the parameters to keep, checked as the authorization endpoint would (section 2.1)."""
    if "request_uri" in form:
        raise invalid_request("request_uri cannot be pushed")
    given = read_parameters(client, {name: form[name] for name in form if name not in _CREDENTIALS})
    if given.get("client_id", client.client_id) != client.client_id:
        raise invalid_request("client_id is not the one of the client that authenticated")
    authorization.read_request(authorization.read_reply(client, given), given)
    if jkt and given.get("dpop_jkt", jkt) != jkt:
        raise invalid_request("dpop_jkt is not the thumbprint of the DPoP proof's key")
    return given | ({"dpop_jkt": jkt} if jkt else {})


def read_parameters(client: Client, given: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that count: those of the signed request object where there is one.

    raises: ProtocolError invalid_request, invalid_request_object, request_not_supported
    """
    if "request" in given:
        return open_request_object(client=client, token=given["request"])
    if client.require_signed_request_object:
        raise invalid_request("this client must sign its requests")
    return dict(given)


def _push(client: Client, given: Mapping[str, str]) -> tuple[PushedRequest, str]:
    name = secrets.token_urlsafe(32)
    row = PushedRequest(
        digest=digest_name(name),
        relying_party_id=client.id,
        parameters=dict(given),
        dpop_jkt=given.get("dpop_jkt", ""),
        expires_at=clock.now() + timedelta(seconds=settings.OIDC_PUSHED_TTL_S),
    )
    with transaction.atomic():
        rows.insert(row)
        audit.record(
            actor=system_actor(f"client:{client.client_id}"),
            verb="identity.request-pushed",
            target=("identity.pushedrequest", str(row.pk)),
            detail={"client": client.client_id},
        )
    return row, URN + name


def digest_name(name: str) -> str:
    """Return the digest under which a pushed request is found by the random part of its request_uri."""
    return hashlib.sha256(name.encode()).hexdigest()


def find_pushed(*, client: Client, request_uri: str) -> PushedRequest | None:
    """Return the client's pushed request of this name, used or not, until it expires. One SQL query."""
    row = rows.find(PushedRequest, "digest = %s", digest_name(request_uri.removeprefix(URN)))
    if row is None or row.relying_party_id != client.id or row.expires_at <= clock.now():
        return None
    return row


def use_pushed(row: PushedRequest) -> bool:
    """Mark a pushed request as used; False where it was. One SQL query."""
    return bool(rows.run(_USE, rows.moment(clock.now()), row.pk).rowcount == 1)
