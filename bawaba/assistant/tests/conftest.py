"""A language model's double for the tests of this room."""

from collections.abc import Iterator

import pytest

from bawaba.assistant.queries import telling
from bawaba.assistant.tests.endpoint import Endpoint, running


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with running() as server:
        yield server


@pytest.fixture
def model(endpoint: Endpoint, settings: object, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    """The site is set up with the endpoint; a failure before does not rest on this test."""
    settings.LLM_URL = endpoint.address  # type: ignore[attr-defined]
    settings.LLM_TIMEOUT_S = 60.0  # type: ignore[attr-defined]
    monkeypatch.setattr(telling, "REST_S", 0.0)
    endpoint.asked.clear()
    return endpoint
