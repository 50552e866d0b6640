"""Relying parties, keys and signed tokens for the tests of the protocol."""

import base64
import json
import secrets
import time
from typing import Any

from django.test import RequestFactory
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from bawaba.identity.oidc import jose
from bawaba.identity.oidc.clients import Client, read_client
from bawaba.identity.oidc.registration import add_client
from bawaba.kernel.actors import system_actor

OPERATOR = system_actor("test")
ISSUER = "https://id.example.ma"
REDIRECT = "https://party.example/callback"


def make_client(*, approved: bool = True, **metadata: Any) -> tuple[Client, str]:
    """Register a relying party and return it with its secret."""
    given = {"redirect_uris": [REDIRECT], "client_name": "A party", **metadata}
    registered = add_client(actor=OPERATOR, metadata=given, approved=approved)
    return read_client(registered.row), registered.secret


def basic(client: Client, secret: str) -> dict[str, str]:
    """Return the header of client_secret_basic."""
    return {"Authorization": "Basic " + base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()}


def ec_key(kid: str = "k1") -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


def public(key: ECKey | OKPKey | RSAKey) -> dict[str, Any]:
    return key.as_dict(private=False)


def sign(key: ECKey | OKPKey | RSAKey, claims: Any, **header: Any) -> str:
    """Sign claims as a compact JWS; header members given as None are left out."""
    algorithm = header.pop("alg", "ES256")
    full = {"alg": algorithm, "kid": key.get("kid"), **header}
    members = {name: value for name, value in full.items() if value is not None}
    return jws.serialize_compact(members, json.dumps(claims), key, registry=jose.registry(algorithm))


def proof(key: ECKey, *, method: str = "POST", path: str = "/oidc/token", **claims: Any) -> str:
    """Return a DPoP proof; claims given as None are left out."""
    full = {
        "jti": secrets.token_urlsafe(12), "htm": method, "htu": f"{ISSUER}{path}", "iat": int(time.time()),
        **claims,
    }  # fmt: skip
    kept = {name: value for name, value in full.items() if value is not None}
    return sign(key, kept, kid=None, typ="dpop+jwt", jwk=public(key))


def assertion(client_id: str, key: ECKey, **changes: Any) -> str:
    """Return a client assertion (private_key_jwt); claims given as None are left out."""
    moment = int(time.time())
    full = {
        "iss": client_id, "sub": client_id, "aud": ISSUER, "iat": moment, "exp": moment + 60,
        "jti": secrets.token_urlsafe(12), **changes,
    }  # fmt: skip
    return sign(key, {name: value for name, value in full.items() if value is not None})


def post_form(path: str = "/oidc/token", form: dict[str, str] | None = None, **headers: str) -> Any:
    """Return a POST request with a form body; headers by their names with underscores."""
    from urllib.parse import urlencode

    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().post(
        path, urlencode(form or {}), content_type="application/x-www-form-urlencoded", headers=given
    )
