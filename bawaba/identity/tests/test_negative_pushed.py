"""Pushed and signed authorization requests with a fault give no code: RFC 9101, RFC 9126."""

import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser

from bawaba.identity.models import Grant, PushedRequest
from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.oidc_factories import ec_key, sign
from bawaba.identity.tests.provider import (
    REDIRECT,
    SCOPE,
    Party,
    answered_error,
    assert_page_without_redirect,
    challenge_of,
    get,
    make_party,
    post,
    redirected_error,
    signed_in,
)
from bawaba.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]
URN = "urn:ietf:params:oauth:request_uri:"


@pytest.fixture
def browser(party: Party) -> Browser:
    return signed_in(party).browser


# ── pushed requests ──────────────────────────────────────────────────────────────────────────────────

PUSHED: list[tuple[str, dict[str, Any]]] = [
    ("invalid_request", {"request_uri": URN + "x"}),
    ("invalid_request", {"response_type": None}),
    ("unsupported_response_type", {"response_type": "token"}),
    ("invalid_request", {"redirect_uri": None}),
    ("invalid_request", {"redirect_uri": "https://evil.example/"}),
    ("invalid_request", {"code_challenge": None}),
    ("invalid_request", {"code_challenge_method": "plain"}),
    ("invalid_scope", {"scope": "profile"}),
    ("invalid_scope", {"scope": "openid cnie"}),
    ("invalid_request", {"prompt": "none login"}),
    ("invalid_request", {"max_age": "x"}),
    ("invalid_request", {"claims": "{"}),
    ("invalid_request", {"client_id": "somebody-else"}),
    ("request_not_supported", {"request": "a.b.c"}),
]


@pytest.mark.parametrize(("error", "changes"), PUSHED)
def test_a_faulty_request_cannot_be_pushed(party: Party, error: str, changes: dict[str, Any]) -> None:
    assert answered_error(party.push(**changes)) == (400, error)
    assert not PushedRequest.objects.exists()


def test_an_unauthenticated_client_cannot_push(party: Party) -> None:
    assert answered_error(post("/oidc/par", party.asks())) == (401, "invalid_client")


def test_a_request_is_pushed_by_post_only() -> None:
    assert answered_error(get("/oidc/par")) == (405, "invalid_request")


def push(party: Party, **changes: Any) -> str:
    answer = party.push(**changes)
    assert answer.status_code == 201, answer.content
    name: str = answer.json()["request_uri"]
    return name


def by_name(party: Party, browser: Browser, request_uri: str, **more: str) -> Any:
    return browser.get("/oidc/authorize", {"client_id": party.client_id, "request_uri": request_uri, **more})


def got_no_code(answer: Any) -> None:
    """Check that a request by name was refused: by a page, or by an error at the registered address."""
    if "Location" in answer.headers:
        assert redirected_error(answer, state=None) in ("invalid_request_uri", "invalid_request")
    else:
        assert_page_without_redirect(answer)


def test_a_pushed_request_works_once(party: Party, browser: Browser) -> None:
    name = push(party)
    assert "code=" in by_name(party, browser, name).headers["Location"]
    got_no_code(by_name(party, browser, name))


def test_a_pushed_request_of_another_client_is_refused(party: Party, browser: Browser) -> None:
    got_no_code(by_name(make_party(), browser, push(party)))


def test_an_expired_pushed_request_is_refused(party: Party, browser: Browser, settings: Any) -> None:
    name = push(party)
    with clock.frozen_at(clock.now() + timedelta(seconds=settings.OIDC_PUSHED_TTL_S + 1)):
        got_no_code(by_name(party, browser, name))


@pytest.mark.parametrize("name", [URN, URN + "x", URN + "x" * 5000, "urn:x", URN + "\0", URN + "é"])
def test_a_pushed_request_that_nobody_pushed_is_refused(party: Party, browser: Browser, name: str) -> None:
    got_no_code(by_name(party, browser, name))


def test_parameters_beside_a_pushed_request_change_nothing(party: Party, browser: Browser) -> None:
    """Mixed up: RFC 9126, section 4, and RFC 9101, section 6.3."""
    name = push(party, scope="openid", state="pushed")
    answer = by_name(party, browser, name, redirect_uri="https://evil.example/", scope=SCOPE, state="other",
                     code_challenge=challenge_of("z" * 43))  # fmt: skip
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.headers["Location"].startswith(REDIRECT)
    assert found["state"] == ["pushed"]
    tokens = party.redeem(found["code"][0])
    assert tokens.json()["scope"] == "openid"


def test_a_client_that_must_push_gets_no_code_by_plain_parameters() -> None:
    """Downgraded: RFC 9126, section 6."""
    strict = make_party(require_pushed_authorization_requests=True)
    reader = signed_in(strict)
    answer = strict.authorize(reader.browser)
    if "Location" in answer.headers:
        assert redirected_error(answer) == "invalid_request"
    else:
        assert_page_without_redirect(answer)
    assert "code=" in by_name(strict, reader.browser, push(strict)).headers["Location"]


