"""CIBA Core 1.0: a relying party names a person, whose phone then approves or refuses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from bawaba.identity.models import Grant, Person
from bawaba.identity.oidc import jose, keys, spent
from bawaba.identity.oidc.answers import Answer, json_answer
from bawaba.identity.oidc.claims import GRANTED, covered_names
from bawaba.identity.oidc.client_authentication import authenticate_client, check_times
from bawaba.identity.oidc.client_keys import ask_again
from bawaba.identity.oidc.client_metadata import CIBA
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.endpoints import protocol_endpoint, read_form
from bawaba.identity.oidc.errors import ProtocolError, invalid_request
from bawaba.identity.oidc.journal import refusals_noted
from bawaba.identity.oidc.request_objects import TYPES, read_members
from bawaba.identity.oidc.scopes import access_of_scopes
from bawaba.identity.oidc.sids import read_sid
from bawaba.identity.oidc.subjects import subject_for
from bawaba.identity.queries import find_person_id
from bawaba.identity.services.approvals import OpenedRequest, open_backchannel
from bawaba.identity.types import Level
from bawaba.kernel.actors import system_actor
from bawaba.kernel.errors import TooManyRequests

LEVELS: Final = "levels"  # in `BackchannelRequest.claims`: the levels asked for, the preferred first
HINTS: Final = ("login_hint", "id_token_hint", "login_hint_token")
PARAMETERS: Final = frozenset({
    *HINTS, "scope", "acr_values", "binding_message", "user_code", "requested_expiry",
    "client_notification_token",
})  # fmt: skip
LONGEST_HINT: Final = 200
LONGEST_MESSAGE: Final = 100
LONGEST_SIGNED_REQUEST_LIFE: Final = timedelta(hours=1)
_TOKEN: Final = re.compile(r"[A-Za-z0-9\-._~+/]{22,1024}=*")  # RFC 6750, section 2.1; at least 128 bits


@dataclass(frozen=True, slots=True)
class Asked:
    """An authentication request whose parameters hold.

    levels: those asked for, the preferred first; hint: the person's name as the client gave it
    """

    scopes: tuple[str, ...]
    levels: tuple[Level, ...]
    hint: str
    person_id: int | None
    binding_message: str
    life_s: int
    notification_token: str


@protocol_endpoint("POST")
def open_request(request: HttpRequest) -> Answer:
    """Open a request on a person's phone; the answer is the same for people known and unknown."""
    form = read_form(request)
    client = authenticate_client(request=request, form=form)
    with refusals_noted(client_id=client.client_id, door="bc-authorize"):
        if CIBA not in client.grant_types:
            raise ProtocolError("unauthorized_client", "this client is not registered for CIBA")
        asked = read_request(client=client, form=form)
        opened = _open(client, asked)
    body = {
        "auth_req_id": opened.auth_req_id,
        "expires_in": asked.life_s,
        "interval": opened.interval_s,
        "number_to_match": opened.number,
    }
    return json_answer(body)


def _open(client: Client, asked: Asked) -> OpenedRequest:
    try:
        return open_backchannel(
            actor=system_actor(f"client:{client.client_id}"),
            relying_party_id=client.id,
            person_id=asked.person_id,
            hint=asked.hint,
            scopes=asked.scopes,
            claims={
                GRANTED: list(covered_names(client=client, scopes=asked.scopes, claims={})),
                LEVELS: [level.value for level in asked.levels],
            },
            level=min(asked.levels, key=lambda level: level.rank),
            binding_message=asked.binding_message,
            life_s=asked.life_s,
            notification_token=asked.notification_token,
        )
    except TooManyRequests as fault:
        raise ProtocolError(
            "access_denied", "too many requests for this person: try again later", 403
        ) from fault


def read_request(*, client: Client, form: Mapping[str, str]) -> Asked:
    """Check the parameters of an authentication request (sections 7.1 and 7.2).

    raises: ProtocolError with the codes of section 13
    """
    given = _read_signed(client, form)
    hint, person_id = _find_person(client, given)
    return Asked(
        scopes=_read_scopes(client, given.get("scope", "")),
        levels=_read_levels(client, given.get("acr_values", "")),
        hint=hint,
        person_id=person_id,
        binding_message=_read_message(given.get("binding_message", "")),
        life_s=_read_life(given.get("requested_expiry", "")),
        notification_token=_read_notification_token(client, given),
    )


def _read_signed(client: Client, form: Mapping[str, str]) -> Mapping[str, str]:
    """Return the parameters: those of the signed request where one is registered, else the form's."""
    if not client.ciba_request_alg:
        if "request" in form:
            raise invalid_request("this client registered no algorithm for signed requests")
        return form
    if "request" not in form:
        raise invalid_request("this client must send its parameters in a signed request")
    if PARAMETERS & form.keys():
        raise invalid_request("beside a signed request no parameter of it may stand")
    try:
        opened = jose.verify_with_any(form["request"], keys=client.keys, algorithms=[client.ciba_request_alg])
    except jose.InvalidJws as fault:
        ask_again(client)
        raise invalid_request(f"request: {fault}") from fault
    if opened.header.get("typ") not in TYPES:
        raise invalid_request("request: typ is that of another kind of token")
    _check_signed(client, opened.claims)
    if any(isinstance(opened.claims.get(name), dict) for name in PARAMETERS):
        raise invalid_request("request: a parameter is an object")
    return read_members(opened.claims, error=invalid_request)


