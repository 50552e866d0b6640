"""UserInfo (OpenID Connect Core 1.0, section 5.3): the claims that a live grant covers, and no more."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bawaba.identity.models import Grant
from bawaba.identity.oidc import bearer, claims, keys
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.endpoints import FORM, protocol_endpoint, read_form
from bawaba.identity.oidc.errors import NO_STORE, ProtocolError
from bawaba.identity.services import note_activity


@protocol_endpoint("GET", "POST", cors=True)
def show_userinfo(request: HttpRequest) -> HttpResponse:
    """Answer who the person of an access token is, as far as the grant goes."""
    form = read_form(request) if request.method == "POST" and request.content_type == FORM else {}
    grant, client = bearer.find_grant(request=request, form=form)
    if "openid" not in grant.scopes:
        raise ProtocolError(
            "insufficient_scope",
            "the access token lacks the scope openid",
            403,
            challenge='Bearer error="insufficient_scope", scope="openid"',
        )
    released = claims.release(grant=grant, client=client)
    _note(grant, client, released)
    return _answer(client, released)


def _note(grant: Grant, client: Client, released: dict[str, Any]) -> None:  # Any: JSON
    """Tell the person what was sent, by names; `sub` alone is no release."""
    names = [name for name in released if name != "sub"]
    if names:
        note_activity(
            person_id=grant.person_id,
            kind="release",
            relying_party_id=client.id,
            claims=names,
            level=grant.level,
            sid=grant.sid,
        )


def _answer(client: Client, released: dict[str, Any]) -> HttpResponse:  # Any: JSON
    """Return JSON, or a signed token where the client registered an algorithm (section 5.3.2)."""
    if not client.userinfo_alg:
        text = json.dumps(released, ensure_ascii=False)
        return HttpResponse(text, content_type="application/json", headers=NO_STORE)
    signed = keys.sign(
        claims={"iss": settings.ISSUER, "aud": client.client_id, **released}, algorithm=client.userinfo_alg
    )
    return HttpResponse(signed, content_type="application/jwt", headers=NO_STORE)
