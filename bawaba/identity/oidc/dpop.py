"""DPoP (RFC 9449): a token is bound to a key, and each request proves that its sender holds it."""

import hashlib
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from bawaba.identity.oidc import jose, spent
from bawaba.identity.oidc.client_authentication import read_time
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.rules import base64url
from bawaba.kernel import clock

ALGORITHMS: Final = ("ES256", "EdDSA", "RS256", "PS256")
OLDEST: Final = timedelta(seconds=60)
NEWEST: Final = timedelta(seconds=15)
LONGEST_JTI: Final = 256


def verify_proof(*, request: HttpRequest, access_token: str = "") -> str:
    """Return the thumbprint (RFC 7638) of the key that this request proves to hold, "" without a proof.

    access_token: at a protected resource, the token that the proof must name by its hash (`ath`)
    raises: ProtocolError invalid_dpop_proof: 400, or 401 with a challenge beside an access token
    """
    proof = request.META.get("HTTP_DPOP")
    if proof is None:
        return ""
    try:
        return _check(proof, request, access_token)
    except (jose.InvalidJws, jose.InvalidJwk) as fault:
        raise invalid_proof(str(fault), at_resource=bool(access_token)) from fault


def invalid_proof(description: str, *, at_resource: bool) -> ProtocolError:
    """Return the error of a proof that is not good, in the form its endpoint answers (sections 5 and 7.1)."""
    if not at_resource:
        return ProtocolError("invalid_dpop_proof", description)
    algorithms = " ".join(ALGORITHMS)
    return ProtocolError(
        "invalid_dpop_proof",
        description,
        401,
        challenge=f'DPoP error="invalid_dpop_proof", error_description="{description}", algs="{algorithms}"',
    )


def _check(proof: str, request: HttpRequest, access_token: str) -> str:
    """Make the checks of section 4.3, in order."""
    header = jose.peek(proof).header
    if header.get("typ") != "dpop+jwt":
        raise jose.InvalidJws("the proof is not of type dpop+jwt")
    key = jose.read_public_key(header.get("jwk"))
    claims = jose.verify(proof, key=key, algorithms=ALGORITHMS).claims
    thumbprint = key.thumbprint()
    if claims.get("htm") != request.method:
        raise jose.InvalidJws("htm is not the method of the request")
    if _normal(claims.get("htu")) != _normal(f"{settings.ISSUER}{request.path}"):
        raise jose.InvalidJws("htu is not the address of the request")
    if access_token and claims.get("ath") != hash_token(access_token):
        raise jose.InvalidJws("ath is not the hash of the access token")
    _check_fresh(claims, thumbprint)
    return thumbprint


def _check_fresh(claims: jose.Claims, thumbprint: str) -> None:
    moment, issued_at, identifier = clock.now(), read_time(claims, "iat"), claims.get("jti")
    if issued_at is None or not moment - OLDEST <= issued_at <= moment + NEWEST:
        raise jose.InvalidJws("iat is missing, too old or in the future")
    if not isinstance(identifier, str) or not 1 <= len(identifier) <= LONGEST_JTI:
        raise jose.InvalidJws("jti is missing or too long")
    if not spent.spend("dpop", thumbprint, identifier, expires_at=issued_at + OLDEST + NEWEST):
        raise jose.InvalidJws("this jti was used before")


def hash_token(token: str) -> str:
    """Return the base64url SHA-256 of a token, without padding (section 4.1, `ath`)."""
    return base64url.encode_text(hashlib.sha256(token.encode()).digest())


def _normal(address: object) -> tuple[str, str, str] | None:
    """Return scheme, host with port, and path, without query and fragment (RFC 3986, section 6.2)."""
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    default = {"https": 443, "http": 80}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    return parts.scheme, host if port in (None, default) else f"{host}:{port}", parts.path or "/"