def test_a_code_of_a_request_pushed_with_a_proof_is_bound_to_its_key(party: Party, browser: Browser) -> None:
    key = ec_key()
    answer = party.push({"DPoP": oidc_factories.proof(key, path="/oidc/par")})
    found = by_name(party, browser, answer.json()["request_uri"]).headers["Location"]
    code = parse_qs(urlsplit(found).query)["code"][0]
    assert answered_error(party.redeem(code)) == (400, "invalid_grant")
    assert party.redeem(code, {"DPoP": oidc_factories.proof(key)}).status_code == 200


def test_a_proof_and_a_thumbprint_of_two_keys_cannot_be_pushed_together(party: Party) -> None:
    answer = party.push(
        {"DPoP": oidc_factories.proof(ec_key(), path="/oidc/par")}, dpop_jkt=ec_key().thumbprint()
    )
    assert answered_error(answer)[0] == 400


# ── signed requests (RFC 9101) ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def signer() -> Party:
    return make_party(request_object_signing_alg="ES256", require_signed_request_object=True)


def signed(party: Party, browser: Browser, token: str) -> Any:
    return browser.get("/oidc/authorize", {"client_id": party.client_id, "request": token,
                                           "response_type": "code", "scope": "openid",
                                           "redirect_uri": REDIRECT, "state": "a-state"})  # fmt: skip


def refuse_object(answer: Any, errors: tuple[str, ...] = ("invalid_request_object",)) -> None:
    if "Location" in answer.headers:
        assert redirected_error(answer) in errors
    else:
        assert_page_without_redirect(answer)
    assert not Grant.objects.exists()


def test_a_signed_request_is_answered(signer: Party) -> None:
    answer = signed(signer, signed_in(signer).browser, signer.request_object())
    assert "code=" in answer.headers["Location"]


OBJECT_FAULTS: list[dict[str, Any]] = [
    {"iss": "somebody"}, {"iss": None}, {"aud": "https://other.example"}, {"aud": None}, {"exp": 1}, {"exp": None},
    {"exp": int(time.time()) + 10**7}, {"nbf": int(time.time()) + 600}, {"iat": int(time.time()) + 600},
    {"client_id": "somebody"}, {"request": "x"}, {"request_uri": "https://x.example"}, {"jti": 5},
    {"scope": ["openid"]}, {"state": True}, {"nonce": "a\u0000b"}, {"state": "a\r\nb"},
]  # fmt: skip


@pytest.mark.parametrize("changes", OBJECT_FAULTS)
def test_a_signed_request_that_is_foreign_expired_or_malformed_is_refused(
    signer: Party, changes: dict[str, Any]
) -> None:
    refuse_object(signed(signer, signed_in(signer).browser, signer.request_object(**changes)))


def test_a_signed_request_by_another_key_is_refused(signer: Party) -> None:
    refuse_object(signed(signer, signed_in(signer).browser, signer.request_object(key=ec_key())))


def test_a_request_object_without_a_signature_is_refused(signer: Party) -> None:
    good = signer.request_object()
    for header in ("eyJhbGciOiJub25lIn0", "eyJhbGciOiJOb25lIn0"):
        refuse_object(signed(signer, signed_in(signer).browser, f"{header}.{good.split('.')[1]}."))


def test_a_signed_request_comes_once(signer: Party) -> None:
    token, reader = signer.request_object(), signed_in(signer)
    assert "code=" in signed(signer, reader.browser, token).headers["Location"]
    Grant.objects.all().delete()
    refuse_object(signed(signer, reader.browser, token))


def test_a_client_that_must_sign_gets_no_code_without_a_signature(signer: Party) -> None:
    """Downgraded: the request object is left out."""
    refuse_object(signer.authorize(signed_in(signer).browser), ("invalid_request", "invalid_request_object"))


def test_a_client_assertion_is_no_request_object() -> None:
    party = make_party(token_endpoint_auth_method="private_key_jwt", request_object_signing_alg="ES256")
    token = party.assertion()["client_assertion"]
    refuse_object(signed(party, signed_in(party).browser, token))


def test_what_is_beside_a_signed_request_does_not_count(signer: Party) -> None:
    reader = signed_in(signer)
    answer = reader.browser.get("/oidc/authorize", {
        "client_id": signer.client_id, "request": signer.request_object(scope="openid"), "response_type": "code",
        "scope": SCOPE, "redirect_uri": REDIRECT, "code_challenge": challenge_of("z" * 43),
    })  # fmt: skip
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    assert signer.redeem(code).json()["scope"] == "openid"


def test_a_signed_request_of_another_purpose_is_refused(signer: Party) -> None:
    token = signer.request_object(header={"typ": "dpop+jwt"})
    refuse_object(signed(signer, signed_in(signer).browser, token))


def test_a_signed_request_for_an_address_that_is_not_registered_gets_a_page(signer: Party) -> None:
    answer = signed(
        signer, signed_in(signer).browser, signer.request_object(redirect_uri="https://evil.example/")
    )
    assert "evil" not in answer.headers.get("Location", "")
    assert not Grant.objects.exists()


def test_an_id_token_of_another_issuer_is_no_hint(party: Party, browser: Browser) -> None:
    forged = sign(ec_key(), {"iss": "https://other.example", "aud": party.client_id, "sub": "x"})
    assert redirected_error(party.authorize(browser, id_token_hint=forged)) == "invalid_request"
