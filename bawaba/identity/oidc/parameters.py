"""Parameters of an authorization request as the browser brought them, by query or by form."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from bawaba.identity.oidc.endpoints import FORM

MOST_PARAMETERS: Final = 100
LONGEST: Final = 32_768  # characters of all parameters together

Given = Mapping[str, Sequence[str]]


class UnreadableParameters(Exception):
    """The parameters are too many, too long, or not text."""


def read_given(request: HttpRequest) -> dict[str, list[str]]:
    """Return every parameter with each value that it was given.

    raises: UnreadableParameters
    """
    return _parse(_read_body(request) if request.method == "POST" else request.META.get("QUERY_STRING", ""))


def read_query(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the query's parameters in their order, or none where they cannot be read."""
    try:
        given = _parse(request.META.get("QUERY_STRING", ""))
    except UnreadableParameters:
        return []
    return [(name, value) for name, values in given.items() for value in values]


def _read_body(request: HttpRequest) -> str:
    if request.content_type != FORM:
        raise UnreadableParameters
    try:
        return request.body.decode()
    except (RequestDataTooBig, UnreadablePostError, UnicodeDecodeError) as fault:
        raise UnreadableParameters from fault


def _parse(text: str) -> dict[str, list[str]]:
    if len(text) > LONGEST:
        raise UnreadableParameters
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError as fault:
        raise UnreadableParameters from fault
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value:  # one without a value counts as left out (RFC 6749, section 3.1)
            given.setdefault(name, []).append(value)
    return given
