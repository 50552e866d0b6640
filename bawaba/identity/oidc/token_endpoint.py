"""The token endpoint: a code or a refresh token is turned into tokens, once (RFC 6749, sections 4.1.3 and 6)."""

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest

from bawaba.identity.models import Grant
from bawaba.identity.oidc import ciba_grant, codes, consents, grants, handles, journal, unredeemed
from bawaba.identity.oidc.answers import Answer, json_answer
from bawaba.identity.oidc.client_authentication import authenticate_client
from bawaba.identity.oidc.client_metadata import CIBA
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.codes import Code
from bawaba.identity.oidc.dpop import verify_proof
from bawaba.identity.oidc.endpoints import protocol_endpoint, read_form
from bawaba.identity.oidc.errors import ProtocolError, invalid_request
from bawaba.identity.oidc.handles import Handle, Kind
from bawaba.identity.services.activity import note_activity
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor, system_actor

Tokens = dict[str, Any]  # Any: JSON
_VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")  # RFC 7636, section 4.1


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A request whose client authenticated itself. jkt: thumbprint of its DPoP key, "" without a proof."""

    client: Client
    form: Mapping[str, str]
    jkt: str


Redeem = Callable[[TokenRequest], Tokens]


@protocol_endpoint("POST", cors=True)
def show_tokens(request: HttpRequest) -> Answer:
    """Answer a token request."""
    unredeemed.write_expired()
    form = read_form(request)
    client = authenticate_client(request=request, form=form)
    try:
        tokens = _redeem(client, request, form)
    except ProtocolError as error:
        journal.note_refusal(client_id=client.client_id, door="token", error=error.error)
        raise
    return json_answer(tokens)


def _redeem(client: Client, request: HttpRequest, form: Mapping[str, str]) -> Tokens:
    name = _needed(form, "grant_type")
    redeem = GRANT_TYPES.get(name)
    if redeem is None:
        raise ProtocolError("unsupported_grant_type", "this grant_type is not offered")
    if name not in client.grant_types:
        raise ProtocolError("unauthorized_client", "this client is not registered for this grant_type")
    jkt = verify_proof(request=request)
    if client.dpop_bound and not jkt:
        raise ProtocolError("invalid_dpop_proof", "this client must send a DPoP proof")
    return redeem(TokenRequest(client, form, jkt))


def redeem_code(asked: TokenRequest) -> Tokens:
    """Turn an authorization code into its tokens; one that comes twice ends what it gave.

    raises: ProtocolError invalid_request, invalid_grant
    """
    text, redirect_uri = _needed(asked.form, "code"), _needed(asked.form, "redirect_uri")
    code = codes.read_code(text)
    if code is None or code.client_id != asked.client.id:
        raise invalid_grant("the code is not known")
    fault = _find_fault(code, redirect_uri, asked.form.get("code_verifier", ""), asked.jkt)
    if fault:
        raise _end_replayed(code, fault)
    grant = _write_grant(asked, code)
    if grant is None:
        raise _end_replayed(code, "the code was used before")
    return grants.issue_tokens(grant=grant, client=asked.client, jkt=asked.jkt, nonce=code.nonce)


def _find_fault(code: Code, redirect_uri: str, verifier: str, jkt: str) -> str:
    """Return why a code cannot be redeemed by this request, or ""."""
    if code.has_expired:
        return "the code has expired"
    if code.redirect != codes.digest(redirect_uri):
        return "redirect_uri is not the one of the authorization request"
    if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(codes.digest(verifier), code.challenge):
        return "code_verifier does not match the code_challenge"
    if code.jkt and code.jkt != jkt:
        return "the DPoP key is not the one that the code is bound to"
    return ""


@transaction.atomic
def _write_grant(asked: TokenRequest, code: Code) -> Grant | None:
    """Write the grant of a code that still holds, or nothing at all; None where it was written before."""
    _note(asked.client, "identity.tokens-issued", code.key, 1)  # from here on other writers wait
    if not consents.still_holds(code):
        raise invalid_grant("the authorization was withdrawn")
    grant = grants.redeem_code(code=code, client=asked.client, jkt=asked.jkt)
    if grant is None:
        transaction.set_rollback(True)
    else:
        _note_authentication(grant, code)
    return grant


def _end_replayed(code: Code, description: str) -> ProtocolError:
    """End what an earlier redemption of this code gave, if there was one: it is in wrong hands."""
    grant = grants.find_by_key(code.key)
    if grant is not None:
        grants.revoke_grant(grant=grant, reason="code-replayed")
    return invalid_grant(description)


def _note_authentication(grant: Grant, code: Code) -> None:
    note_activity(
        person_id=grant.person_id,
        kind="authentication",
        relying_party_id=grant.relying_party_id,
        claims=code.granted,
        level=code.level,
        place=code.place,
        sid=code.sid,
    )


def refresh(asked: TokenRequest) -> Tokens:
    """Renew a family's tokens; a refresh token that comes twice ends the family (RFC 9700, section 4.14.2).

    raises: ProtocolError invalid_request, invalid_grant, invalid_scope, invalid_dpop_proof
    """
    token = _needed(asked.form, "refresh_token")
    handle = handles.read_handle(Kind.REFRESH, token)
    if handle is None:
        raise invalid_grant("the refresh token is not known")
    renewed = _renew_at_once(asked, handle) or _renew(asked, handle)
    return grants.issue_tokens(grant=renewed.grant, client=asked.client, jkt=asked.jkt, scopes=renewed.scopes)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A grant in its next generation. scopes: those of its access token, None for all."""

    grant: Grant
    scopes: Sequence[str] | None


