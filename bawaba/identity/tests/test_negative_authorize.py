"""The authorization endpoint and pushed requests refuse what the standards say they must.

RFC 6749 section 4.1.2.1, OpenID Connect Core 3.1.2, RFC 7636, RFC 9101, RFC 9126, RFC 9207, RFC 9700.
"""

import json
import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client as Browser

from bawaba.identity.models import Grant, PushedRequest
from bawaba.identity.oidc import registration
from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.oidc_factories import OPERATOR, ec_key, make_client, sign
from bawaba.identity.tests.provider import (
    REDIRECT,
    SCOPE,
    Party,
    answered_error,
    assert_page_without_redirect,
    challenge_of,
    claims_in,
    get,
    make_party,
    post,
    redirected_error,
    signed_in,
)
from bawaba.identity.types import Level
from bawaba.kernel import clock

pytestmark = pytest.mark.django_db
URN = "urn:ietf:params:oauth:request_uri:"


@pytest.fixture(autouse=True)
def _issuer(settings: Any) -> None:
    settings.ISSUER = oidc_factories.ISSUER


@pytest.fixture
def party() -> Party:
    return make_party()


@pytest.fixture
def browser(party: Party) -> Browser:
    return signed_in(party).browser


# ── nothing is redirected while the client or the address does not hold ──────────────────────────────


@pytest.mark.parametrize("client_id", [None, "", "nobody", "x" * 300, "<script>", "\0", "a b", "عميل"])
def test_an_unknown_client_gets_a_page_and_no_redirect(
    party: Party, browser: Browser, client_id: str | None
) -> None:
    assert_page_without_redirect(party.authorize(browser, client_id=client_id))


EVIL = [
    "https://evil.example/", "https://evil.example/callback", REDIRECT + "/", REDIRECT + "/../x", REDIRECT + "?a=b",
    REDIRECT + "#frag", REDIRECT + "%00", REDIRECT + " ", " " + REDIRECT, REDIRECT.upper(), REDIRECT[:-1],
    REDIRECT.replace("https", "http"), "https://party.example.evil.example/callback",
    "https://party.example@evil.example/callback", "https://party.example:8443/callback", "//evil.example/callback",
    "javascript:alert(1)", "data:text/html,x", "/callback", "callback", "https://party.example\\@evil.example",
    "https://party.example/callback\r\nX: y", "http://localhost/callback", "\0",
]  # fmt: skip


@pytest.mark.parametrize("uri", [None, "", *EVIL])
def test_a_redirect_uri_that_is_not_registered_to_the_letter_gets_a_page_and_no_redirect(
    party: Party, browser: Browser, uri: str | None
) -> None:
    assert_page_without_redirect(party.authorize(browser, redirect_uri=uri))


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "scope", "response_type"])
def test_a_repeated_parameter_is_never_picked_from(party: Party, browser: Browser, name: str) -> None:
    asked = [*party.asks().items(), (name, "https://evil.example/")]
    answer = browser.get("/oidc/authorize?" + urlencode(asked))
    if name in ("client_id", "redirect_uri") or "Location" not in answer.headers:
        assert_page_without_redirect(answer)
    else:
        assert redirected_error(answer, state=None if name == "state" else "a-state") == "invalid_request"


def test_a_suspended_or_unapproved_client_gets_a_page_and_no_redirect(party: Party, browser: Browser) -> None:
    registration.suspend_client(actor=OPERATOR, client_id=party.client_id)
    assert_page_without_redirect(party.authorize(browser))
    waiting, _ = make_client(approved=False)
    assert_page_without_redirect(party.authorize(browser, client_id=waiting.client_id))


def test_the_page_of_a_refusal_shows_nothing_that_the_client_sent_as_markup(
    party: Party, browser: Browser
) -> None:
    page = party.authorize(browser, redirect_uri='https://evil.example/"><script>x()</script>').content
    assert b"<script>x()" not in page


