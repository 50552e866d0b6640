"""The gate of the protocol: machine endpoints are answered before sessions, languages and forms of pages.

What browsers open here, the authorization endpoint, gets its session and nothing more.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
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
from bawaba.kernel import clock, rows
from bawaba.kernel.headers import SecurityHeadersMiddleware

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

View = Callable[[HttpRequest], HttpResponse]
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
        self._doors = _doors()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        door = self._doors.get(request.path_info)
        return door(request) if door is not None else self.get_response(request)


class ProtocolApplication:
    """The same doors one step earlier, for servers: without the signals and layers that pages need.

    Faults are answered and logged as Django does; the database's connection is looked after as by
    Django's own signals.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._doors: dict[str, Any] = {  # Any: as the doors themselves
            path: convert_exception_to_response(door) for path, door in _doors().items()
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        door = self._doors.get(environ.get("PATH_INFO", ""))
        if door is None or environ.get("SCRIPT_NAME"):
            return self._application(environ, start_response)
        connection = connections[DEFAULT_DB_ALIAS]
        if not connection.in_atomic_block:  # the portal calls from inside the process
            connection.close_if_unusable_or_obsolete()
        response: HttpResponse = door(WSGIRequest(environ))
        headers = [
            *response.items(),
            *(("Set-Cookie", one.OutputString()) for one in response.cookies.values()),
        ]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return [response.content]


def _doors() -> dict[str, Any]:  # Any: Django's mixin says that it may return an awaitable
    return {
        **{path: _guarded(view) for path, view in MACHINES.items()},
        **{path: _guarded(_with_session(view)) for path, view in BROWSERS.items()},
    }


def _guarded(view: View) -> Any:  # Any: Django's mixin says that it may return an awaitable
    return SecurityMiddleware(SecurityHeadersMiddleware(view))


def _with_session(view: View) -> View:
    """Give the view its browser's session; save and send the cookie only where the view changed it."""
    middleware = SessionMiddleware(view)
    if issubclass(middleware.SessionStore, import_module("django.contrib.sessions.backends.db").SessionStore):
        middleware.SessionStore = _lean_sessions()

    def door(request: HttpRequest) -> HttpResponse:
        middleware.process_request(request)
        response = view(request)
        if request.session.modified:
            middleware.process_response(request, response)
        return response

    return door
