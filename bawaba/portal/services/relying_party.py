"""An OpenID Connect client: authorization code with PKCE, state and nonce, the ID token checked.

Calls to a provider on this very site go to the program itself and not through the network, so that
two workers of one thread cannot wait for each other.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
from django.conf import settings
from django.utils.module_loading import import_string
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bawaba.portal.errors import SignInFailed
from bawaba.portal.services.registration import CLIENT_ID, SCOPE, client_secret, redirect_uri

TIMEOUT_S: Final = 10.0
KEPT_S: Final = 600
SKEW_S: Final = 60
_kept: dict[str, tuple[float, Any]] = {}  # Any: JSON of the provider


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in on its way: what the browser's session keeps until the person comes back."""

    state: str
    nonce: str
    verifier: str
    way_on: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A checked ID token. subject: the person at the provider; id_token: the hint for signing out."""

    subject: str
    id_token: str


def begin(*, way_on: str) -> Attempt:
    """Return a fresh attempt. way_on: the address of this site to go on to"""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Attempt(state, nonce, verifier, way_on)


def authorization_address(attempt: Attempt, *, language: str) -> str:
    """Return where the person signs in (OpenID Connect Core, section 3.1.2.1; RFC 7636).

    raises: SignInFailed
    """
    challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": redirect_uri(),
        "scope": SCOPE,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
        "ui_locales": language,
    }
    return f"{_configuration()['authorization_endpoint']}?{urlencode(asked)}"


def complete(attempt: Attempt, answer: Mapping[str, str]) -> SignedIn:
    """Exchange the code of an answer for a checked ID token.

    answer: the query of the redirect; its state was matched with the attempt
    raises: SignInFailed
    """
    if answer.get("iss", settings.ISSUER) != settings.ISSUER:  # RFC 9207: mixed up with another provider
        raise SignInFailed
    if "code" not in answer:
        raise SignInFailed(reason=answer.get("error", ""))
    tokens = _fetch(
        "POST",
        _configuration()["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": redirect_uri(),
            "code_verifier": attempt.verifier,
        },
        auth=(quote(CLIENT_ID, safe=""), quote(client_secret(), safe="")),
    )
    token = str(tokens.get("id_token", ""))
    return SignedIn(subject=check_id_token(token, nonce=attempt.nonce), id_token=token)


def check_id_token(token: str, *, nonce: str) -> str:
    """Return the subject of an ID token meant for us (OpenID Connect Core, section 3.1.3.7).

    raises: SignInFailed
    """
    try:
        keys = KeySet.import_key_set(_keys())
        claims = jwt.decode(token, keys, algorithms=["ES256"]).claims
        registry = jwt.JWTClaimsRegistry(
            leeway=SKEW_S,
            iss={"essential": True, "value": settings.ISSUER},
            aud={"essential": True, "value": CLIENT_ID},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        registry.validate(claims)
    except (JoseError, ValueError) as fault:
        _kept.clear()  # perhaps the keys changed: the next try reads them again
        raise SignInFailed from fault
    if (
        not hmac.compare_digest(str(claims.get("nonce", "")), nonce)
        or claims.get("azp", CLIENT_ID) != CLIENT_ID
    ):
        raise SignInFailed
    return str(claims["sub"])


def sign_out_address(*, id_token: str, target: str) -> str:
    """Return where the provider ends its own session (RP-Initiated Logout 1.0). raises: SignInFailed"""
    asked = {"id_token_hint": id_token, "client_id": CLIENT_ID, "post_logout_redirect_uri": target}
    return f"{_configuration()['end_session_endpoint']}?{urlencode(asked)}"


def _configuration() -> dict[str, Any]:  # Any: JSON
    """Return the provider's metadata, of the issuer that we know (Discovery 1.0, section 4.3)."""
    found: dict[str, Any] = _keep("configuration", f"{settings.ISSUER}/.well-known/openid-configuration")
    if found.get("issuer") != settings.ISSUER:
        raise SignInFailed
    return found


def _keys() -> Any:  # Any: JSON
    return _keep("keys", _configuration()["jwks_uri"])


def _keep(name: str, address: str) -> Any:  # Any: JSON
    """Return a document of the provider, read at most every ten minutes by each process."""
    known = _kept.get(name)
    if known is None or time.monotonic() - known[0] > KEPT_S:
        known = _kept[name] = (time.monotonic(), _fetch("GET", address))
    return known[1]


def _fetch(method: str, address: str, **options: Any) -> dict[str, Any]:  # Any: httpx's options; JSON
    try:
        with httpx.Client(transport=_transport(), timeout=TIMEOUT_S) as client:
            answer = client.request(method, address, **options)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as fault:
        raise SignInFailed from fault
    if not isinstance(found, dict):
        raise SignInFailed
    return found


def _transport() -> httpx.BaseTransport | None:
    """Return the way to the provider: the program itself where it is on this site."""
    if settings.ISSUER != settings.SITE_ADDRESS:
        return None
    return httpx.WSGITransport(app=import_string(settings.WSGI_APPLICATION))
