"""Public pages kept whole in memory: rendered once per epoch, language and display setting.

A view marked `@public_page` promises that its page depends only on the address, the display
cookie and the database; nothing of a person. Then the page is rendered and compressed once, and
served from memory until the public epoch grows (`kernel.epochs`) or `KEEP_S` passes.
"""

import gzip
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Concatenate, Final, NamedTuple, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from bawaba.kernel import epochs

P = ParamSpec("P")
DISPLAY_COOKIE: Final = "display"
KEEP_S: Final = 600.0
MOST_BYTES: Final = 48 * 1024 * 1024
_DISPLAY_FORM: Final = re.compile(r"[a-z0-9.-]{0,80}")
_MADE_ANEW: Final = {"Content-Length", "Content-Encoding", "ETag", "Vary", "Cache-Control"}
_MARK: Final = "_bawaba_public_page"

Key = tuple[str, str, str, int]


def public_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Promise that the page depends on its address, the display cookie and the database alone."""

    @wraps(view)
    def marked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            setattr(response, _MARK, True)
        return response

    return cast(
        "Callable[Concatenate[HttpRequest, P], HttpResponse]", marked
    )  # wraps() hides positional-only


def display_setting(request: HttpRequest) -> str:
    """Return the display cookie in its safe form, or an empty text."""
    value = request.COOKIES.get(DISPLAY_COOKIE, "")
    return value if _DISPLAY_FORM.fullmatch(value) else ""


class _Page:
    """A finished page: headers, plain and compressed bytes, entity tag, and when it was made."""

    __slots__ = ("body", "etag", "headers", "made", "packed")

    def __init__(self, response: HttpResponse) -> None:
        self.body = response.content
        self.packed = gzip.compress(self.body, 6, mtime=0)
        self.etag = f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"'
        self.headers = {name: value for name, value in response.headers.items() if name not in _MADE_ANEW}
        self.made = time.monotonic()

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed) + 1024

    def answer(self, request: HttpRequest) -> HttpResponse:
        headers = request.META
        if self.etag.removeprefix("W/") in headers.get("HTTP_IF_NONE_MATCH", ""):
            reply = HttpResponse(status=304)
        elif "gzip" in headers.get("HTTP_ACCEPT_ENCODING", ""):
            reply = HttpResponse(self.packed)
            reply.headers["Content-Encoding"] = "gzip"
        else:
            reply = HttpResponse(self.body)
        for name, value in self.headers.items():
            reply.headers[name] = value
        if reply.status_code != 304:
            reply.headers["Content-Length"] = str(len(reply.content))
        if request.method == "HEAD":
            reply.content = b""
        reply.headers["ETag"] = self.etag
        reply.headers["Vary"] = "Accept-Encoding, Cookie"
        reply.headers["Cache-Control"] = "private, no-cache"
        return reply


class Memory(NamedTuple):
    """What a page cache holds."""

    pages: int
    bytes: int


class PageCacheMiddleware:
    """Serve marked pages from memory; keep the least recently used out when memory is full."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._pages: OrderedDict[Key, _Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        key = (request.get_host(), request.get_full_path(), display_setting(request), epochs.current())
        page = self._find(key)
        if page is not None:
            return page.answer(request)
        response = self.get_response(request)
        if not getattr(response, _MARK, False) or not isinstance(response, HttpResponse) or response.cookies:
            return response
        page = _Page(response)
        self._keep(key, page)
        return page.answer(request)

    def memory(self) -> Memory:
        """Return how many pages are kept and the bytes that they take."""
        return Memory(len(self._pages), self._bytes)

    def _find(self, key: Key) -> _Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or time.monotonic() - page.made >= KEEP_S:
                return None
            self._pages.move_to_end(key)
            return page

    def _keep(self, key: Key, page: _Page) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            self._bytes += page.size - (old.size if old else 0)
            self._pages[key] = page
            while self._bytes > MOST_BYTES and len(self._pages) > 1:
                self._bytes -= self._pages.popitem(last=False)[1].size