def test_another_method_than_get_and_post_is_not_allowed(party: Party, browser: Browser) -> None:
    for method in ("put", "delete", "patch"):
        answer = getattr(browser, method)("/oidc/authorize?" + urlencode(party.asks()))
        assert answer.status_code == 405
        assert "Location" not in answer.headers


# ── errors that are sent to the redirect URI ─────────────────────────────────────────────────────────

REDIRECTED: list[tuple[str, dict[str, Any]]] = [
    ("invalid_request", {"response_type": None}),
    ("unsupported_response_type", {"response_type": "token"}),
    ("unsupported_response_type", {"response_type": "id_token"}),
    ("unsupported_response_type", {"response_type": "code token"}),
    ("unsupported_response_type", {"response_type": "code id_token"}),
    ("unsupported_response_type", {"response_type": "none"}),
    ("unsupported_response_type", {"response_type": "CODE"}),
    ("invalid_request", {"code_challenge": None}),
    ("invalid_request", {"code_challenge": None, "code_challenge_method": None}),
    (
        "invalid_request",
        {"code_challenge_method": None},
    ),  # plain by default (RFC 7636, section 4.3): downgraded
    ("invalid_request", {"code_challenge_method": "plain"}),
    ("invalid_request", {"code_challenge_method": "s256"}),
    ("invalid_request", {"code_challenge_method": "S512"}),
    ("invalid_request", {"code_challenge": "short"}),
    ("invalid_request", {"code_challenge": "x" * 200}),
    ("invalid_request", {"code_challenge": "*" * 43}),
    ("invalid_scope", {"scope": None}),
    ("invalid_scope", {"scope": "profile email"}),
    ("invalid_scope", {"scope": "openid cnie"}),  # known, but not registered for this client
    ("invalid_request", {"prompt": "none login"}),
    ("invalid_request", {"prompt": "none consent"}),
    ("invalid_request", {"prompt": "later"}),
    ("invalid_request", {"max_age": "-1"}),
    ("invalid_request", {"max_age": "soon"}),
    ("invalid_request", {"max_age": "1.5"}),
    ("invalid_request", {"max_age": "٣"}),
    ("invalid_request", {"max_age": "9" * 40}),
    ("invalid_request", {"claims": "{"}),
    ("invalid_request", {"claims": "[]"}),
    ("invalid_request", {"claims": '{"userinfo": []}'}),
    ("invalid_request", {"claims": '{"id_token": {"sub": "x"}}'}),
    ("invalid_request", {"claims": "[" * 5000}),
    ("invalid_request", {"id_token_hint": "x"}),
    ("invalid_request", {"id_token_hint": "a.b.c"}),
    ("invalid_request", {"response_mode": "fragment"}),
    ("invalid_request", {"response_mode": "web_message"}),
    ("invalid_request", {"dpop_jkt": "x"}),
    ("invalid_request", {"nonce": "n" * 5000}),
    ("registration_not_supported", {"registration": "{}"}),
    ("request_not_supported", {"request": "a.b.c"}),
]


@pytest.mark.parametrize(("error", "changes"), REDIRECTED)
def test_a_faulty_request_is_answered_with_the_standards_code_state_and_issuer(
    party: Party, browser: Browser, error: str, changes: dict[str, Any]
) -> None:
    answer = party.authorize(browser, **changes)
    assert redirected_error(answer) == error
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    "uri", ["https://evil.example/request", "https://party.example/request.jwt", "file:///etc/passwd"]
)
def test_a_request_by_reference_is_never_fetched_nor_ignored(
    party: Party, browser: Browser, uri: str
) -> None:
    answer = party.authorize(browser, request_uri=uri)
    if "Location" in answer.headers:
        assert redirected_error(answer) in ("request_uri_not_supported", "invalid_request_uri")
    else:
        assert_page_without_redirect(answer)
    assert not Grant.objects.exists()


def test_a_state_that_is_absent_stays_absent(party: Party, browser: Browser) -> None:
    answer = party.authorize(browser, state=None, response_type="token")
    assert redirected_error(answer, state=None) == "unsupported_response_type"


