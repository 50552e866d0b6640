"""No call of the room's API by a holder of every scope, however strange, is answered with a fault of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode

from bawaba.casework import services
from bawaba.casework.queries.following import follow_code
from bawaba.casework.queries.records import case_info
from bawaba.casework.tests.factories import OFFICE, make_case
from bawaba.casework.tests.tokens import Holder, make_holder
from bawaba.forms.tests.factories import SYSTEM, make_draft, make_form
from bawaba.forms.types import Person
from bawaba.project.api import openapi_document
from bawaba.project.wsgi import application

ONE_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


def load_operations() -> list[Any]:  # Any: schemathesis's operations
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(openapi_document())))
    schema.app = application
    found = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if one.path.startswith("/casework")]


@pytest.fixture
def known(db: None, settings: Any) -> Iterator[tuple[Holder, dict[str, str]]]:
    settings.API_RATE_PER_MINUTE = 1_000_000
    cache.clear()
    holder = make_holder(role="agent")
    person = Person(owner=holder.owner, level="substantial")
    case = make_case(person=person, service="birth")
    stranger = make_case(person=Person(owner="visitor:fuzz"), service="birth")
    draft = make_draft(make_form(service="id-card"), person)
    info, _secret = services.add_webhook(actor=SYSTEM, body=OFFICE, url="https://example.org/")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield holder, {
        "requests": case.key, "desk": case.key, "webhooks": info.key, "drafts": draft,
        "followed": stranger.number, "code": follow_code(case_info(stranger)),
    }  # fmt: skip
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("operation", load_operations(), ids=lambda operation: operation.label)
@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=ONE_DATABASE, database=None)
@given(data=st.data())
def test_every_operation_answers_or_refuses(
    known: tuple[Holder, dict[str, str]], operation: Any, data: st.DataObject
) -> None:
    holder, keys = known
    mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    if "key" in (case.path_parameters or {}) and data.draw(st.booleans()):
        case.path_parameters["key"] = keys[operation.path.split("/")[2]]
    if "number" in (case.path_parameters or {}) and data.draw(st.booleans()):
        case.path_parameters["number"] = keys["followed"]
        if isinstance(case.body, dict):
            case.body["code"] = keys["code"]
    answer = case.call(headers=holder.headers)
    case.validate_response(answer, checks=[not_a_server_error])
    assert answer.headers["content-type"][0].startswith(("application/json", "application/problem+json"))
