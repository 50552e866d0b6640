"""No call of the building block's API, however strange, is answered with a fault of ours."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode

from bawaba.casework.govstack import seeding
from bawaba.casework.govstack.trial import TrialHandler
from bawaba.casework.tests.govstack_trial import FILE, HEADER, REGISTRATION, SEED, TASK

SHARED = Path(os.environ.get("BAWABA_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "govstack"
NAMES = ("GovStack_Registration_BB_API.json", "GovStack_Registration_BB_API_statistics.json")
ONE_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
KNOWN = {"serviceId": REGISTRATION, "fileId": FILE, "taskId": TASK}


def load_operations() -> list[Any]:  # Any: schemathesis's operations
    found = []
    for name in NAMES:
        if (SHARED / name).exists():
            schema = schemathesis.openapi.from_dict(json.loads((SHARED / name).read_text()))
            schema.app = TrialHandler()
            found += [result.ok() for result in schema.get_all_operations()]
    return found


@pytest.fixture
def _seeded(db: None) -> Iterator[None]:
    seeding.seed(given=SEED)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_description_is_there() -> None:
    if not SHARED.exists():
        pytest.skip(f"the description is not there: {SHARED} (BAWABA_SHARED names its folder)")
    assert len(load_operations()) == 13


@pytest.mark.slow
@pytest.mark.usefixtures("_seeded")
@pytest.mark.parametrize("operation", load_operations(), ids=lambda operation: operation.label)
@settings(max_examples=60, deadline=None, suppress_health_check=ONE_DATABASE, database=None)
@given(data=st.data())
def test_every_operation_answers_or_refuses(operation: Any, data: st.DataObject) -> None:
    mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    headers = HEADER if data.draw(st.booleans()) else {}
    for name in set(case.path_parameters or {}) & set(KNOWN):
        if data.draw(st.booleans()):
            case.path_parameters[name] = KNOWN[name]
    answer = case.call(headers=headers)
    case.validate_response(answer, checks=[not_a_server_error])
    assert answer.headers["content-type"] == ["application/json; charset=utf-8"]