def test_form_post_carries_errors_too(party: Party, browser: Browser) -> None:
    answer = party.authorize(browser, response_mode="form_post", scope="profile", state='"><b>')
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'name="error" value="invalid_scope"' in page
    assert f'action="{REDIRECT}"' in page
    assert "<b>" not in page
    assert "no-store" in answer.headers["Cache-Control"]


# ── who is not signed in, and prompt=none ────────────────────────────────────────────────────────────


def test_prompt_none_without_a_session_is_login_required(party: Party) -> None:
    assert redirected_error(party.authorize(Browser(), prompt="none")) == "login_required"


def test_prompt_none_without_a_consent_is_consent_required(party: Party) -> None:
    stranger = signed_in()
    error = redirected_error(party.authorize(stranger.browser, prompt="none"))
    assert error in ("consent_required", "interaction_required")


def test_prompt_none_with_an_old_session_and_max_age_is_login_required(
    party: Party, browser: Browser
) -> None:
    with clock.frozen_at(clock.now() + timedelta(seconds=30)):
        assert redirected_error(party.authorize(browser, prompt="none", max_age="10")) == "login_required"


def test_prompt_none_with_max_age_zero_is_login_required(party: Party, browser: Browser) -> None:
    with clock.frozen_at(clock.now() + timedelta(seconds=1)):
        assert redirected_error(party.authorize(browser, prompt="none", max_age="0")) == "login_required"


def essential(level: Level) -> str:
    return json.dumps({"id_token": {"acr": {"essential": True, "values": [level.acr]}}})


def test_an_essential_level_that_is_not_reached_is_never_answered_with_a_lower_one(
    party: Party, browser: Browser
) -> None:
    answer = party.authorize(browser, prompt="none", claims=essential(Level.HIGH))
    error = redirected_error(answer)
    assert error in ("login_required", "interaction_required", "unmet_authentication_requirements")
    assert not Grant.objects.exists()


def test_a_step_up_is_asked_where_a_higher_level_is_wanted(party: Party, browser: Browser) -> None:
    answer = party.authorize(browser, claims=essential(Level.HIGH))
    assert answer.status_code in (302, 303)
    assert not answer.headers["Location"].startswith(REDIRECT)
    assert not Grant.objects.exists()


def test_a_hint_about_somebody_else_gives_no_code(party: Party, browser: Browser) -> None:
    hint = party.tokens(signed_in(party).browser)["id_token"]
    assert redirected_error(party.authorize(browser, prompt="none", id_token_hint=hint)) == "login_required"


def test_a_hint_that_was_issued_to_another_client_is_refused(party: Party, browser: Browser) -> None:
    other = make_party()
    hint = other.tokens(signed_in(other).browser)["id_token"]
    assert redirected_error(party.authorize(browser, id_token_hint=hint)) == "invalid_request"


def test_a_subject_asked_by_value_that_is_somebody_else_gives_no_code(party: Party, browser: Browser) -> None:
    claims = json.dumps({"id_token": {"sub": {"value": "somebody-else"}}})
    assert redirected_error(party.authorize(browser, prompt="none", claims=claims)) == "login_required"


def test_claims_that_the_client_was_not_approved_for_are_not_released(party: Party) -> None:
    """The consent covers what may be released; asking for more changes nothing about that."""
    reader = signed_in(party)
    claims = json.dumps(
        {"id_token": {"cnie": {"essential": True}}, "userinfo": {"cnie": None, "birthdate": None}}
    )
    tokens = party.tokens(reader.browser, claims=claims)
    assert "cnie" not in claims_in(tokens["id_token"])
    read = get("/oidc/userinfo", Authorization=f"Bearer {tokens['access_token']}").json()
    assert not {"cnie", "birthdate"} & read.keys()


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


@pytest.mark.parametrize("changes", OBJECT_FAULTS, ids=[str(fault) for fault in OBJECT_FAULTS])
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
