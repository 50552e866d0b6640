"""Messages from one page to the next, whose store is made only where one is written or read."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, cast

from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty

_REMEMBERED: Final = 512  # messages whose cookie this process need not sign again


class _MessageCookies(CookieStorage):
    """Django's cookie, which holds the same signs for the same message."""

    def _encode_parts(self, messages: Sequence[str], encode_empty: bool = False) -> str | None:
        return _signed(tuple(messages), encode_empty)

    def sign(self, messages: Sequence[str], *, encode_empty: bool) -> str | None:
        """Return what the cookie holds, signed by Django."""
        signed: str | None = cast("Any", super())._encode_parts(messages, encode_empty)  # Any: Django's own
        return signed


@lru_cache(maxsize=_REMEMBERED)
def _signed(messages: tuple[str, ...], encode_empty: bool) -> str | None:
    return _MessageCookies(HttpRequest()).sign(list(messages), encode_empty=encode_empty)


class PageMessages(FallbackStorage):
    """`settings.MESSAGE_STORAGE`: messages in a cookie, and where they do not fit, in the session."""

    storage_classes = (_MessageCookies, SessionStorage)


class PageMessagesMiddleware(MessageMiddleware):
    """Django's messages; a request that neither writes nor reads one does not look for them."""

    def process_request(self, request: HttpRequest) -> None:
        cast("Any", request)._messages = SimpleLazyObject(
            lambda: default_storage(request)
        )  # Any: Django's own

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        held = getattr(request, "_messages", None)
        if held is None or getattr(held, "_wrapped", None) is empty:
            return response
        return super().process_response(request, response)


def has_messages(request: HttpRequest) -> bool:
    """Say whether a message may be there to tell, without taking it."""
    held = getattr(request, "_messages", None)
    return (
        getattr(held, "_wrapped", None) is not empty
        or CookieStorage.cookie_name in request.COOKIES
        or SessionStorage.session_key in request.session
    )
