"""When more people come than the site can serve: newcomers are told to wait, whoever began goes on.

A worker asks its own server for nothing, once a second, and sees how long that waits in the queue that
everyone waits in. Over `FULL_S` newcomers get a short page with 429 and Retry-After until it is below
`FREE_S` again. What a newcomer is, rooms say on `newcomers`.
"""

import http.client
import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from bawaba.kernel.languages import LANGUAGES, direction_of
from bawaba.kernel.ports import Port

FULL_S: Final = 1.0
FREE_S: Final = 0.4
EVERY_S: Final = 1.0
RETRY_S: Final = 30
PROBE: Final = "/queue"
_LONGEST_S: Final = 10.0
_SERVED_BY: Final = "granian"


class Newcomer(Protocol):
    """Says whether a request begins something new, which may wait, and loses nothing by waiting."""

    def __call__(self, request: HttpRequest, /) -> bool: ...


newcomers: Port[Newcomer] = Port("newcomers")


class Queue:
    """How long requests of this site wait before they are served, as this process sees it."""

    def __init__(self) -> None:
        self.is_full = False
        self._started = threading.Lock()

    def watch(self, port: str) -> None:
        """Begin to ask, once in a process."""
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._ask_for_ever, args=(int(port),), daemon=True).start()

    def note(self, waited_s: float) -> None:
        """Take in one wait: between the two bounds it stays as it was."""
        if waited_s > FULL_S:
            self.is_full = True
        elif waited_s < FREE_S:
            self.is_full = False

    def _ask_for_ever(self, port: int) -> None:
        while True:
            time.sleep(EVERY_S)
            self.note(waited_at(port))


class SurgeMiddleware:
    """Answer the queue's own question, and tell newcomers to wait while it is long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.queue = Queue()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == PROBE:
            return HttpResponse(status=204)
        if str(request.META.get("SERVER_SOFTWARE", "")).lower().startswith(_SERVED_BY):
            self.queue.watch(str(request.META["SERVER_PORT"]))
        if self.queue.is_full and any(asks(request) for asks in newcomers.providers().values()):
            return wait_page(request.path.split("/")[1])
        return self.get_response(request)


def waited_at(port: int) -> float:
    """Return how long this site's server let us wait, in seconds; one that does not answer is full."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST_S)
    began = time.monotonic()
    try:
        link.request("GET", PROBE, headers={"Host": "localhost"})
        link.getresponse().read()
    except (OSError, http.client.HTTPException):
        return _LONGEST_S
    finally:
        link.close()
    return time.monotonic() - began


def wait_page(code: str) -> HttpResponse:
    """Return the page that tells a newcomer to wait, in the language of the address."""
    language = code if code in LANGUAGES else "en"
    with translation.override(language):
        page = format_html(
            '<!doctype html><html lang="{}" dir="{}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>{}</title></head>'
            "<body><main><h1>{}</h1><p>{}</p><p>{}</p></main></body></html>",
            language,
            direction_of(language),
            _("Please wait a moment"),
            _("Please wait a moment"),
            _("Many people are here right now. Try again in half a minute: you will be served."),
            _("Nothing is lost. What you began before is kept, and can be finished and sent."),
        )
    told = HttpResponse(page, status=429, headers={"Retry-After": str(RETRY_S), "Cache-Control": "no-store"})
    told._has_been_logged = True  # type: ignore[attr-defined]  # Django's mark: a surge must not flood the log
    return told
