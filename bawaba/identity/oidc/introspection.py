"""Introspection (RFC 7662) and revocation (RFC 7009) of a client's own tokens."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from bawaba.identity.models import Grant, RevokedToken
from bawaba.identity.oidc import grants, handles
from bawaba.identity.oidc.answers import NO_STORE, Answer, json_answer
from bawaba.identity.oidc.client_authentication import authenticate_client
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.endpoints import protocol_endpoint, read_form
from bawaba.identity.oidc.errors import invalid_client, invalid_request
from bawaba.identity.oidc.handles import Handle, Kind
from bawaba.identity.oidc.subjects import subject_for
from bawaba.identity.types import Level
from bawaba.kernel import audit
from bawaba.kernel.actors import system_actor


@protocol_endpoint("POST")
def show_introspection(request: HttpRequest) -> Answer:
    """Say whether a token of this client lives; of any other token, that it does not."""
    form = read_form(request)
    client = authenticate_client(request=request, form=form)
    if client.is_public:
        raise invalid_client("a client that does not authenticate may not introspect")
    return json_answer(describe_token(client=client, token=_token(form)))


@protocol_endpoint("POST", cors=True)
def show_revocation(request: HttpRequest) -> Answer:
    """End a token of this client; a token that is none, or another's, answers the same (section 2.2)."""
    form = read_form(request)
    client = authenticate_client(request=request, form=form)
    revoke_token(client=client, token=_token(form))
    return Answer(headers=dict(NO_STORE))


def describe_token(*, client: Client, token: str) -> dict[str, Any]:  # Any: JSON
    """Return the introspection response. At most two SQL queries."""
    grant = grants.check_access_token(token=token, client_id=client.client_id)
    if grant is not None:
        return _describe(client, grant, handles.read_handle(Kind.ACCESS, token), "access_token")
    grant = grants.check_refresh_token(token=token, client_id=client.client_id)
    if grant is not None:
        return _describe(client, grant, handles.read_handle(Kind.REFRESH, token), "refresh_token")
    return {"active": False}


def _describe(client: Client, grant: Grant, handle: Handle | None, kind: str) -> dict[str, Any]:  # Any: JSON
    assert handle is not None, "the grant was found by it"
    described: dict[str, Any] = {  # Any: JSON
        "active": True,
        "iss": settings.ISSUER,
        "scope": " ".join(grant.scopes),
        "client_id": client.client_id,
        "sub": subject_for(client=client, subject=grant.subject),
        "iat": handle.issued_at,
        "exp": handle.expires_at,
        "acr": Level(grant.level).acr,
        "auth_time": int(grant.auth_time.timestamp()),
    }
    if kind == "access_token":
        described["token_type"] = "DPoP" if grant.dpop_jkt else "Bearer"
    if grant.dpop_jkt:
        described["cnf"] = {"jkt": grant.dpop_jkt}
    return described


def revoke_token(*, client: Client, token: str) -> bool:
    """End an access token alone, or with a refresh token its whole family; say whether anything ended."""
    actor = system_actor(f"client:{client.client_id}")
    found = grants.find_by_refresh_token(token)
    if found is not None:  # an older one of the family ends it as well
        mine = found[0].relying_party_id == client.id
        return mine and grants.revoke_grant(grant=found[0], reason="client-revoked", actor=actor)
    grant = grants.check_access_token(token=token, client_id=client.client_id)
    handle = handles.read_handle(Kind.ACCESS, token)
    if grant is None or handle is None:
        return False
    if not grants.may_refresh(client, grant.scopes):
        return grants.revoke_grant(grant=grant, reason="client-revoked", actor=actor)
    with transaction.atomic():
        _, made = RevokedToken.objects.get_or_create(
            digest=grants.digest_token(token),
            defaults={"expires_at": datetime.fromtimestamp(handle.expires_at, UTC)},
        )
        if made:
            audit.record(actor=actor, verb="identity.token-revoked", target=("identity.grant", str(grant.pk)))
    return made


def _token(form: dict[str, str]) -> str:
    if "token" not in form:
        raise invalid_request("token is missing")
    return form["token"]
