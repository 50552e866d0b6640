"""The short way to the pages that everybody asks for all the time: to sign in, and to approve on the phone.

The views are the site's, under every check of the site: hosts, sessions, forged forms, refusals, headers. Left
out is what these pages have no use for: static files, the memory of public pages, the API's gate, and the
search of the address among all others.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, Final

from allauth.account.middleware import AccountMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from bawaba.kernel.cookies import lay_cookie
from bawaba.kernel.languages import LANGUAGES
from bawaba.kernel.page_messages import PageMessagesMiddleware

_IN_A_LANGUAGE: Final = ("account_login", "mfa_login_webauthn")
_TOLD_TO_SCRIPTS: Final = ("phone:stream", "phone:waiting")
_IN_THE_APP: Final = (*_TOLD_TO_SCRIPTS, "phone:pending")
_REQUEST: Final = re.compile(r"/app/requests/([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the short way.

    language: the address's own, "" where the reader's is to be found
    wordless: whether it has no words, forms or messages, so that no layer of these has a part in it
    """

    match: ResolverMatch
    language: str = ""
    wordless: bool = False


def find_page(path: str) -> Page | None:
    """Return the page of an address, or None where the long way leads to it."""
    page = _pages().get(path)
    if page is None and (asked := _REQUEST.fullmatch(path)):
        return Page(_request_match(int(asked[1])))
    return page


class ShortWay:
    """Answers a page as the site's layers do, each asked directly."""

    def __init__(self) -> None:
        self._sessions, self._accounts = SessionMiddleware(_nothing), AuthenticationMiddleware(_nothing)
        self._forms, self._messages = CsrfViewMiddleware(_nothing), PageMessagesMiddleware(_nothing)
        self._frames = XFrameOptionsMiddleware(_nothing)
        shown = AccountMiddleware(convert_exception_to_response(_Views(self._forms).answer))
        self._shown: Any = shown  # Any: allauth's
        self._answer: Any = convert_exception_to_response(self._checked)  # Any: as its wrapper says

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return a page that `find_page` knows. What is wrong is answered and logged as Django does."""
        answered: HttpResponse = self._answer(request)
        return answered

    def _checked(self, request: HttpRequest) -> HttpResponse:
        page = find_page(request.path_info)
        assert page is not None, "only these pages come this way"
        request.resolver_match = page.match
        request.LANGUAGE_CODE = page.language or translation.get_language_from_request(request)
        request.get_host()  # refuses one that is not ours
        self._sessions.process_request(request)
        if page.wordless:
            return self._finish(request, page.match.func(request), self._sessions)
        self._forms.process_request(request)
        self._accounts.process_request(request)
        self._messages.process_request(request)
        with translation.override(request.LANGUAGE_CODE):
            return self._finish(request, self._shown(request), self._messages, self._forms, self._sessions)

    def _finish(self, request: HttpRequest, response: Any, *layers: Any) -> HttpResponse:  # Any: Django's
        """Add what each layer adds on the way back, the innermost first."""
        added: Any = _Added(response)  # Any: it stands for the answer
        self._frames.process_response(request, response)
        for layer in layers:
            layer.process_response(request, added)
        names = () if request.path_info.startswith(f"/{request.LANGUAGE_CODE}/") else ("Accept-Language",)
        varies = _vary(response.headers.get("Vary", ""), names, added.headers.get("Vary", ""))
        if varies:
            response.headers["Vary"] = varies
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        finished: HttpResponse = response
        return finished


class _Added:
    """What layers see of an answer: they add cookies, and what it varies by."""

    def __init__(self, response: HttpResponse) -> None:
        self.status_code, self.headers = response.status_code, dict[str, str]()
        self.set_cookie = partial(lay_cookie, response)
        self.delete_cookie = response.delete_cookie
        self.has_header = self.headers.__contains__


@lru_cache(maxsize=64)
def _vary(before: str, names: tuple[str, ...], added: str) -> str:
    """Return the header of an answer that varies by all of these."""
    response = HttpResponse(headers={"Vary": before} if before else {})
    patch_vary_headers(response, [*names, *filter(None, added.split(", "))])
    return str(response.headers["Vary"])


class _Views(BaseHandler):
    """Django's own way to a view that is known already: forged forms first, then the view, then refusals."""

    def __init__(self, forms: CsrfViewMiddleware) -> None:
        self._view_middleware = [forms.process_view]
        self._template_response_middleware: list[Any] = []  # Any: Django's; no layer of the site has one
        self._exception_middleware = _refusals()
        self.answer: Any = getattr(self, "_get_response")  # noqa: B009  # Any: Django's own, that no stub knows

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        match = request.resolver_match
        assert match is not None, "the page was found before"
        return match


def _refusals() -> list[Any]:  # Any: Django's, and allauth's
    """Return what the site's layers make of what views raise, the innermost first."""
    layers = [import_string(name) for name in settings.MIDDLEWARE]
    known = [
        layer(_nothing)
        for layer in layers
        if layer is AccountMiddleware or hasattr(layer, "process_exception")
    ]
    return [layer.process_exception for layer in reversed(known)]


@cache
def _pages() -> Mapping[str, Page]:
    """Return the pages that have one address each."""
    pages = {
        path: Page(resolve(path), wordless=name in _TOLD_TO_SCRIPTS)
        for name, path in zip(_IN_THE_APP, map(reverse, _IN_THE_APP), strict=True)
    }
    for language in LANGUAGES:
        with translation.override(language):
            for path in map(reverse, _IN_A_LANGUAGE):
                pages[path] = Page(resolve(path), language)
    return pages


@lru_cache(maxsize=1024)
def _request_match(request_id: int) -> ResolverMatch:
    """Return what the address of one request leads to."""
    like: Any = _any_request()  # Any: its names are lists of one kind, and taken as lists of another
    return ResolverMatch(
        like.func, (), {"request_id": request_id}, like.url_name, like.app_names, like.namespaces, like.route,
        captured_kwargs={"request_id": request_id},
    )  # fmt: skip


@cache
def _any_request() -> ResolverMatch:
    return resolve(reverse("phone:request", args=[1]))


def _nothing(request: HttpRequest) -> HttpResponse:
    """Stand in for the layers below, which are asked directly."""
    return HttpResponse()
