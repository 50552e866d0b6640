"""UserInfo (OpenID Connect Core 1.0, section 5.3): the claims that a live grant covers, and no more."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from bawaba.identity.oidc import bearer, claims, keys
from bawaba.identity.oidc.answers import JSON, NO_STORE, Answer
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.endpoints import FORM, protocol_endpoint, read_form
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.oidc.journal import refusals_noted


@protocol_endpoint("GET", "POST", cors=True)
def show_userinfo(request: HttpRequest) -> Answer:
    """Answer who the person of an access token is, as far as the grant goes."""
    form = read_form(request) if request.method == "POST" and request.content_type == FORM else {}
    with refusals_noted(client_id="", door="userinfo"):
        grant, client = bearer.find_grant(request=request, form=form)
    if "openid" not in grant.scopes:
        raise ProtocolError(
            "insufficient_scope",
            "the access token lacks the scope openid",
            403,
            challenge='Bearer error="insufficient_scope", scope="openid"',
        )
    return _answer(client, claims.release_noted(grant=grant, client=client, target="userinfo"))


def _answer(client: Client, released: dict[str, Any]) -> Answer:  # Any: JSON
    """Return JSON, or a signed token where the client registered an algorithm (section 5.3.2)."""
    if not client.userinfo_alg:
        text = json.dumps(released, ensure_ascii=False)
        return Answer(text.encode(), headers={"Content-Type": JSON, **NO_STORE})
    signed = keys.sign(
        claims={"iss": settings.ISSUER, "aud": client.client_id, **released}, algorithm=client.userinfo_alg
    )
    return Answer(signed.encode(), headers={"Content-Type": "application/jwt", **NO_STORE})