@transaction.atomic
def _renew_at_once(asked: TokenRequest, handle: Handle) -> Renewed | None:
    """Renew where nothing stands against it, by one statement; None where something may.

    raises: ProtocolError invalid_scope
    """
    _note(asked.client, "identity.tokens-renewed", handle.key, handle.generation + 1)
    grant = grants.rotate_at_once(handle=handle, client=asked.client, jkt=asked.jkt)
    if grant is None:
        transaction.set_rollback(True)
        return None
    return Renewed(grant, _narrow(grant, asked.form.get("scope")))


def _renew(asked: TokenRequest, handle: Handle) -> Renewed:
    """Renew step by step, and say what stands against it.

    raises: ProtocolError invalid_grant, invalid_scope, invalid_dpop_proof
    """
    grant = grants.find_by_key(handle.key)
    if grant is None or grant.relying_party_id != asked.client.id:
        raise invalid_grant("the refresh token is not known")
    _check_family(grant, asked)
    if handle.generation != grant.generation:
        raise _end_family(grant)
    scopes = _narrow(grant, asked.form.get("scope"))
    with transaction.atomic():
        _note(asked.client, "identity.tokens-renewed", grant.key, grant.generation + 1)
        won = grants.rotate(grant=grant, generation=handle.generation, jkt=asked.jkt)
        transaction.set_rollback(not won)
    if not won:
        raise _end_family(grant)
    return Renewed(grant, scopes)


def _check_family(grant: Grant, asked: TokenRequest) -> None:
    if grant.revoked_at is not None:
        raise invalid_grant("the authorization was withdrawn")
    if grant.expires_at <= clock.now():
        raise invalid_grant("the refresh token has expired")
    if grant.dpop_jkt and not asked.jkt:
        raise ProtocolError("invalid_dpop_proof", "the refresh token is bound to a DPoP key")
    if grant.dpop_jkt and asked.client.is_public and asked.jkt != grant.dpop_jkt:
        raise invalid_grant("the DPoP key is not the one that the refresh token is bound to")


def _narrow(grant: Grant, scope: str | None) -> list[str] | None:
    """Return the scopes that a refresh asks for: all, or fewer; never more (RFC 6749, section 6)."""
    if scope is None:
        return None
    asked = scope.split()
    if not asked or set(asked) - set(grant.scopes):
        raise ProtocolError("invalid_scope", "scope is wider than what was granted")
    return asked


def _end_family(grant: Grant) -> ProtocolError:
    grants.revoke_grant(grant=grant, reason="refresh-replayed")
    return invalid_grant("the refresh token was used before")


def _note(client: Client, verb: str, key: str, generation: int) -> None:
    audit.record(
        actor=client_actor(client),
        verb=verb,
        target=("identity.grant", key),
        detail={"client": client.client_id, "generation": generation},
    )


def client_actor(client: Client) -> Actor:
    """Return the relying party as the audit names it."""
    return system_actor(f"client:{client.client_id}")


def invalid_grant(description: str) -> ProtocolError:
    """Return the error of a code or refresh token that is not good (RFC 6749, section 5.2)."""
    return ProtocolError("invalid_grant", description)


def _needed(form: Mapping[str, str], name: str) -> str:
    value = form.get(name)
    if value is None:
        raise invalid_request(f"{name} is missing")
    return value


def redeem_approval(asked: TokenRequest) -> Tokens:
    """Turn a request that was approved on the phone into its tokens, once (`ciba_grant`)."""
    return ciba_grant.redeem_request(client=asked.client, form=asked.form, jkt=asked.jkt)


GRANT_TYPES: Final[dict[str, Redeem]] = {
    "authorization_code": redeem_code,
    "refresh_token": refresh,
    CIBA: redeem_approval,
}
