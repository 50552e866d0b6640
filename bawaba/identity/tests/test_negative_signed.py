"""Signed tokens with a twist that their signature does not catch: RFC 7515, RFC 7519, RFC 8725."""

import json
import secrets
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jws

from bawaba.identity.oidc import jose
from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.oidc_factories import ec_key, public
from bawaba.identity.tests.provider import (
    CIBA,
    GRANTS,
    SCOPE,
    Party,
    answered_error,
    forge,
    make_party,
    post,
    redirected_error,
    signed_in,
)

pytestmark = pytest.mark.django_db
HALF = "\ud800"  # half of a surrogate pair: JSON can write it, UTF-8 cannot
Attempt = Callable[[Party, dict[str, Any], dict[str, Any]], tuple[int, str]]
CRITICAL: list[dict[str, Any]] = [
    {"crit": ["exp"], "exp": 1}, {"crit": []}, {"crit": "typ"}, {"crit": ["b64"], "b64": True}, {"b64": True},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _issuer(settings: Any) -> None:
    settings.ISSUER = oidc_factories.ISSUER
    settings.CIBA_OPEN_MOST = settings.CIBA_HOURLY_MOST = 1000


@pytest.fixture
def party() -> Party:
    return make_party(
        grant_types=[*GRANTS, CIBA], backchannel_token_delivery_mode="poll", scope=SCOPE,
        token_endpoint_auth_method="private_key_jwt", request_object_signing_alg="ES256",
        backchannel_authentication_request_signing_alg="ES256",
    )  # fmt: skip


def claims_of(party: Party, **changes: Any) -> dict[str, Any]:
    moment = int(time.time())
    return {
        "iss": party.client_id, "aud": oidc_factories.ISSUER, "iat": moment, "nbf": moment, "exp": moment + 60,
        "jti": secrets.token_urlsafe(12), **changes,
    }  # fmt: skip


def header_of(party: Party, **changes: Any) -> dict[str, Any]:
    assert party.key is not None
    return {"alg": "ES256", "kid": party.key.get("kid"), **changes}


def by_assertion(party: Party, header: dict[str, Any], claims: dict[str, Any]) -> tuple[int, str]:
    assert party.key is not None
    token = forge(header_of(party, **header), claims_of(party, sub=party.client_id, **claims), party.key)
    form = {
        **party.assertion(),
        "client_assertion": token,
        "grant_type": "refresh_token",
        "refresh_token": "x",
    }
    return answered_error(post("/oidc/token", form))


def by_ciba_request(party: Party, header: dict[str, Any], claims: dict[str, Any]) -> tuple[int, str]:
    assert party.key is not None
    asked = claims_of(party, scope="openid", login_hint="somebody@example.ma")
    token = forge(header_of(party, **header), {**asked, **claims}, party.key)
    return answered_error(party.post("/oidc/bc-authorize", {"request": token}))


def by_pushed_object(party: Party, header: dict[str, Any], claims: dict[str, Any]) -> tuple[int, str]:
    assert party.key is not None
    token = forge(header_of(party, **header), {**claims_of(party), **party.asks(), **claims}, party.key)
    return answered_error(party.post("/oidc/par", {"request": token}))


def by_proof(party: Party, header: dict[str, Any], claims: dict[str, Any]) -> tuple[int, str]:
    key = ec_key()
    full = {"alg": "ES256", "typ": "dpop+jwt", "jwk": public(key), **header}
    said = {"htm": "POST", "htu": f"{oidc_factories.ISSUER}/oidc/token", "iat": int(time.time()), "jti": "j"}
    return answered_error(party.refresh("x", {"DPoP": forge(full, {**said, **claims}, key)}))


EVERYWHERE = pytest.mark.parametrize(
    ("attempt", "refusal"),
    [
        (by_assertion, (401, "invalid_client")), (by_ciba_request, (400, "invalid_request")),
        (by_pushed_object, (400, "invalid_request_object")), (by_proof, (400, "invalid_dpop_proof")),
    ],
)  # fmt: skip


@EVERYWHERE
@pytest.mark.parametrize("header", CRITICAL)
def test_a_header_that_changes_how_to_read_the_token_is_refused(
    party: Party, attempt: Attempt, refusal: tuple[int, str], header: dict[str, Any]
) -> None:
    """What `crit` names must be understood, and an empty list is none (RFC 7515, section 4.1.11)."""
    assert attempt(party, header, {}) == refusal


@EVERYWHERE
@pytest.mark.parametrize("jti", [HALF, f"a{HALF}", "", 7, "x" * 300])
def test_an_identifier_that_is_no_text_is_refused(
    party: Party, attempt: Attempt, refusal: tuple[int, str], jti: object
) -> None:
    assert attempt(party, {}, {"jti": jti}) == refusal


@EVERYWHERE
def test_an_identifier_may_be_missing_in_a_request_object_alone(
    party: Party, attempt: Attempt, refusal: tuple[int, str]
) -> None:
    if attempt is by_pushed_object:
        assert party.key is not None
        token = forge(header_of(party), {**claims_of(party), **party.asks(), "jti": None}, party.key)
        assert party.post("/oidc/par", {"request": token}).status_code == 201
    else:
        assert attempt(party, {}, {"jti": None}) == refusal


@pytest.mark.parametrize("kind", ["dpop+jwt", "logout+jwt", "at+jwt", "oauth-authz-req+jwt", ["JWT"]])
def test_a_token_of_another_kind_is_no_client_assertion(party: Party, kind: object) -> None:
    """Explicit types keep one kind of token from being taken for another (RFC 8725, section 3.11)."""
    assert by_assertion(party, {"typ": kind}, {}) == (401, "invalid_client")


@pytest.mark.parametrize("kind", ["dpop+jwt", "logout+jwt", "client-authentication+jwt"])
def test_a_token_of_another_kind_is_no_signed_request(party: Party, kind: str) -> None:
    assert by_ciba_request(party, {"typ": kind}, {}) == (400, "invalid_request")
    assert by_pushed_object(party, {"typ": kind}, {}) == (400, "invalid_request_object")


@pytest.mark.parametrize(
    "changes",
    [
        {"login_hint": HALF}, {"login_hint": "a\0b"}, {"login_hint": ["a"]}, {"login_hint": {}},
        {"requested_expiry": 1.5}, {"requested_expiry": True}, {"requested_expiry": 0}, {"acr_values": ["x"]},
        {"scope": ["openid"]}, {"client_id": "another"}, {"binding_message": None},
    ],
)  # fmt: skip
def test_a_signed_request_with_a_parameter_of_another_type_opens_nothing(
    party: Party, changes: dict[str, Any]
) -> None:
    assert by_ciba_request(party, {}, changes) == (400, "invalid_request")


@pytest.mark.parametrize("name", ["scope", "login_hint", "binding_message", "acr_values", "requested_expiry"])
def test_beside_a_signed_request_stands_no_parameter_of_it(party: Party, name: str) -> None:
    """Authentication request parameters must not appear outside of the JWT (CIBA Core 1.0, section 7.1.1)."""
    assert party.key is not None
    asked = claims_of(party, scope="openid", login_hint="somebody@example.ma")
    form = {"request": forge(header_of(party), asked, party.key), name: "1"}
    assert answered_error(party.post("/oidc/bc-authorize", form)) == (400, "invalid_request")


def test_half_a_character_in_a_browsers_request_object_is_refused(party: Party) -> None:
    assert party.key is not None
    full = {**claims_of(party), **party.asks(), "jti": HALF}
    token = forge(header_of(party, typ="oauth-authz-req+jwt"), full, party.key)
    answer = party.authorize(signed_in(party).browser, request=token)
    assert redirected_error(answer) == "invalid_request_object"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_claims_in_another_encoding_than_utf_8_are_refused(party: Party, encoding: str) -> None:
    assert party.key is not None
    body = json.dumps(claims_of(party, sub=party.client_id)).encode(encoding)
    token = jws.serialize_compact(header_of(party), body, party.key, registry=jose.registry("ES256"))
    form = {**party.assertion(), "client_assertion": token, "grant_type": "refresh_token"}
    assert answered_error(post("/oidc/token", form)) == (401, "invalid_client")
