"""The security headers that every answer carries."""

import time
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, Final, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
NEVER_KEPT: Final = "max-age=0, no-cache, no-store, must-revalidate, private"
PERMISSIONS_POLICY: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeadersMiddleware:
    """Add the content security policy (no inline script or style anywhere) and the permissions policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


def forbid_keeping(response: HttpResponseBase) -> None:
    """Let nobody keep an answer: what Django's `add_never_cache_headers` says, without reading what was there."""
    response.headers["Cache-Control"] = NEVER_KEPT
    response.headers.setdefault("Expires", _http_date(int(time.time())))


@lru_cache(maxsize=2)
def _http_date(second: int) -> str:
    return http_date(second)


def never_kept(view: View[P]) -> View[P]:
    """Let nobody keep what the view answers."""

    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **options: P.kwargs) -> HttpResponse:
        response = view(request, *args, **options)
        forbid_keeping(response)
        return response

    return cast("View[P]", answered)  # wraps() hides positional-only
