"""Answers of the authorization endpoint: to the redirect URI by query or form, or to the person by a page."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from bawaba.identity.oidc.answers import NO_STORE, Answer
from bawaba.identity.oidc.authorization import ReplyTo, Unanswerable, read_language
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.oidc.parameters import read_query
from bawaba.kernel.headers import CONTENT_SECURITY_POLICY
from bawaba.kernel.http import language_of
from bawaba.kernel.languages import LANGUAGES, pick
from bawaba.ui.context import Alternate

Reply = Answer | HttpResponse  # a redirect, or a page
_ON_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def answer_code(request: HttpRequest, reply: ReplyTo, code: str) -> Reply:
    """Send the code to the relying party."""
    return _send(request, reply, {"code": code})


def answer_error(request: HttpRequest, reply: ReplyTo, error: ProtocolError) -> Reply:
    """Send an error to the relying party (RFC 6749, section 4.1.2.1)."""
    answer = {"error": error.error}
    if error.description:
        answer["error_description"] = error.description
    return _send(request, reply, answer)


def _send(request: HttpRequest, reply: ReplyTo, answer: Mapping[str, str]) -> Reply:
    parameters = dict(answer)
    if reply.state:
        parameters["state"] = reply.state
    parameters["iss"] = settings.ISSUER  # RFC 9207: against mix-up of providers
    if reply.response_mode == "form_post":
        return _send_form(request, reply, parameters)
    joint = "&" if "?" in reply.redirect_uri else "?"
    return redirect(request, f"{reply.redirect_uri}{joint}{urlencode(parameters)}", client_reply=reply)


def redirect(request: HttpRequest, address: str, *, client_reply: ReplyTo | None = None) -> Reply:
    """Send the browser to another address.

    After a form of ours was sent, a browser holds every redirect that follows to the form's own policy
    (`form-action`, CSP 3), and would stop at the relying party: a page that goes on by itself does not.
    """
    if client_reply is not None and _follows_form(request):
        return _leave_by_page(request, client_reply, address)
    status = 303 if request.method == "POST" else 302
    return Answer(status=status, headers={**NO_STORE, "Location": address})


def _follows_form(request: HttpRequest) -> bool:
    """Say whether a browser may have come here from a form on our pages: it resumes a waiting request."""
    return request.path_info == "/oidc/resume" and "text/html" in request.headers.get("Accept", "")


def _leave_by_page(request: HttpRequest, reply: ReplyTo, address: str) -> HttpResponse:
    context = {"address": address, "client_name": client_name(request, reply)}
    return _page(request, "identity/oidc/leave.html", context)


def _send_form(request: HttpRequest, reply: ReplyTo, parameters: Mapping[str, str]) -> HttpResponse:
    """Answer with a page that posts itself (OAuth 2.0 Form Post Response Mode)."""
    context = {
        "action": reply.redirect_uri,
        "parameters": parameters,
        "client_name": client_name(request, reply),
    }
    response = _page(request, "identity/oidc/form_post.html", context)
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action {_form_source(reply.redirect_uri)}"
    )
    return response


def _form_source(redirect_uri: str) -> str:
    """Return what the form's policy allows: where the answer goes, and where HTTPS redirects it afterwards."""
    parts = urlsplit(redirect_uri)
    if parts.hostname in _ON_THIS_MACHINE:
        return f"{parts.scheme}://{'[::1]' if parts.hostname == '::1' else parts.hostname}:*"
    return f"{parts.scheme}:"


def show_unanswerable(request: HttpRequest, error: Unanswerable) -> HttpResponse:
    """Tell the person why the sign-in cannot start, and redirect nowhere."""
    return _page(request, "identity/oidc/unanswerable.html", {"error": error}, status=error.status)


def client_name(request: HttpRequest, reply: ReplyTo) -> str:
    """Return the relying party's name in the reader's language."""
    return pick(reply.client.names, page_language(request)).text or reply.client.client_id


def page_language(request: HttpRequest) -> str:
    """Return the language of a page without one in its address: `ui_locales`, else the browser's."""
    found = read_language(dict(read_query(request)).get("ui_locales", "")) or language_of(request)
    return found if found in LANGUAGES else str(settings.LANGUAGE_CODE)


def _page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    language = page_language(request)
    with translation.override(language):
        full = {**context, "alternates": _alternates(request, language)}
        response = render(request, template, full, status=status)
    for name, value in NO_STORE.items():
        response.headers[name] = value
    response.headers["Content-Language"] = language
    return response


def _alternates(request: HttpRequest, language: str) -> list[Alternate]:
    """Return this page in each language: the same request, with another `ui_locales`."""
    given = [(name, value) for name, value in read_query(request) if name != "ui_locales"]
    return [
        Alternate(
            code=one.code,
            name=one.own_name,
            direction=one.direction,
            url=f"{request.path}?{urlencode([*given, ('ui_locales', one.code)])}",
            current=one.code == language,
        )
        for one in LANGUAGES.values()
    ]
