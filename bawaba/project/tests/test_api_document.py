"""The OpenAPI document says what the API does, and changes only when somebody means it.

After a change that is meant: BAWABA_WRITE_SNAPSHOT=1 pytest bawaba/project/tests/test_api_document.py
"""

import ast
import inspect
import json
import os
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.project.api import openapi_document
from bawaba.project.rooms import ROOMS

SNAPSHOT = Path(__file__).parent / "openapi.json"


def without_address(document: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps({**document, "servers": [{"url": "/api/v1"}]}))  # type: ignore[no-any-return]


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [(path, one) for path, methods in openapi_document()["paths"].items() for one in methods.values()]


def test_the_document_is_the_one_agreed_on() -> None:
    document = without_address(openapi_document())
    if os.environ.get("BAWABA_WRITE_SNAPSHOT") == "1":
        SNAPSHOT.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    assert document == json.loads(SNAPSHOT.read_text()), "the API changed: see the first lines of this file"


@pytest.mark.django_db
def test_the_document_is_served(client: Client) -> None:
    cache.clear()
    answer = client.get("/api/v1/openapi.json")
    assert answer.json() == json.loads(json.dumps(openapi_document()))
    assert answer.json()["openapi"].startswith("3.1")


@pytest.mark.parametrize(
    ("path", "operation"), operations(), ids=[one["operationId"] for _, one in operations()]
)
def test_each_operation_has_its_twin_in_python(path: str, operation: dict[str, Any]) -> None:
    room, _dot, name = operation["operationId"].partition(".")
    assert room in ROOMS
    pieces = ("errors",) if room == "kernel" else ("services", "queries")
    twins = [getattr(import_module(f"bawaba.{room}.{piece}"), name, None) for piece in pieces]
    twin = next((one for one in twins if one is not None), None)
    assert callable(twin), f"{operation['operationId']} has no twin"
    given = inspect.signature(twin).parameters
    assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in given.values())
    in_path = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
    assert in_path <= set(given)


@pytest.mark.parametrize(("path", "operation"), operations(), ids=[path for path, _ in operations()])
def test_each_operation_is_explained_and_names_its_refusals(path: str, operation: dict[str, Any]) -> None:
    assert operation["description"]
    answers = operation["responses"]
    assert "304" in answers
    for status in ("406", "422", "429"):
        assert list(answers[status]["content"]) == ["application/problem+json"]
    assert ("404" in answers) == ("{" in path)


def test_no_two_rooms_give_one_name_to_two_things() -> None:
    """The document keeps what is said by its class's name: of two of one name, one would be told wrongly."""
    rooms = Path(__file__).resolve().parents[2]
    files = [*rooms.glob("*/http.py"), *rooms.glob("*/http/*.py")]
    named = Counter(
        node.name
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    )
    assert len(named) > 100
    assert [name for name, times in named.items() if times > 1] == []


def test_every_reference_leads_somewhere() -> None:
    document = json.dumps(openapi_document())
    names = set(openapi_document()["components"]["schemas"])
    for part in document.split('"#/components/schemas/')[1:]:
        assert part.partition('"')[0] in names
