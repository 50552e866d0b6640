"""Client authentication: the one method that the client registered, and no other.

Random secrets are checked by a keyed digest in constant time: 256 random bits need no slow hash.
"""

import base64
import hmac
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest

from bawaba.identity.oidc import jose, spent
from bawaba.identity.oidc.client_keys import ask_again
from bawaba.identity.oidc.clients import Client, get_client
from bawaba.identity.oidc.errors import ProtocolError, invalid_client, invalid_request
from bawaba.identity.oidc.journal import refusals_noted
from bawaba.kernel import clock, sealing

JWT_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_TYPES: Final = (None, "JWT", "client-authentication+jwt")
SKEW: Final = timedelta(seconds=10)
LONGEST_ASSERTION_LIFE: Final = timedelta(minutes=10)
_BASIC_CHALLENGE: Final = 'Basic realm="oidc", charset="UTF-8"'
_REFUSED: Final = "client authentication failed"


def digest_secret(*, client_id: str, secret: str) -> str:
    """Return the keyed digest under which a client's random secret is stored."""
    return sealing.blind_index(f"{client_id}\0{secret}", context="identity.client-secret")


def authenticate_client(*, request: HttpRequest, form: Mapping[str, str]) -> Client:
    """Return the client that sent this request, once it has proved itself by its registered method.

    form: the request's body parameters, each given once
    raises: ProtocolError invalid_client (401), invalid_request where two methods are used at once
    """
    with refusals_noted(client_id="", door=request.path):  # who it claims to be is not proved
        return _authenticate(request, form)


def _authenticate(request: HttpRequest, form: Mapping[str, str]) -> Client:
    header = request.META.get("HTTP_AUTHORIZATION", "")
    by_basic = header[:6].lower() == "basic "
    used = [by_basic, "client_secret" in form, "client_assertion" in form or "client_assertion_type" in form]
    if sum(used) > 1:
        raise invalid_request("more than one method of client authentication is used")
    if by_basic:
        return _by_basic(header[6:].strip(), form)
    if used[2]:
        return _by_assertion(request, form)
    if used[1]:
        return _by_secret(form.get("client_id", ""), form["client_secret"], "client_secret_post", "")
    return _by_name(form.get("client_id", ""))


def _by_name(client_id: str) -> Client:
    client = get_client(client_id=client_id)
    if client is None or not client.is_public:
        raise invalid_client(_REFUSED, challenge=_BASIC_CHALLENGE)
    return client


def _by_basic(credentials: str, form: Mapping[str, str]) -> Client:
    """Check HTTP Basic, whose two parts are form-encoded first (RFC 6749, section 2.3.1)."""
    try:
        text = base64.b64decode(credentials, validate=True).decode()
    except ValueError as fault:  # not ASCII, not base64, or not UTF-8
        raise invalid_client("the Authorization header is malformed", challenge=_BASIC_CHALLENGE) from fault
    name, _, secret = text.partition(":")
    client_id = unquote_plus(name)
    if form.get("client_id", client_id) != client_id:
        raise invalid_request("client_id differs from the one in the Authorization header")
    return _by_secret(client_id, unquote_plus(secret), "client_secret_basic", _BASIC_CHALLENGE)


def _by_secret(client_id: str, secret: str, method: str, challenge: str) -> Client:
    client = get_client(client_id=client_id)
    given = digest_secret(client_id=client_id, secret=secret)
    kept = client.secret_digest if client is not None and client.secret_digest else "0" * 64
    same = hmac.compare_digest(given, kept)
    if client is None or client.auth_method != method or not same:
        raise invalid_client(_REFUSED, challenge=challenge)
    return client


def _by_assertion(request: HttpRequest, form: Mapping[str, str]) -> Client:
    """Check a private_key_jwt assertion (OpenID Connect Core, section 9; RFC 7523, section 3)."""
    if form.get("client_assertion_type") != JWT_BEARER:
        raise invalid_client("client_assertion_type is not supported")
    assertion = form.get("client_assertion", "")
    try:
        client_id = jose.peek(assertion).claims.get("iss")
        client = get_client(client_id=client_id) if isinstance(client_id, str) else None
        if client is None or client.auth_method != "private_key_jwt":
            raise invalid_client(_REFUSED)
        if form.get("client_id", client_id) != client_id:
            raise invalid_client("client_id differs from the issuer of the assertion")
        claims = _open_assertion(client, assertion)
    except jose.InvalidJws as fault:
        raise invalid_client(f"client_assertion: {fault}") from fault
    _check_assertion(claims, client, audiences_of(request.path))
    return client


def _open_assertion(client: Client, assertion: str) -> jose.Claims:
    algorithms = (client.auth_signing_alg,) if client.auth_signing_alg else jose.ALGORITHMS
    try:
        opened = jose.verify_with_any(assertion, keys=client.keys, algorithms=algorithms)
    except jose.InvalidJws:
        ask_again(client)  # it may have a new key
        raise
    if opened.header.get("typ") not in ASSERTION_TYPES:
        raise jose.InvalidJws("typ is that of another kind of token")
    return opened.claims


def audiences_of(path: str) -> frozenset[str]:
    """Return what an assertion may name as its audience: the issuer, the token endpoint, the one called."""
    issuer: str = settings.ISSUER
    return frozenset({issuer, f"{issuer}/oidc/token", f"{issuer}{path}"})


def _check_assertion(claims: jose.Claims, client: Client, audiences: Collection[str]) -> None:
    if claims.get("sub") != client.client_id:
        raise invalid_client("client_assertion: iss and sub must both be the client_id")
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if not named or not all(isinstance(one, str) and one in audiences for one in named):
        raise invalid_client("client_assertion: aud must be the issuer or the endpoint, and nobody else")
    expires_at = check_times(claims, longest=LONGEST_ASSERTION_LIFE, error=invalid_client)
    identifier = claims.get("jti")
    if not isinstance(identifier, str) or not 1 <= len(identifier) <= 256:
        raise invalid_client("client_assertion: jti is missing or too long")
    if not spent.spend("assertion", client.client_id, identifier, expires_at=expires_at):
        raise invalid_client("client_assertion: this jti was used before")


def check_times(
    claims: jose.Claims, *, longest: timedelta, error: Callable[[str], ProtocolError]
) -> datetime:
    """Check `exp` (needed), `nbf` and `iat`, and return when the token expires.

    longest: how far ahead `exp` may lie
    raises:  the given error
    """
    moment = clock.now()
    expires_at = read_time(claims, "exp")
    if expires_at is None or expires_at + SKEW <= moment:
        raise error("exp is missing or past")
    if expires_at > moment + longest + SKEW:
        raise error("exp is too far ahead")
    for name in ("nbf", "iat"):
        if name in claims:
            since = read_time(claims, name)
            if since is None or since > moment + SKEW:
                raise error(f"{name} is malformed or in the future")
    return expires_at


def read_time(claims: jose.Claims, name: str) -> datetime | None:
    """Return a NumericDate (RFC 7519, section 2), or None where it is missing, no number, or out of range."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 253_402_300_800:
        return None
    return datetime.fromtimestamp(value, UTC)