def _check_signed(client: Client, claims: jose.Claims) -> None:
    """Check who signed for whom and when (section 7.1.1): aud, iss, exp, iat, nbf and jti are all needed."""
    audience = claims.get("aud")
    if claims.get("iss") != client.client_id or settings.ISSUER not in (
        audience if isinstance(audience, list) else [audience]
    ):
        raise invalid_request("request: iss must be the client_id and aud the issuer")
    if claims.get("client_id", client.client_id) != client.client_id:
        raise invalid_request("request: client_id is not the one of the client that authenticated")
    if not {"iat", "nbf", "exp"} <= claims.keys():
        raise invalid_request("request: iat, nbf and exp are needed")
    expires_at = check_times(claims, longest=LONGEST_SIGNED_REQUEST_LIFE, error=invalid_request)
    identifier = claims.get("jti")
    if not isinstance(identifier, str) or not 1 <= len(identifier) <= LONGEST_HINT:
        raise invalid_request("request: jti is missing or too long")
    if not spent.spend("ciba-request", client.client_id, identifier, expires_at=expires_at):
        raise invalid_request("request: this jti was used before")


def _find_person(client: Client, given: Mapping[str, str]) -> tuple[str, int | None]:
    """Return the hint and whom it names, or nobody; nothing in the answer will tell which."""
    hints = [name for name in HINTS if given.get(name)]
    if len(hints) != 1:
        raise invalid_request("exactly one of login_hint and id_token_hint is needed")
    if hints[0] == "login_hint_token":
        raise invalid_request("login_hint_token is not offered: use login_hint or id_token_hint")
    if hints[0] == "id_token_hint":
        return _find_by_token(client, given["id_token_hint"])
    hint = given["login_hint"].strip()
    if not 0 < len(hint) <= LONGEST_HINT:
        raise invalid_request("login_hint is empty or too long")
    return hint, find_person_id(hint=hint)


def _find_by_token(client: Client, token: str) -> tuple[str, int | None]:
    claims = keys.verify_own(token=token)
    audience = claims.get("aud") if claims else None
    if claims is None or client.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise invalid_request("id_token_hint was not issued to this client")
    subject = str(claims.get("sub", ""))
    sid = read_sid(client_id=client.client_id, told=str(claims.get("sid", "")))
    return f"sub:{subject}", find_by_subject(client=client, subject=subject, sid=sid)


def find_by_subject(*, client: Client, subject: str, sid: str = "") -> int | None:
    """Return whom a client's `sub` names. One SQL query.

    A pairwise subject cannot be turned back: it is found by the session of its ID token and computed again.

    sid: of the session itself, as `read_sid` returns it
    """
    if client.subject_type == "public":
        return Person.objects.filter(subject=subject, state="active").values_list("pk", flat=True).first()
    if not sid:
        return None
    grants = Grant.objects.filter(sid=sid, relying_party=client.id, person__state="active")
    for person_id, public in grants.values_list("person", "subject").distinct():
        if subject_for(client=client, subject=public) == subject:
            return int(person_id)
    return None


def _read_scopes(client: Client, scope: str) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys(scope.split()))
    if "openid" not in scopes:
        raise ProtocolError("invalid_scope", "scope must contain openid")
    if set(scopes) - client.scopes:
        raise ProtocolError("invalid_scope", "a scope is not registered for this client")
    if access_of_scopes(scopes):  # the phone has no words for them: they are asked for in a browser
        raise ProtocolError("invalid_scope", "a scope can only be asked for by the authorization code flow")
    return scopes


def _read_levels(client: Client, acr_values: str) -> tuple[Level, ...]:
    """Return the levels named that we know, else the client's defaults, else low; the preferred first."""
    for named in (acr_values.split(), client.default_acr_values):
        levels = tuple(level for acr in named if (level := Level.from_acr(acr)) is not None)
        if levels:
            return levels
    return (Level.LOW,)


def _read_message(message: str) -> str:
    if len(message) > LONGEST_MESSAGE or not message.isprintable():
        raise ProtocolError(
            "invalid_binding_message",
            f"binding_message must be one line of at most {LONGEST_MESSAGE} characters",
        )
    return message


def _read_life(requested: str) -> int:
    if not requested:
        return int(settings.CIBA_LIFE_S)
    if not (requested.isascii() and requested.isdigit()) or len(requested) > 9 or int(requested) < 1:
        raise invalid_request("requested_expiry must be a number of seconds above zero")
    return min(int(requested), int(settings.CIBA_LONGEST_LIFE_S))


def _read_notification_token(client: Client, given: Mapping[str, str]) -> str:
    if client.ciba_delivery_mode != "ping":
        return ""
    token = given.get("client_notification_token", "")
    if not _TOKEN.fullmatch(token):
        raise invalid_request("client_notification_token is missing, malformed or too short")
    return token
