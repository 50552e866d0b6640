"""RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0): a site asks us to end the browser's session.

With a hint that names this very session it is ended at once; otherwise the person is asked first. Nobody
is sent to an address that the relying party did not register.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout as end_browser_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from bawaba.identity.oidc import keys
from bawaba.identity.oidc.clients import Client, get_client
from bawaba.identity.oidc.endpoints import read_once
from bawaba.identity.oidc.errors import ProtocolError, invalid_request
from bawaba.identity.oidc.sids import sid_for
from bawaba.identity.oidc.subjects import subject_for
from bawaba.identity.queries import current_authentication
from bawaba.identity.services import end_session
from bawaba.identity.types import Authentication
from bawaba.kernel.actors import Actor
from bawaba.kernel.headers import CONTENT_SECURITY_POLICY
from bawaba.kernel.languages import LANGUAGES, pick

PARAMETERS: Final = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales")
LONGEST_STATE: Final = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A logout request whose parameters hold.

    target: where the person goes afterwards, with the state; "" stays here
    sid, subject: of the session that the hint names, as its client was told them
    """

    client: Client | None
    target: str = ""
    sid: str = ""
    subject: str = ""


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def show_logout(request: HttpRequest) -> HttpResponse:
    """End the session that the hint names, or ask the person."""
    if request.method == "POST":  # from another site no cookie comes with a POST; with this GET it does
        return HttpResponseRedirect(f"{request.path}?{_known(request.POST).urlencode()}", status=303)
    with translation.override(_language(request.GET)):
        try:
            asked = read_logout(read_once(_known(request.GET)))
        except ProtocolError as error:
            return _show_refusal(request, error)
        authentication = current_authentication(request=request)
        if authentication is None:
            return _leave(request, asked)
        if names_session(asked, authentication):
            return _end(request, authentication, asked)
        return _ask(request, asked)


@never_cache
@require_POST
def confirm_logout(request: HttpRequest) -> HttpResponse:
    """End the session because the person said so on our page."""
    try:
        asked = read_logout(read_once(_known(request.POST)))
    except ProtocolError as error:
        return _show_refusal(request, error)
    authentication = current_authentication(request=request)
    return _end(request, authentication, asked) if authentication else _leave(request, asked)


def read_logout(given: Mapping[str, str]) -> Asked:
    """Check the parameters of a logout request (section 2).

    raises: ProtocolError invalid_request
    """
    hint = _read_hint(given.get("id_token_hint", ""))
    client_id = given.get("client_id") or str(hint.get("aud", ""))
    if hint and client_id != hint.get("aud"):
        raise invalid_request("id_token_hint was not issued to this client_id")
    client = get_client(client_id=client_id) if client_id else None
    if client_id and client is None:
        raise invalid_request("client_id is not known")
    return Asked(
        client=client,
        target=_read_target(client, given),
        sid=str(hint.get("sid", "")),
        subject=str(hint.get("sub", "")),
    )


def _read_hint(token: str) -> Mapping[str, object]:
    """Return the claims of an ID token of ours, however old, or nothing where none is given."""
    if not token:
        return {}
    claims = keys.verify_own(token=token)
    if claims is None or claims.get("iss") != settings.ISSUER:
        raise invalid_request("id_token_hint is not an ID token of this provider")
    return claims


def _read_target(client: Client | None, given: Mapping[str, str]) -> str:
    uri, state = given.get("post_logout_redirect_uri", ""), given.get("state", "")
    if not uri:
        return ""
    if client is None or uri not in client.post_logout_redirect_uris:
        raise invalid_request("post_logout_redirect_uri is not registered for this client")
    if len(state) > LONGEST_STATE:
        raise invalid_request("state is too long")
    if not state:
        return uri
    return f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode({'state': state})}"


def names_session(asked: Asked, authentication: Authentication) -> bool:
    """Say whether the hint names the session of this browser: by its sid, or by the person where it has none."""
    if asked.client is None or not asked.subject:
        return False
    if asked.subject != subject_for(client=asked.client, subject=authentication.subject):
        return False
    return asked.sid in ("", sid_for(client_id=asked.client.client_id, sid=authentication.sid))


def _end(request: HttpRequest, authentication: Authentication, asked: Asked) -> HttpResponse:
    account = authentication.account_id
    actor = Actor(kind="person", key=f"account:{account}", account_id=account)
    end_session(actor=actor, sid=authentication.sid)
    end_browser_session(request)
    return _leave(request, asked)


def _leave(request: HttpRequest, asked: Asked) -> HttpResponse:
    if asked.target:
        return HttpResponseRedirect(asked.target)
    return render(request, "identity/oidc/signed_out.html")


def _ask(request: HttpRequest, asked: Asked) -> HttpResponse:
    client = asked.client
    name = pick(client.names, translation.get_language() or "").text if client else ""
    response = render(
        request,
        "identity/oidc/logout.html",
        {"client_name": name, "parameters": _known(request.GET), "target": urlsplit(asked.target).hostname},
    )
    response.headers["Content-Security-Policy"] = allow_form_target(asked.target)
    return response


def allow_form_target(address: str) -> str:
    """Return the content security policy that lets this page's form end, by redirects, at another site."""
    if not address:
        return CONTENT_SECURITY_POLICY
    parts = urlsplit(address)  # HTTPS, or HTTP on this machine, as it was registered
    source = "https:" if parts.scheme == "https" else f"http://{parts.netloc}"
    return CONTENT_SECURITY_POLICY.replace("form-action 'self'", f"form-action 'self' {source}")


def _show_refusal(request: HttpRequest, error: ProtocolError) -> HttpResponse:
    return render(request, "identity/oidc/logout_refused.html", {"error": error}, status=error.status)


def _known(given: QueryDict) -> QueryDict:
    """Return the parameters of the standard; others are ignored."""
    known = QueryDict(mutable=True)
    for name in PARAMETERS:
        if name in given:
            known.setlist(name, given.getlist(name))
    return known


def _language(given: QueryDict) -> str:
    """Return the first language of `ui_locales` that we speak, else the one in force."""
    asked = (tag.partition("-")[0].lower() for tag in given.get("ui_locales", "").split()[:20])
    return next((code for code in asked if code in LANGUAGES), translation.get_language() or "ar")
