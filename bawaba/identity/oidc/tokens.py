"""What the token endpoint hands out: access, refresh and ID tokens of a grant."""

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from bawaba.identity.models import Grant
from bawaba.identity.oidc import handles, keys
from bawaba.identity.oidc.claims import release_noted
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.handles import Handle, Kind
from bawaba.identity.oidc.sids import sid_for
from bawaba.identity.oidc.subjects import subject_for
from bawaba.identity.rules import base64url
from bawaba.identity.types import Level

_HASHES: Final[dict[str, Callable[[bytes], Any]]] = {  # Any: hashlib exports no type
    "ES256": hashlib.sha256,
    "RS256": hashlib.sha256,
    "EdDSA": hashlib.sha512,  # Ed25519 hashes with SHA-512
}


def token_response(
    *,
    grant: Grant,
    client: Client,
    moment: datetime,
    jkt: str,
    scopes: Collection[str] | None,
    nonce: str,
    refreshing: bool,
) -> dict[str, Any]:  # Any: JSON
    """Return the response with the tokens of the grant's present generation."""
    now_s = int(moment.timestamp())
    granted: list[str] = grant.scopes
    asked = granted if scopes is None else [scope for scope in granted if scope in scopes]
    access_token = _write_access_token(grant, now_s, handles.pack_scopes(granted, asked))
    response: dict[str, Any] = {
        "access_token": access_token,
        "token_type": "DPoP" if jkt else "Bearer",
        "expires_in": settings.OIDC_ACCESS_TTL_S,
        "scope": " ".join(asked),
        "id_token": write_id_token(
            grant=grant, client=client, now_s=now_s, access_token=access_token, nonce=nonce
        ),
    }
    if refreshing:
        until = int(grant.expires_at.timestamp())
        response["refresh_token"] = handles.write_handle(
            Kind.REFRESH, Handle(grant.key, now_s, until, grant.generation)
        )
    return response


def _write_access_token(grant: Grant, now_s: int, scopes: int) -> str:
    until = now_s + settings.OIDC_ACCESS_TTL_S
    return handles.write_handle(Kind.ACCESS, Handle(grant.key, now_s, until, grant.generation, scopes))


def write_id_token(*, grant: Grant, client: Client, now_s: int, access_token: str, nonce: str) -> str:
    """Return the grant's ID token (OpenID Connect Core, sections 2 and 3.1.3.6), signed as the client asked."""
    claims: dict[str, Any] = {  # Any: JSON
        "iss": settings.ISSUER,
        "sub": subject_for(client=client, subject=grant.subject),
        "aud": client.client_id,
        "exp": now_s + settings.OIDC_ACCESS_TTL_S,
        "iat": now_s,
        "auth_time": int(grant.auth_time.timestamp()),
        "acr": Level(grant.level).acr,
        "amr": grant.amr,
        "at_hash": hash_half(access_token, client.id_token_alg),
    }
    if nonce:
        claims["nonce"] = nonce
    if grant.sid:
        claims["sid"] = sid_for(client_id=client.client_id, sid=grant.sid)
    if grant.claims.get("id_token"):
        claims |= release_noted(grant=grant, client=client, target="id_token")
    return keys.sign(claims=claims, algorithm=client.id_token_alg)


def hash_half(token: str, algorithm: str) -> str:
    """Return the left half of a token's hash, base64url (OpenID Connect Core, section 3.1.3.6, `at_hash`)."""
    digest: bytes = _HASHES[algorithm](token.encode()).digest()
    return base64url.encode_text(digest[: len(digest) // 2])
