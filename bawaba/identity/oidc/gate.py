"""The gate of the protocol: machine endpoints are answered before sessions, languages and forms of pages.

What browsers open here, the authorization endpoint, gets its session and nothing more. The pages of the short
way (`short_way`) are answered here too.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware

from bawaba.identity.oidc import (
    authorize,
    ciba,
    discovery,
    interactions,
    introspection,
    pushed,
    token_endpoint,
    userinfo,
)
from bawaba.identity.oidc.answers import Answer, as_response
from bawaba.identity.oidc.endpoints import LARGEST_FORM_BYTES
from bawaba.identity.oidc.replies import Reply
from bawaba.identity.short_way import ShortWay, find_page
from bawaba.kernel import clock, rows
from bawaba.kernel.headers import SecurityHeadersMiddleware

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

View = Callable[[HttpRequest], Reply]
MACHINES: Final[dict[str, View]] = {
    "/.well-known/openid-configuration": discovery.show_configuration,
    "/.well-known/oauth-authorization-server": discovery.show_configuration,
    "/oidc/jwks": discovery.show_keys,
    "/oidc/par": pushed.push_request,
    "/oidc/token": token_endpoint.show_tokens,
    "/oidc/bc-authorize": ciba.open_request,
    "/oidc/userinfo": userinfo.show_userinfo,
    "/oidc/introspect": introspection.show_introspection,
    "/oidc/revoke": introspection.show_revocation,
}
BROWSERS: Final[dict[str, View]] = {
    "/oidc/authorize": authorize.show_authorization,
    interactions.RESUME: authorize.resume_authorization,
}


def _lean_sessions() -> Any:  # Any: a class made from the one that the settings name
    """Return the site's session store, reading its row by one fixed statement."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore  # Any: as above
    table = store.get_model_class()._meta.db_table
    select = f"SELECT session_data FROM {table} WHERE session_key = %s AND expire_date > %s"  # noqa: S608  # a table's name
    opened = store()

    @lru_cache(maxsize=4096)
    def decode(data: str) -> dict[str, Any]:  # Any: whatever a session holds
        read: dict[str, Any] = opened.decode(data)  # Any: as above
        return read

    class LeanSessions(store):  # type: ignore[misc]  # as above
        @property
        def key_salt(self) -> str:
            return f"django.contrib.sessions.{store.__qualname__}"  # the sessions are the site's own

        def load(self) -> dict[str, Any]:  # Any: whatever a session holds
            row = rows.run(select, self.session_key, rows.moment(clock.now())).fetchone()
            if row is None:
                self._session_key = None
                return {}
            return dict(decode(row[0]))  # its values are never changed in place here

    return LeanSessions


class ProtocolMiddleware:
    """Answer the protocol's addresses, under the same security headers as every page; pass on all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._doors = {path: _layered(view) for path, view in _views().items()}
        self._short_way = _layered(ShortWay())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        door = self._doors.get(request.path_info) or (find_page(request.path_info) and self._short_way)
        return door(request) if door else self.get_response(request)


class ProtocolApplication:
    """The same doors one step earlier, for servers: without the signals and layers that pages need.

    Faults are answered and logged as Django does; the database's connection is looked after as by
    Django's own signals. What has no encryption and should is the site's to redirect.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._views: dict[str, Any] = {  # Any: as the wrapper says
            path: convert_exception_to_response(view)  # type: ignore[arg-type]  # it passes on what it gets
            for path, view in _views().items()
        }
        self._short_way = ShortWay()
        self._common = {secure: _common_headers(secure=secure) for secure in (False, True)}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        view = self._views.get(path) or (find_page(path) and self._short_way)
        if not view or environ.get("SCRIPT_NAME"):
            return self._application(environ, start_response)
        if "CONTENT_LENGTH" not in environ and environ.get("HTTP_TRANSFER_ENCODING"):
            environ["CONTENT_LENGTH"] = str(
                LARGEST_FORM_BYTES + 1
            )  # in chunks: the end is the server's to find
        request = WSGIRequest(environ)
        secure = request.is_secure()
        if settings.SECURE_SSL_REDIRECT and not secure:
            return self._application(environ, start_response)
        connection = connections[DEFAULT_DB_ALIAS]
        if not connection.in_atomic_block:  # the portal calls from inside the process
            connection.close_if_unusable_or_obsolete()
        answer: Answer | HttpResponse = view(request)
        if isinstance(answer, Answer):
            start_response(answer.status_line, [*answer.headers.items(), *self._common[secure]])
            return [answer.body]
        return _send_page(answer, self._common[secure], start_response)


def _send_page(
    page: HttpResponse, common: Iterable[tuple[str, str]], start_response: "StartResponse"
) -> Iterable[bytes]:
    """Send a page, or an answer with a cookie; its own headers come before those of every answer."""
    headers = [
        *page.items(),
        *((name, value) for name, value in common if name not in page.headers),
        *(("Set-Cookie", one.OutputString()) for one in page.cookies.values()),
    ]
    start_response(f"{page.status_code} {page.reason_phrase}", headers)
    return [page.content]


def _views() -> dict[str, View]:
    return {**MACHINES, **{path: _with_session(view) for path, view in BROWSERS.items()}}


def _layered(view: View) -> Any:  # Any: Django's mixin says that it may return an awaitable
    return SecurityMiddleware(SecurityHeadersMiddleware(lambda request: as_response(view(request))))


def _common_headers(*, secure: bool) -> list[tuple[str, str]]:
    """Return the headers that those layers put on every answer."""
    request = WSGIRequest({
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "https" if secure else "http",
    })  # fmt: skip
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        request.META[name] = value if secure else ""
    layers: Any = SecurityMiddleware(
        SecurityHeadersMiddleware(lambda _: as_response(Answer()))
    )  # Any: as above
    response: HttpResponse = layers.process_response(request, layers.get_response(request))
    return list(response.items())


def _with_session(view: View) -> View:
    """Give the view its browser's session; save and send the cookie only where the view changed it."""
    middleware = SessionMiddleware(lambda _: HttpResponse())
    if issubclass(middleware.SessionStore, import_module("django.contrib.sessions.backends.db").SessionStore):
        middleware.SessionStore = _lean_sessions()

    def door(request: HttpRequest) -> Reply:
        middleware.process_request(request)
        answer = view(request)
        if not request.session.modified:
            return answer
        return middleware.process_response(request, as_response(answer))

    return door
