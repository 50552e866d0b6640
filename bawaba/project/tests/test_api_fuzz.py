"""No question to the API, however strange, is answered with a fault of ours or outside its document.

`benchmarks/fuzz_api.py` asks ten thousand; this asks a few hundred each time the tests run.
"""

import json
import re
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bawaba.catalogue.tests.factories import publish, service_record
from bawaba.directory.tests.factories import make_territory, make_tree
from bawaba.kernel.actors import system_actor
from bawaba.project.api import openapi_document
from bawaba.project.wsgi import application
from bawaba.search.services import rebuild_index

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
# An example is cheap; the database is rolled back once for all of them, and the API writes nothing.
ONE_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
PATHS = ("/api/v1/search", "/api/v1/suggest", "/api/v1/services", "/api/v1/bodies", "/api/v1/territories",
         "/api/v1/events")  # fmt: skip
NAMES = ("q", "after", "limit", "lang", "audience", "event", "authority", "territory", "country", "online", "free",
         "body", "parent", "kind", "top_only")  # fmt: skip

hostile = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=("Cc", "Cf", "Zs", "Co")), max_size=20),
    st.text(st.sampled_from("شهادةacte\u202e\u2066\u2069\u200f\u0000<>'\"%;()&=ⴰ🇲🇦"), max_size=40),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=5), st.integers(1, 1500)),
    st.sampled_from(["' OR 1=1 --", "%00", "../../etc/passwd", "{{7*7}}", "-1", "1e400", "٣", "NaN", "true"]),
)


def load_operations(*, guarded: bool) -> list[schemathesis.APIOperation]:
    """Return the operations of the document, to be asked inside this process; those that need a token, or none."""
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(openapi_document())))
    schema.app = application
    found = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if bool(one.definition.raw.get("security")) == guarded]


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Keep the test's connection through requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def _some_content(db: None, settings: Settings, _one_connection: None) -> None:
    cache.clear()
    settings.API_RATE_PER_MINUTE = 1_000_000
    make_tree()
    make_territory("01", "region")
    publish(*(service_record(identifier=f"service-{number}") for number in range(5)))
    rebuild_index(actor=system_actor("tests"))


@pytest.mark.slow
@pytest.mark.usefixtures("_some_content")
@pytest.mark.parametrize("operation", load_operations(guarded=False), ids=lambda operation: operation.label)
@settings(max_examples=30, deadline=None, suppress_health_check=ONE_DATABASE, database=None)
@given(data=st.data())
def test_every_operation_answers_as_its_document_says(
    operation: schemathesis.APIOperation, data: st.DataObject
) -> None:
    mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})


@pytest.mark.usefixtures("_some_content")
def test_what_needs_a_token_says_so_to_whoever_brings_none() -> None:
    """Their holders' calls are fuzzed room by room: `test_casework_fuzz`, `test_assess_fuzz`."""
    open_ones = []
    for operation in load_operations(guarded=True):
        path = re.sub(r"\{[a-z_]+\}", "1", operation.path)
        answer = Client().generic(operation.method.upper(), f"/api/v1{path}")
        if (answer.status_code, answer.json()["status"]) != (401, 401) or not answer.headers[
            "WWW-Authenticate"
        ]:
            open_ones.append(operation.label)
    assert open_ones == []


@pytest.mark.slow
@pytest.mark.usefixtures("_some_content")
@settings(max_examples=200, deadline=None, suppress_health_check=ONE_DATABASE, database=None)
@given(path=st.sampled_from(PATHS), query=st.dictionaries(st.sampled_from(NAMES), hostile, max_size=4))
def test_hostile_questions_are_refused_or_answered(path: str, query: dict[str, str]) -> None:
    answer = Client().get(path, query)
    assert answer.status_code in {200, 422}
    assert answer.headers["Content-Type"].startswith(("application/json", "application/problem+json"))


@pytest.mark.slow
@pytest.mark.usefixtures("_some_content")
@settings(max_examples=100, deadline=None, suppress_health_check=ONE_DATABASE, database=None)
@given(path=st.sampled_from(("services", "bodies", "territories", "events", "problems")), key=hostile)
def test_hostile_addresses_are_refused_or_answered(path: str, key: str) -> None:
    answer = Client().get(f"/api/v1/{path}/{key}")
    assert answer.status_code in {200, 404}
