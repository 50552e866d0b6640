"""The API's own description (OpenAPI 3.1), arranged for reading."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext

from bawaba.portal.types import ApiGroup, ApiOperation, ApiParameter

Described = Mapping[str, Any]  # Any: a JSON document
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_EXAMPLES: Final = {"q": "passeport", "limit": "5", "language": "fr", "lang": "fr"}


def api_groups(*, request: HttpRequest) -> list[ApiGroup]:
    """Return the operations of the API by tag. No SQL query.

    The document is asked of its own address inside this process: the API stands above this room.
    """
    document = _read_document(request)
    groups: dict[str, list[ApiOperation]] = {}
    for path, described in document.get("paths", {}).items():
        for method in _METHODS:
            if operation := described.get(method):
                tag = next(iter(operation.get("tags", ())), gettext("Other"))
                groups.setdefault(tag, []).append(
                    _operation(method, _full(path, document), operation, document)
                )
    return [ApiGroup(name, operations) for name, operations in groups.items()]


def _full(path: str, document: Described) -> str:
    """Return a path from the root of the site: the document's own may start at its server's."""
    servers = document.get("servers") or [{"url": ""}]
    base = urlsplit(servers[0]["url"]).path.rstrip("/")
    return path if path.startswith(base) else base + path


def _read_document(request: HttpRequest) -> Described:
    found = resolve(reverse("api-v1:openapi-json"))
    answer = found.func(request, *found.args, **found.kwargs)
    document: Described = json.loads(answer.content)
    return document


def _operation(method: str, path: str, operation: Described, document: Described) -> ApiOperation:
    parameters = [_parameter(given, document) for given in operation.get("parameters", ())]
    answers = [(status, answer.get("description", "")) for status, answer in operation["responses"].items()]
    return ApiOperation(
        anchor=re.sub(r"[^a-z0-9]+", "-", f"{method}{path}".lower()).strip("-"),
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=parameters,
        answers=answers,
        example=_example(method, path, parameters),
    )


def _parameter(given: Described, document: Described) -> ApiParameter:
    parameter = _follow(given, document)
    schema = parameter.get("schema", {})
    return ApiParameter(
        name=parameter["name"],
        place=parameter["in"],
        kind=_kind(schema, document),
        required=parameter.get("required", False),
        description=parameter.get("description", "") or schema.get("description", ""),
    )


def _follow(given: Described, document: Described) -> Described:
    """Return what a local `$ref` points at, or the thing itself."""
    reference = given.get("$ref", "")
    if not reference:
        return given
    found: Any = document  # Any: a JSON document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _kind(schema: Described, document: Described) -> str:
    schema = _follow(schema, document)
    if choices := schema.get("enum"):
        return " | ".join(str(choice) for choice in choices)
    if several := schema.get("anyOf"):
        kinds = (_kind(one, document) for one in several)
        return " | ".join(kind for kind in kinds if kind != "null")
    return str(schema.get("type", ""))


def _example(method: str, path: str, parameters: list[ApiParameter]) -> str:
    """Return a command that asks this operation of this site."""
    address = f"{settings.SITE_ADDRESS}{path}"
    query = "&".join(f"{one.name}={_EXAMPLES[one.name]}" for one in parameters
                     if one.place == "query" and one.name in _EXAMPLES)  # fmt: skip
    verb = "" if method == "get" else f" -X {method.upper()}"
    return f"curl{verb} '{address}{'?' + query if query else ''}'"
