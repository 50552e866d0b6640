"""Messages from one page to the next, whose store is made only where one is written or read."""

from typing import Any, cast

from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty


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
