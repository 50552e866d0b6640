"""Refusals of the API as problem+json (RFC 9457), in the reader's language."""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from bawaba.kernel.errors import DomainError, InvalidInput, NotFound, Text, TooManyRequests, http_status
from bawaba.kernel.http import ALL, language_of

MEDIA_TYPE: Final = "application/problem+json"
_logger = logging.getLogger("bawaba.api")

_PLAIN: Final[Mapping[int, tuple[str, Text]]] = {
    400: ("bad-request", _("This request cannot be understood.")),
    404: ("not-found", NotFound.message),
    405: (
        "method-not-allowed",
        _("This address does not answer that method; the header Allow names those it does."),
    ),
    406: ("not-acceptable", _("This address answers JSON only: ask for application/json.")),
    500: ("server-error", _("The fault is ours. It was noted; try again later.")),
}
_FAULTS: Final[Mapping[str, Text]] = {
    "missing": _("A value is required."),
    "int_parsing": _("A whole number is expected."),
    "bool_parsing": _("Yes or no is expected: true or false."),
    "greater_than_equal": _("At least %(ge)s is expected."),
    "less_than_equal": _("At most %(le)s is expected."),
    "literal_error": _("One of these is expected: %(expected)s"),
    "string_too_short": _("At least %(min_length)s characters are expected."),
    "string_too_long": _("At most %(max_length)s characters are expected."),
    "string_pattern_mismatch": _("Some of these characters are not accepted."),
}


def reader_language(request: HttpRequest) -> str:
    """Return the language to write refusals in, also when every language was asked for."""
    language = language_of(request)
    return str(settings.LANGUAGE_CODE) if language == ALL else language


def refusal_problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a refusal of a service or a query."""
    with translation.override(reader_language(request)):
        response = _answer(
            request,
            http_status(error),
            type=f"{settings.SITE_ADDRESS}/api/v1/problems/{error.code}",
            title=str(type(error).message),
            detail=str(error),
            code=error.code,
            next_step=str(error.next_step),
            errors=[{"name": name, "detail": str(text)} for name, text in error.fields.items()],
        )
    challenge = getattr(error, "challenge", "")  # what is needed to be let in (RFC 9110, section 11.6.1)
    if challenge:
        response.headers["WWW-Authenticate"] = challenge
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_s)
    return response


def plain_problem(request: HttpRequest, status: int) -> HttpResponse:
    """Answer a status that needs no type of its own (RFC 9457, 4.2.1)."""
    status = status if status in _PLAIN else 500 if status >= 500 else 400
    code, text = _PLAIN[status]
    with translation.override(reader_language(request)):
        return _answer(
            request,
            status,
            type="about:blank",
            title=HTTPStatus(status).phrase,
            detail=str(text),
            code=code,
        )


def server_problem(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Note a fault of ours in the log and say so, without its details."""
    _logger.error("API fault at %s", request.path, exc_info=exception)
    return plain_problem(request, 500)


@csrf_exempt
def not_found(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    """Answer every address under the API that is none of its own."""
    return plain_problem(request, 404)


def add_problem_handlers(api: NinjaAPI) -> None:
    """Let every refusal of the API's operations be answered as a problem."""

    def refused(request: HttpRequest, error: Any) -> HttpResponse:  # Any: ninja's handler type
        return refusal_problem(request, error)

    def misformed(request: HttpRequest, error: Any) -> HttpResponse:
        with translation.override(reader_language(request)):
            return refusal_problem(request, InvalidInput(fields=_fields(error.errors)))

    def missing(request: HttpRequest, _error: Any) -> HttpResponse:
        return plain_problem(request, 404)

    def failed(request: HttpRequest, error: Any) -> HttpResponse:
        return plain_problem(request, error.status_code)

    api.add_exception_handler(DomainError, refused)
    api.add_exception_handler(ValidationError, misformed)
    api.add_exception_handler(Http404, missing)
    api.add_exception_handler(HttpError, failed)


def _fields(errors: Sequence[Mapping[str, Any]]) -> dict[str, Text]:  # Any: pydantic's error entries
    return {str(error["loc"][-1]): _fault(error) for error in errors}


def _fault(error: Mapping[str, Any]) -> str:  # Any: pydantic's error entry
    text = _FAULTS.get(error["type"])
    return str(text) % error.get("ctx", {}) if text else str(error["msg"])


def _answer(request: HttpRequest, status: int, **parts: object) -> HttpResponse:
    body = {"status": status, "instance": request.path, **parts}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
