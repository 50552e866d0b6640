"""What many tests of the room begin with: a person with a phone and a browser, a relying party, the issuer."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as Browser

from bawaba.identity.models import Device, Person
from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.factories import make_person, sign_in
from bawaba.identity.tests.phone_factories import enrol
from bawaba.identity.tests.provider import Party, make_party
from bawaba.identity.tests.software_key import SoftwareKey


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Let no test spend the tries of the next one."""
    cache.clear()


@pytest.fixture
def issuer(settings: Any) -> str:
    """Answer as the issuer that the tests' tokens and proofs are made for."""
    settings.ISSUER = oidc_factories.ISSUER
    return oidc_factories.ISSUER


@pytest.fixture
def party() -> Party:
    """A relying party as most are: the code flow with a secret."""
    return make_party()


@pytest.fixture
def person() -> Person:
    """Somebody with verified contacts whom nobody has proofed."""
    return make_person()


@pytest.fixture
def browser(person: Person) -> Browser:
    """The person's browser, in French and signed in."""
    client = Browser(headers={"accept-language": "fr"})
    sign_in(client, person)
    return client


@pytest.fixture
def phone(person: Person) -> tuple[Device, SoftwareKey]:
    """The person's phone, enrolled by a real ceremony."""
    return enrol(person)
