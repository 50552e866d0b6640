"""A published service and the people around it, for the tests of the editors' pages."""

import pytest
from django.test import Client

from bawaba.catalogue.tests import factories
from bawaba.catalogue.tests.editors import IDENTIFIER, signed_in


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
