"""The cookie by which a browser shows that somebody signed in there before."""

import secrets
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bawaba.identity.rules import browsers
from bawaba.kernel.cookies import lay_cookie

_KNOWN_FOR_S: Final = 400 * 24 * 3600  # what browsers keep at most (RFC 6265bis)


def remember_browser(request: HttpRequest, response: HttpResponse, *, account: str) -> None:
    """Let the browser know that this account signed in here: strangers' wrong passwords then spare it.

    account: a keyed digest of what the person signs in with
    """
    cookie = browsers.remember(
        request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""),
        account=account,
        nonce=secrets.token_urlsafe(16),
        key=settings.INDEX_KEY,
    )
    lay_cookie(
        response, settings.KNOWN_BROWSER_COOKIE, cookie, max_age=_KNOWN_FOR_S, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
