"""The OpenAPI document, completed with what every operation of the API has in common."""

from typing import Any, Final

from bawaba.kernel.http import Problem

_PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
_HEADERS: Final[dict[str, Any]] = {  # Any: JSON
    "ETag": {"description": "Changes when the answer does.", "schema": {"type": "string"}},
    "Content-Language": {"description": "Language of the texts.", "schema": {"type": "string"}},
    "Link": {"description": 'The next page, rel="next" (RFC 8288).', "schema": {"type": "string"}},
}
_REFUSALS: Final = {
    "404": "Nothing is at this address.",
    "406": "Only JSON is answered.",
    "422": "A value is not accepted; `errors` names it.",
    "429": "Too many requests in this minute; `Retry-After` says when to go on.",
    "default": "Any other refusal.",
}
_GUARDED: Final = {
    "401": "No valid access token; `WWW-Authenticate` says what is needed.",
    "403": "The token, or its person, may not do this.",
    "409": "The state of things does not allow it, or changed in the meantime.",
}


def describe(schema: dict[str, Any], *, server: str) -> dict[str, Any]:  # Any: JSON
    """Return the generated schema with its server, its refusals and its headers.

    server: absolute address that the paths of the document follow
    """
    document = {**schema, "servers": [{"url": server}]}
    components = document["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components.update(problem.pop("$defs", {}))
    components["Problem"] = problem
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _complete(operation, has_key="{" in path)
    return document


def _complete(operation: dict[str, Any], *, has_key: bool) -> None:  # Any: JSON
    answers = operation["responses"]
    answers["200" if "200" in answers else 200]["headers"] = _HEADERS
    answers["304"] = {"description": "The reader has this answer already (If-None-Match)."}
    guarded = _GUARDED if operation.get("security") else {}
    for status, text in {**_REFUSALS, **guarded}.items():
        if status != "404" or has_key:
            answers[status] = {
                "description": text,
                "content": {"application/problem+json": {"schema": _PROBLEM}},
            }
