"""What the machine endpoints share: one reading of forms, methods, errors as JSON, and CORS."""

from collections.abc import Callable, Collection, Iterable
from functools import wraps
from typing import Final
from urllib.parse import parse_qsl

from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError

from bawaba.identity.oidc.answers import Answer
from bawaba.identity.oidc.errors import ProtocolError, error_answer, invalid_request

Endpoint = Callable[[HttpRequest], Answer]
FORM: Final = "application/x-www-form-urlencoded"
LARGEST_FORM_BYTES: Final = 65_536
MOST_PARAMETERS: Final = 1000
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "WWW-Authenticate, DPoP-Nonce",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type, DPoP",
    "Access-Control-Max-Age": "86400",
}


def protocol_endpoint(*methods: str, cors: bool = False) -> Callable[[Endpoint], Endpoint]:
    """Wrap an endpoint: its methods only, its protocol errors as JSON, and CORS where browsers may call it."""

    def wrap(view: Endpoint) -> Endpoint:
        @wraps(view)
        def endpoint(request: HttpRequest) -> Answer:
            answer = _answer(view, request, methods, cors=cors)
            if cors:
                answer.headers.update(CORS)
            return answer

        return endpoint

    return wrap


def _answer(view: Endpoint, request: HttpRequest, methods: Collection[str], *, cors: bool) -> Answer:
    if request.method == "OPTIONS" and cors:
        allowed = {"Access-Control-Allow-Methods": ", ".join(methods)}
        return Answer(status=204, headers={**_PREFLIGHT, **allowed})
    if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
        error = ProtocolError("invalid_request", "this method is not allowed here", 405)
        error.headers["Allow"] = ", ".join(methods)
        return error_answer(error)
    try:
        return view(request)
    except ProtocolError as error:
        return error_answer(error)


def read_form(request: HttpRequest) -> dict[str, str]:
    """Return the parameters of a form body, each given once; empty ones count as left out (RFC 6749, 3.2).

    raises: ProtocolError invalid_request
    """
    if request.content_type != FORM:
        raise invalid_request(f"the body must be of type {FORM}")
    try:
        body: bytes = request.read(LARGEST_FORM_BYTES + 1)  # `request.body` would keep it for later readers
        if len(body) > LARGEST_FORM_BYTES:
            raise invalid_request("the body is too large")
        given = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except (UnreadablePostError, ValueError) as fault:
        raise invalid_request("the body cannot be read") from fault
    return _once(given)


def read_once(given: QueryDict) -> dict[str, str]:
    """Return parameters that are each given once, without empty ones and without NUL.

    raises: ProtocolError invalid_request
    """
    return _once((name, value) for name, values in given.lists() for value in values)


def _once(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for name, value in given:
        if name in parameters:
            raise invalid_request("a parameter is repeated")
        if "\0" in value:
            raise invalid_request("a parameter holds a NUL character")
        parameters[name] = value
    return {name: value for name, value in parameters.items() if value}
