"""The building block's words, and what may come in from outside. Pure."""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bawaba.casework.types import Outcome, Phase

Json = Any  # a JSON value whose shape is checked below

MEMBER: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}(/[A-Za-z0-9_.-]{1,64}){3}")
"""`Information-Mediator-Client`: INSTANCE/CLASS/MEMBER/SUBSYSTEM (X-Road)."""

MOST_ID: Final = 200
MOST_NAME: Final = 400
MOST_DOCUMENTS: Final = 50
MOST_ADDRESS: Final = 2000
MOST_RESULTS: Final = 200
DEFAULT_RESULTS: Final = 50
LAST_RESULT: Final = 10_000
"""Lists can be read so far by position; beyond it they are to be narrowed."""

SORTS: Final[Mapping[str, str]] = {
    "created": "id",
    "dueDate": "due_on",
    "assignee": "assignee",
    **dict.fromkeys(
        ("instanceId", "caseInstanceId", "executionId", "caseExecutionId", "description", "id", "name",
         "nameCaseInsensitive", "priority"), "id"),
}  # fmt: skip
"""What lists can be sorted by; names that mean nothing here sort as the files came in."""

TITLES: Final = {
    "PENDING": "Pending",
    "APPROVED": "Approved",
    "SENDBACK": "Sent back",
    "REJECTED": "Rejected",
}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class Refused(Exception):
    """An answer of the building block that is no success. status: HTTP; code: stable word."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.challenge = ""


def bad_request(message: str) -> Refused:
    """Return the refusal of a request that cannot be understood."""
    return Refused(400, "bad-request", message)


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody hands in as an application file (`applicationFileSubmit`).

    created: as the sender wrote it; data: answers by field; documents: their addresses
    """

    applicant: str
    name: str = ""
    created: str = ""
    eform: str = ""
    data: Mapping[str, Json] = field(default_factory=dict)
    documents: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list is asked for, and in which order."""

    first: int = 0
    most: int = DEFAULT_RESULTS
    order: tuple[str, ...] = ("id",)


def foreign_id(kind: str, inside: str) -> str:
    """Return the identifier of something of ours to which nobody outside gave one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:bawaba:{kind}:{inside}"))


def status_of(phase: Phase, outcome: Outcome) -> dict[str, str]:
    """Return a case's standing as `statusModel`."""
    code = "SENDBACK" if phase == "paused" else "PENDING"
    if phase == "closed":
        code = "APPROVED" if outcome in ("accepted", "accepted-by-silence") else "REJECTED"
    return {"code": code, "title": TITLES[code]}


def read_json(body: bytes) -> dict[str, Json]:
    """Return the object of a request's body.

    raises: Refused
    """
    try:
        value = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise bad_request("The body is not JSON.") from fault
    if not isinstance(value, dict):
        raise bad_request("The body is not a JSON object.")
    check_text(value)
    return value


def check_text(value: Json) -> None:
    """Refuse a JSON value whose texts cannot all be kept: a lone surrogate, a null character.

    raises: Refused
    """
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except (UnicodeEncodeError, ValueError, RecursionError) as fault:
        raise bad_request("The body holds text that is not Unicode.") from fault
    if "\\u0000" in text:
        raise bad_request("The body holds a null character.")


def read_application(given: Mapping[str, Json]) -> Application:
    """Return what a body hands in.

    raises: Refused
    """
    form = _part(given, "formData", {})
    if not isinstance(form, dict):
        raise bad_request("formData is an object.")
    data = _part(form, "data", {})
    if not isinstance(data, dict):
        raise bad_request("formData.data is an object.")
    return Application(
        applicant=_text(given, "applicantId", MOST_ID, required=True),
        name=_text(given, "applicationName", MOST_NAME),
        created=_moment(given),
        eform=_text(form, "eFormId", MOST_ID),
        data=data,
        documents=_addresses(_part(given, "documentUrls", [])),
    )


def read_completion(given: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the data that a task is completed with.

    raises: Refused
    """
    data = _part(given, "data", {})
    if not isinstance(data, dict):
        raise bad_request("data is an object.")
    return data


def read_slice(query: Mapping[str, str]) -> Slice:
    """Return which part of a list a query asks for.

    raises: Refused
    """
    first = _number(query, "firstResult", 0, LAST_RESULT)
    most = _number(query, "maxResult", DEFAULT_RESULTS, 10**9)
    by, way = query.get("sortBy", "created"), query.get("sortOrder", "asc")
    if by not in SORTS:
        raise bad_request("sortBy is none of the criteria.")
    if way not in ("asc", "desc"):
        raise bad_request("sortOrder is asc or desc.")
    sign = "-" if way == "desc" else ""
    return Slice(first, min(most, MOST_RESULTS), tuple(dict.fromkeys((sign + SORTS[by], f"{sign}id"))))


def is_identifier(text: str) -> bool:
    """Say whether a text can name anything here; others are not looked for."""
    return 0 < len(text) <= MOST_ID and not _CONTROL.search(text) and is_unicode(text)


def is_unicode(text: str) -> bool:
    """Say whether a text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is no JSON")


def _part(given: Mapping[str, Json], name: str, absent: Json) -> Json:
    """Return a member, where null stands for one that is not there."""
    value = given.get(name)
    return absent if value is None else value


def _text(given: Mapping[str, Json], name: str, most: int, *, required: bool = False) -> str:
    value = given.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or len(value) > most or (required and not value.strip()):
        raise bad_request(f"{name} is a text of at most {most} characters.")
    if _CONTROL.search(value):
        raise bad_request(f"{name} holds a control character.")
    return value


def _moment(given: Mapping[str, Json]) -> str:
    value = _text(given, "created", 40)
    try:
        return value if not value or datetime.fromisoformat(value) else ""
    except ValueError as fault:
        raise bad_request("created is a date and time (RFC 3339).") from fault


def _addresses(given: Json) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) > MOST_DOCUMENTS:
        raise bad_request(f"documentUrls is a list of at most {MOST_DOCUMENTS} addresses.")
    if not all(isinstance(one, str) and len(one) <= MOST_ADDRESS for one in given):
        raise bad_request("documentUrls holds something that is not an address.")
    return tuple(given)


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        raise bad_request(f"{name} is a whole number from 0.")
    if int(text) > most:
        raise bad_request(f"{name} is at most {most}.")
    return int(text)
