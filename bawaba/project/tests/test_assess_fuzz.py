"""No call of the assessments' and the study's API by a holder of every role, however strange, is a fault of ours."""

import json
import os
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

from bawaba.assess import services
from bawaba.assess.tests.people import SYSTEM, URN, key_of, make_campaign
from bawaba.identity.tests.holders import TokenHolder, make_token_holder
from bawaba.maturity.tests import factories as study
from bawaba.project.api import openapi_document
from bawaba.project.wsgi import application

CALLS = int(os.environ.get("BAWABA_FUZZ_CALLS", "200"))
"""So many in each run of the tests; a thousand and more by hand."""


def load_operations() -> list[Any]:  # Any: schemathesis's operations
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(openapi_document())))
    schema.app = application
    found = [result.ok() for result in schema.get_all_operations()]
    guarded = [one for one in found if one.definition.raw.get("security")]
    return [one for one in guarded if one.path.startswith(("/assess", "/maturity"))]


OPERATIONS = load_operations()


@pytest.fixture
def known(db: None, settings: Any) -> Iterator[tuple[TokenHolder, dict[str, str]]]:
    """Who may do everything, and keys of things that exist."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    cache.clear()
    make_campaign()
    study.load()
    holder = make_token_holder(
        "openid assess.read assess.write", [("publisher", "ministry"), ("publisher", "commune-1")]
    )
    study.plan("w1", SYSTEM, kinds=["commune"])
    evidence = services.add_evidence(
        actor=SYSTEM, key=key_of("commune-1"), question="strategy", url="https://example.org/"
    )
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield holder, {
        "assess/assessments": key_of("commune-1"), "assess/campaigns": "wave-1", "maturity/waves": "w1", "urn": URN,
        "version": "1.0.0", "question": "strategy", "evidence": str(evidence), "body": "commune-1", "account": holder.account,
    }  # fmt: skip
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.sqlite_is_enough
@hypothesis_settings(
    max_examples=CALLS, deadline=None, suppress_health_check=list(HealthCheck), database=None,
    phases=[Phase.generate],
)  # fmt: skip
@given(data=st.data())
def test_every_operation_answers_or_refuses(
    known: tuple[TokenHolder, dict[str, str]], data: st.DataObject
) -> None:
    holder, keys = known
    operation = data.draw(st.sampled_from(OPERATIONS))
    mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    if data.draw(st.sampled_from([True, True, False])):
        place = "/".join(operation.path.split("/")[1:3])
        for name in case.path_parameters or {}:
            found = keys.get(place if name == "key" else name)
            case.path_parameters[name] = found or case.path_parameters[name]
    answer = case.call(headers={**holder.headers, "Accept": "*/*"})
    case.validate_response(answer, checks=[not_a_server_error])
