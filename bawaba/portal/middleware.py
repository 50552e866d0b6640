"""Refusals of services and queries, shown as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from bawaba.kernel.errors import DomainError, TooManyRequests
from bawaba.portal.views.refusals import show_refusal


class RefusalMiddleware:
    """Turn a `DomainError` that a view let through into a page with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        response = show_refusal(request, exception)
        if isinstance(exception, TooManyRequests):
            response.headers["Retry-After"] = str(exception.retry_s)
        return response
