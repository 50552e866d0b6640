"""What several tests of the catalogue need: a published service, the people around it, a search engine's ear."""

from collections.abc import Iterable, Iterator

import pytest
from django.test import Client

from bawaba.catalogue.tests import factories
from bawaba.catalogue.tests.editors import IDENTIFIER, signed_in
from bawaba.kernel import ports
from bawaba.kernel.ports import SearchDocument


@pytest.fixture
def service() -> str:
    factories.published_by_two(identifier=IDENTIFIER)
    return IDENTIFIER


@pytest.fixture
def editor(service: str) -> Client:
    return signed_in("editor")


@pytest.fixture
def publisher(service: str) -> Client:
    return signed_in("publisher")


@pytest.fixture
def foreigner(service: str) -> Client:
    factories.ensure_body("autre-service", {"fr": "Autre service", "ar": "مصلحة أخرى"})
    return signed_in("editor", "autre-service")


@pytest.fixture
def sink() -> Iterator[list[tuple[list[str], list[tuple[str, str]]]]]:
    """Return what a search engine is told: (changed keys, removed keys) for each call."""
    calls: list[tuple[list[str], list[tuple[str, str]]]] = []

    def told(*, changed: Iterable[SearchDocument], removed: Iterable[tuple[str, str]]) -> None:
        calls.append(([one.key for one in changed], list(removed)))

    ports.search_sinks.register("tests", told)
    yield calls
    ports.search_sinks._providers.pop("tests")
