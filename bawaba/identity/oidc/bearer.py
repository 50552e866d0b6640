"""Protected resources: whose access token a request carries, as a bearer token or bound to a key."""

from collections.abc import Mapping

from django.http import HttpRequest

from bawaba.identity.models import Grant
from bawaba.identity.oidc import dpop, grants
from bawaba.identity.oidc.clients import Client, get_client_by_row
from bawaba.identity.oidc.errors import ProtocolError, invalid_token

_ASK = f'Bearer realm="oidc", DPoP realm="oidc", algs="{" ".join(dpop.ALGORITHMS)}"'
_TWICE = "the access token is sent in two ways"


def find_grant(*, request: HttpRequest, form: Mapping[str, str]) -> tuple[Grant, Client]:
    """Return the live grant of the access token that this request carries, and its client.

    By RFC 6750, and RFC 9449, section 7. Two SQL queries, three with a proof.

    form: the body's parameters; a bearer token may come in one of them, never in the address
    raises: ProtocolError 401 with a challenge, or 400 where tokens are sent in two ways
    """
    scheme, token = _read_token(request, form)
    if scheme == "DPoP" and "DPoP" not in request.headers:
        raise dpop.invalid_proof("a DPoP proof is missing", at_resource=True)
    grant = grants.check_access_token(token=token)  # first: a proof without a token writes no row
    if grant is None:
        raise invalid_token("the access token is unknown, expired or revoked", scheme=scheme)
    jkt = dpop.verify_proof(request=request, access_token=token) if scheme == "DPoP" else ""
    if grant.dpop_jkt != jkt:
        raise invalid_token("the access token is bound to another key, or to none", scheme=scheme)
    client = get_client_by_row(row_id=grant.relying_party_id)
    if client is None:
        raise invalid_token("the client of this token is not approved any more", scheme=scheme)
    return grant, client


def _read_token(request: HttpRequest, form: Mapping[str, str]) -> tuple[str, str]:
    """Return the scheme and the token; a request without any is asked for one, without an error code."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if header and "access_token" in form:
        raise ProtocolError(
            "invalid_request",
            _TWICE,
            challenge=f'Bearer error="invalid_request", error_description="{_TWICE}"',
        )
    if not header and "access_token" in form:
        return "Bearer", form["access_token"]
    scheme, _, token = header.partition(" ")
    known = {"bearer": "Bearer", "dpop": "DPoP"}.get(scheme.lower())
    if known is None or not token.strip():
        raise ProtocolError("invalid_token", "an access token is needed", 401, challenge=_ASK)
    return known, token.strip()
