"""This site as a resource server: the access tokens that its own API takes."""

from django.http import HttpRequest

from bawaba.identity.errors import AccessTokenRefused
from bawaba.identity.oidc import bearer
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.oidc.journal import refusals_noted
from bawaba.identity.types import Access, Level


def read_access(*, request: object) -> Access:
    """Return what the access token of a request allows. Two SQL queries, three with a proof.

    raises: AccessTokenRefused
    """
    if not isinstance(request, HttpRequest):
        raise TypeError("an HTTP request is expected")
    try:
        with refusals_noted(client_id="", door="api"):
            grant, client = bearer.find_grant(request=request, form={})
    except ProtocolError as refusal:
        raise AccessTokenRefused(refusal.challenge) from refusal
    return Access(
        person_id=grant.person_id,
        subject=grant.subject,
        client=client.client_id,
        scopes=frozenset(grant.scopes),
        level=Level(grant.level),
    )
