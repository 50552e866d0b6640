"""CIBA Core 1.0, section 7.1.1: requests signed by the client."""

import secrets
import time
from typing import Any

import pytest

from bawaba.identity.tests.factories import make_person
from bawaba.identity.tests.oidc_factories import ISSUER, ec_key, public, sign
from bawaba.identity.tests.test_oidc_ciba import Party

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.ISSUER = ISSUER


def signing_party() -> tuple[Party, Any]:
    key = ec_key()
    party = Party(jwks={"keys": [public(key)]}, backchannel_authentication_request_signing_alg="ES256")
    return party, key


def signed(party: Party, key: Any, **changes: Any) -> str:
    moment = int(time.time())
    claims = {
        "iss": party.client.client_id, "aud": ISSUER, "iat": moment, "nbf": moment, "exp": moment + 300,
        "jti": secrets.token_urlsafe(8), "scope": "openid", "login_hint": "salma@example.org",
        "requested_expiry": 60, **changes,
    }  # fmt: skip
    return sign(key, {name: value for name, value in claims.items() if value is not None})


def test_a_signed_request_is_read_and_used_once() -> None:
    make_person(email="salma@example.org")
    party, key = signing_party()
    token = signed(party, key)
    answer = party.post("/oidc/bc-authorize", request=token)
    assert (answer.status_code, answer.json()["expires_in"]) == (200, 60)
    assert party.post("/oidc/bc-authorize", request=token).json()["error"] == "invalid_request"


def test_a_client_that_signs_may_not_ask_unsigned() -> None:
    party, _ = signing_party()
    assert party.ask("salma@example.org").json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changes",
    [{"iss": "other"}, {"aud": "https://other.example"}, {"aud": None}, {"exp": 1}, {"exp": None}, {"jti": None},
     {"nbf": None}, {"iat": None}, {"nbf": time.time() + 3600}, {"exp": time.time() + 86400}],
)  # fmt: skip
def test_a_signed_request_for_another_or_another_time_is_refused(changes: dict[str, Any]) -> None:
    party, key = signing_party()
    answer = party.post("/oidc/bc-authorize", request=signed(party, key, **changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_request_signed_by_another_key_is_refused() -> None:
    party, _ = signing_party()
    answer = party.post("/oidc/bc-authorize", request=signed(party, ec_key()))
    assert answer.json()["error"] == "invalid_request"
