"""The building block's API alone, at the root, for a trial on this machine: the caller is trusted.

It is never part of the site: `bawaba casework serve-govstack` serves it on loopback.
"""

import os
import socket
from typing import TYPE_CHECKING, Any, Final

import django
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from bawaba.kernel.headers import SecurityHeadersMiddleware

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

LOOPBACK: Final = "127.0.0.1"
TARGET: Final = "bawaba.casework.govstack.trial:application"
ROOT: Final = "/govstack/registration"
"""Where the site itself serves the API: nothing outside of it can be reached."""


class TrialRequest(WSGIRequest):
    """A request of the trial server: for the API alone, from a trusted caller."""

    govstack_trial = True

    def __init__(self, environ: "WSGIEnvironment") -> None:
        super().__init__({**environ, "PATH_INFO": ROOT + str(environ.get("PATH_INFO", ""))})


class TrialHandler(WSGIHandler):
    """Django's own handler without sessions, languages and pages."""

    request_class = TrialRequest

    def load_middleware(self, is_async: bool = False) -> None:
        """Answer with the security headers of the site, and nothing else around the doors."""
        plain: Any = self  # Any: the lists and the method are Django's own, which its stubs leave out
        plain._view_middleware = plain._template_response_middleware = plain._exception_middleware = []
        inner: Any = convert_exception_to_response(
            plain._get_response
        )  # Any: it may say awaitable; it is not
        plain._middleware_chain = convert_exception_to_response(SecurityHeadersMiddleware(inner))


_handlers: list[TrialHandler] = []


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
    """Answer one request of the trial server."""
    if not _handlers:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")
        django.setup()
        _handlers.append(TrialHandler())
    return _handlers[0](environ, start_response)


def is_free(port: int) -> bool:
    """Say whether nobody listens on this port of the machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
