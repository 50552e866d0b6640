"""No call of the API of use cases by a holder of every role, however strange, is a fault of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode

from bawaba.ai import services
from bawaba.ai.tests.test_desk import running
from bawaba.ai.tests.test_lifecycle import BOARD, EDITOR, TODAY, at
from bawaba.identity.tests.holders import TokenHolder, make_token_holder
from bawaba.kernel.actors import system_actor
from bawaba.project.api import openapi_document
from bawaba.project.wsgi import application

ONE_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


def load_operations() -> list[Any]:  # Any: schemathesis's operations
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(openapi_document())))
    schema.app = application
    found = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if one.path.startswith("/ai/") and one.definition.raw.get("security")]


@pytest.fixture
def known(db: None, settings: Any) -> Iterator[tuple[TokenHolder, dict[str, Any]]]:
    """Who may do everything, and numbers of things that exist."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    cache.clear()
    with at(TODAY):
        running()
        services.ensure_methods(actor=system_actor("tests"), owner="ministry")
        figure = services.add_indicator(actor=EDITOR, key="sorting", names={"fr": "Erreurs"})
        incident = services.report_incident(
            actor=EDITOR, key="sorting", severity=1, harm="h", happened_on=TODAY
        )
        condition = services.set_condition(
            actor=BOARD[0], key="sorting", text="t", blocking=False, due_on=TODAY
        )
    make_token_holder("openid ai.read")  # takes the number of who proposed it
    holder = make_token_holder("openid ai.read ai.write", [("publisher", "ministry")])
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield holder, {"key": "sorting", "indicator": figure, "incident": incident, "condition": condition}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("operation", load_operations(), ids=lambda operation: operation.label)
@hypothesis_settings(
    max_examples=10, deadline=None, suppress_health_check=ONE_DATABASE, database=None, phases=[Phase.generate]
)
@given(data=st.data())
def test_every_operation_answers_or_refuses(
    known: tuple[TokenHolder, dict[str, Any]], operation: Any, data: st.DataObject
) -> None:
    holder, keys = known
    mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    if data.draw(st.sampled_from([True, True, False])):
        for name in case.path_parameters or {}:
            case.path_parameters[name] = keys.get(name, case.path_parameters[name])
    answer = case.call(headers={**holder.headers, "Accept": "*/*"})
    case.validate_response(answer, checks=[not_a_server_error])
    if mode is GenerationMode.POSITIVE:  # a negative case may bring a strange token of its own
        assert answer.status_code != 401, answer.text
