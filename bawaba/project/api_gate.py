"""The gate of the API: who may ask how often, in which form, and what caches are told."""

import hashlib
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers

from bawaba.kernel import rates
from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.http import ALL, language_of
from bawaba.kernel.languages import LANGUAGES
from bawaba.project.api_problems import MEDIA_TYPE, plain_problem, refusal_problem, server_problem

PREFIX: Final = "/api/v1/"
WINDOW_S: Final = 60
_METHODS: Final = "GET, HEAD, OPTIONS"
_EXPOSED: Final = "Content-Language, ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
_FORMS: Final = ("application/json", MEDIA_TYPE, "text/event-stream")


class ApiMiddleware:
    """Hold the API to HTTP: limits, content negotiation, entity tags, CORS, problems for every refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._packed = GZipMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204), request)
        return _open(self._limited(request), request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a fault of ours as a problem; faults of pages go on to Django's own handler."""
        if not request.path_info.startswith(PREFIX):
            return None
        if isinstance(exception, Http404):
            return plain_problem(request, 404)
        return server_problem(request, exception)

    def _limited(self, request: HttpRequest) -> HttpResponseBase:
        allowance = rates.spend(request, door="api", most=settings.API_RATE_PER_MINUTE, window_s=WINDOW_S)
        if allowance.refused:
            response: HttpResponseBase = refusal_problem(request, TooManyRequests())
            response.headers["Retry-After"] = str(allowance.resets_in_s)
        else:
            response = self._negotiated(request)
        response.headers["RateLimit-Policy"] = f'"client";q={allowance.most};w={allowance.window_s}'
        response.headers["RateLimit"] = f'"client";r={allowance.left};t={allowance.resets_in_s}'
        return response

    def _negotiated(self, request: HttpRequest) -> HttpResponseBase:
        takes_json = any(request.accepts(form) for form in _FORMS)
        if not takes_json and request.method not in ("GET", "HEAD"):
            return plain_problem(request, 406)
        head = request.method == "HEAD"
        if head:
            request.method = "GET"  # RFC 9110, 9.3.2: the same answer without its content
        response = _as_problem(request, self.get_response(request))
        if not takes_json and not _is_taken(request, response):
            return plain_problem(request, 406)
        if isinstance(response, HttpResponse):
            response = self._conditional(request, response)
        return _without_content(response) if head else response

    def _conditional(self, request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
        """Tag the answer by its content; answer 304 to a reader who has it; compress the rest."""
        if response.status_code != 200:
            return response
        if request.method != "GET" or "Authorization" in request.headers:
            response.headers["Cache-Control"] = "no-store"  # what one person asked is nobody else's
            return response
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "public, no-cache"
        answer = get_conditional_response(request, etag=tag, response=response)
        if answer is not response or not isinstance(answer, HttpResponse):
            return answer if answer is not None else response
        return self._packed.process_response(request, answer)


def _is_taken(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Say whether who takes no JSON takes this answer: a report as CSV, a calendar, a file."""
    return request.accepts(response.headers.get("Content-Type", "").partition(";")[0])


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return a refusal that Django made for a page as a problem; everything else as it is."""
    if response.status_code < 400 or "json" in response.headers.get("Content-Type", ""):
        return response
    problem = plain_problem(request, response.status_code)
    if response.status_code == 405:
        problem.headers["Allow"] = _allowed(response.headers.get("Allow", "GET"))
    return problem


def _allowed(named: str) -> str:
    """Return the methods that an address answers: where GET is, HEAD is too, and OPTIONS is everywhere."""
    methods = [name.strip() for name in named.split(",")]
    extra = ["HEAD"] if "GET" in methods else []
    return ", ".join(dict.fromkeys([*methods, *extra, "OPTIONS"]))


def _without_content(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponse):
        length = str(len(response.content))
        response.content = b""
        response.headers["Content-Length"] = length
    return response


def _open(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """Let any site read these public answers, and say in which languages they are."""
    language = language_of(request)
    response.headers["Content-Language"] = ", ".join(LANGUAGES) if language == ALL else language
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response.headers["Allow"] = _METHODS
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    del response.headers["Vary"]
    patch_vary_headers(response, ["Accept-Language", "Accept-Encoding", "Authorization"])
    return response
