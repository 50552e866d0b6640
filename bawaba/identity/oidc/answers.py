"""What a protocol endpoint answers: bytes under a few headers, before any web framework's own response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Final

from django.http import HttpResponse
from pydantic_core import to_json

JSON: Final = "application/json"
NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@dataclass(slots=True)
class Answer:
    """An answer to a machine or a redirect: nothing that is kept in memory may be shared by two."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status_line(self) -> str:
        return status_line(self.status)


def json_answer(
    value: object, *, status: int = 200, headers: Mapping[str, str] = NO_STORE, media_type: str = JSON
) -> Answer:
    """Return a JSON value that nobody keeps, unless other headers say so."""
    return Answer(to_json(value), status, {"Content-Type": media_type, **headers})


def as_response(answer: Answer | HttpResponse) -> HttpResponse:
    """Return an answer as Django's layers take it."""
    if not isinstance(answer, Answer):
        return answer
    response = HttpResponse(answer.body, status=answer.status, headers=answer.headers)
    if "Content-Type" not in answer.headers:
        del response.headers["Content-Type"]
    return response


@cache
def status_line(status: int) -> str:
    """Return what follows the protocol's version on an answer's first line (RFC 9112, section 4)."""
    return f"{status} {HTTPStatus(status).phrase}"
