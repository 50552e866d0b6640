"""The authorization endpoint refuses what the standards say it must, and redirects nowhere else.

RFC 6749 section 4.1.2.1, OpenID Connect Core 3.1.2, RFC 7636, RFC 9207, RFC 9700.
"""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser

from bawaba.identity.models import Grant
from bawaba.identity.oidc import registration
from bawaba.identity.tests.oidc_factories import OPERATOR, make_client
from bawaba.identity.tests.provider import (
    REDIRECT,
    Party,
    answered_error,
    assert_page_without_redirect,
    claims_in,
    get,
    make_party,
    redirected_error,
    signed_in,
)
from bawaba.identity.types import Level
from bawaba.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]


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


APP = "http://127.0.0.1/callback"


def loopback_app(**metadata: Any) -> Party:
    return make_party(
        redirect_uris=[APP], application_type="native", token_endpoint_auth_method="none", **metadata
    )


@pytest.mark.parametrize("port", ["", ":1", ":49152", ":65535"])
def test_an_app_may_listen_on_any_port_of_the_loopback_address(port: str) -> None:
    """The one thing that may differ from what was registered (RFC 8252, section 7.3)."""
    app, there = loopback_app(), f"http://127.0.0.1{port}/callback"
    code = app.code(signed_in(app).browser, redirect_uri=there)
    assert app.redeem(code, redirect_uri=there).status_code == 200


def test_the_port_of_the_request_is_the_one_of_the_redemption() -> None:
    app = loopback_app()
    code = app.code(signed_in(app).browser, redirect_uri="http://127.0.0.1:5000/callback")
    refused = app.redeem(code, redirect_uri="http://127.0.0.1:5001/callback")
    assert answered_error(refused) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:5000/other", "http://127.0.0.1:5000/callback/", "http://127.0.0.1:5000/callback?x=1",
        "https://127.0.0.1:5000/callback", "http://127.0.0.2:5000/callback", "http://localhost:5000/callback",
        "http://[::1]:5000/callback", "http://127.0.0.1:5000@evil.example/callback", "http://127.0.0.1:/callback",
        "http://127.0.0.1:123456/callback", "http://127.0.0.1.evil.example:5000/callback",
        "http://127.0.0.1:5000/callback#x", "HTTP://127.0.0.1:5000/callback",
    ],
)  # fmt: skip
def test_nothing_but_the_port_of_an_app_may_differ(address: str) -> None:
    app = loopback_app()
    assert_page_without_redirect(app.authorize(signed_in(app).browser, redirect_uri=address))


def test_a_web_site_may_not_change_its_port() -> None:
    party = make_party(redirect_uris=["http://127.0.0.1/callback"])
    answer = party.authorize(signed_in(party).browser, redirect_uri="http://127.0.0.1:5000/callback")
    assert_page_without_redirect(answer)
