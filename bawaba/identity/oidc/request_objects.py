"""Signed request objects (RFC 9101): what they hold replaces every parameter beside them.

They are never ignored, and refused unless the client registered the key, and the algorithm where it named
one, that signed them.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.conf import settings

from bawaba.identity.oidc import jose, spent
from bawaba.identity.oidc.client_authentication import check_times
from bawaba.identity.oidc.client_keys import ask_again
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.errors import ProtocolError

TYPES: Final = (None, "JWT", "oauth-authz-req+jwt")
LONGEST_LIFE: Final = timedelta(hours=1)
LONGEST_JTI: Final = 256
_NOT_PARAMETERS: Final = frozenset({"iss", "aud", "exp", "iat", "nbf", "jti", "sub"})


def open_request_object(*, client: Client, token: str) -> dict[str, str]:
    """Return the parameters that a request object holds.

    raises: ProtocolError request_not_supported, invalid_request_object
    """
    if not client.keys:
        raise ProtocolError("request_not_supported", "this client registered no key for signed requests")
    claims = _verify(client, token)
    _check_who(client, claims)
    _check_when(client, claims)
    if "request" in claims or "request_uri" in claims:
        raise invalid_request_object("a request object cannot hold another one")
    return read_members(claims, error=invalid_request_object)


def _verify(client: Client, token: str) -> jose.Claims:
    algorithms = (client.request_object_alg,) if client.request_object_alg else jose.ALGORITHMS
    try:
        opened = jose.verify_with_any(token, keys=client.keys, algorithms=algorithms)
    except jose.InvalidJws as fault:
        ask_again(client)
        raise invalid_request_object(str(fault)) from fault
    if opened.header.get("typ") not in TYPES:
        raise invalid_request_object("typ must be oauth-authz-req+jwt")
    return opened.claims


def _check_who(client: Client, claims: jose.Claims) -> None:
    """Check that this client made it, for us, and that it is no client assertion (RFC 9101, section 10.8)."""
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != client.client_id or settings.ISSUER not in named:
        raise invalid_request_object("iss must be the client_id and aud the issuer")
    if claims.get("client_id") != client.client_id:
        raise invalid_request_object("client_id must be the one of the request")
    if claims.get("sub") == client.client_id:
        raise invalid_request_object("sub must not be the client_id")


def _check_when(client: Client, claims: jose.Claims) -> None:
    expires_at = check_times(claims, longest=LONGEST_LIFE, error=invalid_request_object)
    identifier = claims.get("jti")
    if identifier is None:
        return
    if not isinstance(identifier, str) or not 1 <= len(identifier) <= LONGEST_JTI:
        raise invalid_request_object("jti must be a text of at most 256 characters")
    if not spent.spend("request", client.client_id, identifier, expires_at=expires_at):
        raise invalid_request_object("this jti was used before")


def read_members(claims: jose.Claims, *, error: Callable[[str], ProtocolError]) -> dict[str, str]:
    """Return the parameters among the claims in the form they have in a query.

    raises: the given error for what is neither a text of one line, a whole number nor a JSON object
    """
    return {name: _as_text(value, error) for name, value in claims.items() if name not in _NOT_PARAMETERS}


def _as_text(value: object, error: Callable[[str], ProtocolError]) -> str:
    if isinstance(value, Mapping):
        return json.dumps(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise error("a parameter is neither a text, a whole number nor an object")
    text = str(value)
    if not text.isprintable():
        raise error("a parameter holds a control character")
    return text


def invalid_request_object(description: str) -> ProtocolError:
    """Return the error of a request object that is not good (RFC 9101, section 7)."""
    return ProtocolError("invalid_request_object", description)
