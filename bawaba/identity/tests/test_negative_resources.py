"""Userinfo, introspection, revocation and logout refuse what the standards say they must.

RFC 6750, RFC 7009, RFC 7662, RFC 9449 section 7, OpenID Connect Core 5.3, RP-Initiated Logout 1.0.
"""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from bawaba.identity.oidc import registration
from bawaba.identity.oidc.sids import sid_for
from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.oidc_factories import OPERATOR, ec_key, sign
from bawaba.identity.tests.provider import (
    Party,
    answered_error,
    assert_page_without_redirect,
    get,
    machine,
    make_party,
    post,
    signed_in,
)
from bawaba.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]


@pytest.fixture
def party() -> Party:
    return make_party(post_logout_redirect_uris=["https://party.example/bye"])


def userinfo(token: str, **headers: str) -> HttpResponse:
    return get("/oidc/userinfo", Authorization=f"Bearer {token}", **headers)


def refuse_token(answer: HttpResponse, scheme: str = "Bearer") -> None:
    assert answered_error(answer) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"].startswith(scheme)


# ── userinfo ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "Token x", "bearer\tx"])
def test_a_request_without_a_token_is_asked_for_one(header: str) -> None:
    answer = get("/oidc/userinfo", **({"Authorization": header} if header else {}))
    assert answer.status_code == 401
    assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert "error=" not in answer.headers["WWW-Authenticate"]  # RFC 6750, section 3.1


@pytest.mark.parametrize(
    "token", ["x", "bwa_" + "A" * 83, "a.b.c", "é", "A" * 20_000, "' OR 1=1 --", "\xff\xfe", "null"]
)
def test_a_token_that_nobody_issued_is_invalid(token: str) -> None:
    refuse_token(userinfo(token))


def test_other_tokens_than_access_tokens_are_invalid(party: Party) -> None:
    reader = signed_in(party)
    tokens = party.tokens(reader.browser)
    for token in (tokens["refresh_token"], tokens["id_token"], party.code(reader.browser)):
        refuse_token(userinfo(token))


def test_a_token_in_the_address_does_not_count(party: Party) -> None:
    """RFC 9700, section 4.3.2."""
    token = party.tokens(signed_in(party).browser)["access_token"]
    assert get(f"/oidc/userinfo?access_token={token}").status_code == 401


def test_a_token_sent_in_two_ways_is_refused(party: Party) -> None:
    token = party.tokens(signed_in(party).browser)["access_token"]
    answer = post("/oidc/userinfo", {"access_token": token}, Authorization=f"Bearer {token}")
    assert answered_error(answer) == (400, "invalid_request")
    assert answer.headers["WWW-Authenticate"].startswith(
        'Bearer error="invalid_request"'
    )  # RFC 6750, section 3


def test_an_expired_token_is_invalid(party: Party, settings: Any) -> None:
    token = party.tokens(signed_in(party).browser)["access_token"]
    with clock.frozen_at(clock.now() + timedelta(seconds=settings.OIDC_ACCESS_TTL_S + 1)):
        refuse_token(userinfo(token))
        assert party.introspect(token) == {"active": False}


def test_a_token_of_a_client_suspended_since_is_invalid(party: Party) -> None:
    token = party.tokens(signed_in(party).browser)["access_token"]
    registration.suspend_client(actor=OPERATOR, client_id=party.client_id)
    refuse_token(userinfo(token))


def bound_token(party: Party) -> tuple[str, Any]:
    key = ec_key()
    code = party.code(signed_in(party).browser)
    tokens = party.redeem(code, {"DPoP": oidc_factories.proof(key)}).json()
    assert tokens["token_type"] == "DPoP"
    return tokens["access_token"], key


def proof_for(key: Any, token: str, **changes: Any) -> str:
    from bawaba.identity.oidc.dpop import hash_token

    claims = {"method": "GET", "path": "/oidc/userinfo", "ath": hash_token(token), **changes}
    return oidc_factories.proof(key, **claims)


def test_a_bound_token_is_refused_as_a_bearer_token(party: Party) -> None:
    """Downgraded: RFC 9449, section 7.2."""
    refuse_token(userinfo(bound_token(party)[0]))


def test_a_bound_token_is_refused_without_a_proof(party: Party) -> None:
    token, _ = bound_token(party)
    answer = get("/oidc/userinfo", Authorization=f"DPoP {token}")
    assert answered_error(answer)[0] == 401
    assert "DPoP" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "changes",
    [{"ath": None}, {"ath": "x"}, {"method": "POST"}, {"path": "/oidc/token"}, {"iat": 1}, {"jti": None}],
)
def test_a_bound_token_is_refused_with_a_proof_at_fault(party: Party, changes: dict[str, Any]) -> None:
    token, key = bound_token(party)
    answer = get("/oidc/userinfo", Authorization=f"DPoP {token}", DPoP=proof_for(key, token, **changes))
    assert answered_error(answer) == (401, "invalid_dpop_proof")


def test_a_bound_token_is_refused_with_another_key(party: Party) -> None:
    token, _ = bound_token(party)
    answer = get("/oidc/userinfo", Authorization=f"DPoP {token}", DPoP=proof_for(ec_key(), token))
    refuse_token(answer, "DPoP")


def test_a_proof_at_userinfo_comes_once(party: Party) -> None:
    token, key = bound_token(party)
    proof = proof_for(key, token)
    assert get("/oidc/userinfo", Authorization=f"DPoP {token}", DPoP=proof).status_code == 200
    answer = get("/oidc/userinfo", Authorization=f"DPoP {token}", DPoP=proof)
    assert answered_error(answer) == (401, "invalid_dpop_proof")


def test_a_bearer_token_is_not_made_a_bound_one_by_a_proof(party: Party) -> None:
    token, key = party.tokens(signed_in(party).browser)["access_token"], ec_key()
    answer = get("/oidc/userinfo", Authorization=f"DPoP {token}", DPoP=proof_for(key, token))
    refuse_token(answer, "DPoP")


# ── introspection and revocation ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/oidc/introspect", "/oidc/revoke"])
def test_a_caller_that_does_not_authenticate_is_refused(party: Party, path: str) -> None:
    assert answered_error(post(path, {"token": "x"})) == (401, "invalid_client")
    assert answered_error(post(path, {"token": "x", "client_id": party.client_id})) == (401, "invalid_client")


@pytest.mark.parametrize("path", ["/oidc/introspect", "/oidc/revoke"])
def test_a_missing_token_is_an_invalid_request(party: Party, path: str) -> None:
    assert answered_error(party.post(path, {})) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["/oidc/introspect", "/oidc/revoke"])
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_another_method_than_post_is_not_allowed(path: str, method: str) -> None:
    assert answered_error(getattr(machine(), method)(path)) == (405, "invalid_request")


def test_another_clients_token_is_inactive_and_says_nothing_more(party: Party) -> None:
    tokens = party.tokens(signed_in(party).browser)
    stranger = make_party()
    for kind in ("access_token", "refresh_token", "id_token"):
        assert stranger.introspect(tokens[kind]) == {"active": False}


@pytest.mark.parametrize("token", ["x", "bwa_" + "A" * 83, "bwr_" + "A" * 83, "é", "A" * 20_000, "a.b.c"])
def test_a_token_that_nobody_issued_is_inactive_and_revoking_it_is_no_error(party: Party, token: str) -> None:
    assert party.introspect(token) == {"active": False}
    assert party.revoke(token).status_code == 200  # RFC 7009, section 2.2


def test_another_clients_token_is_not_revoked(party: Party) -> None:
    tokens = party.tokens(signed_in(party).browser)
    stranger = make_party()
    for kind in ("access_token", "refresh_token"):
        assert stranger.revoke(tokens[kind]).status_code in (200, 400)
        assert party.introspect(tokens[kind])["active"] is True


def test_a_revoked_refresh_token_ends_its_access_tokens_too(party: Party) -> None:
    tokens = party.tokens(signed_in(party).browser)
    assert party.revoke(tokens["refresh_token"], token_type_hint="access_token").status_code == 200
    refuse_token(userinfo(tokens["access_token"]))
    assert answered_error(party.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_a_revoked_access_token_is_invalid_at_once(party: Party) -> None:
    token = party.tokens(signed_in(party).browser)["access_token"]
    assert party.revoke(token).status_code == 200
    refuse_token(userinfo(token))
    assert party.introspect(token) == {"active": False}


def test_a_public_client_may_not_introspect(party: Party) -> None:
    spa = make_party(token_endpoint_auth_method="none")
    answer = spa.post("/oidc/introspect", {"token": "x"})
    assert answered_error(answer) == (401, "invalid_client")


# ── logout at the relying party's word ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "uri",
    ["https://evil.example/", "https://party.example/bye/", "https://party.example/bye?x=1", "//evil.example",
     "javascript:alert(1)", "https://party.example/callback"],
)  # fmt: skip
def test_an_address_that_is_not_registered_for_logout_is_never_redirected_to(party: Party, uri: str) -> None:
    reader = signed_in(party)
    hint = party.tokens(reader.browser)["id_token"]
    answer = reader.browser.get("/oidc/logout", {"id_token_hint": hint, "post_logout_redirect_uri": uri})
    assert_page_without_redirect(answer)


def test_an_address_without_a_client_is_never_redirected_to(party: Party) -> None:
    reader = signed_in(party)
    answer = reader.browser.get("/oidc/logout", {"post_logout_redirect_uri": "https://party.example/bye"})
    assert_page_without_redirect(answer)


@pytest.mark.parametrize("hint", ["x", "a.b.c", "é", "A" * 20_000])
def test_a_hint_that_is_no_id_token_of_ours_is_refused(party: Party, hint: str) -> None:
    assert_page_without_redirect(signed_in(party).browser.get("/oidc/logout", {"id_token_hint": hint}))


def test_a_forged_hint_ends_no_session(party: Party) -> None:
    reader = signed_in(party)
    claims = {"iss": oidc_factories.ISSUER, "aud": party.client_id, "sid": sid_for(client_id=party.client_id, sid=reader.authentication.sid),
              "sub": "x", "exp": int(time.time()) + 60}  # fmt: skip
    reader.browser.get("/oidc/logout", {"id_token_hint": sign(ec_key(), claims)})
    assert party.code(reader.browser)  # still signed in


def test_a_hint_about_another_persons_session_asks_first(party: Party) -> None:
    """Nobody signs a stranger out by a link."""
    mine, other = signed_in(party), signed_in(party)
    hint = party.tokens(other.browser)["id_token"]
    answer = mine.browser.get("/oidc/logout", {"id_token_hint": hint})
    assert answer.status_code == 200
    assert party.code(mine.browser)


def test_a_link_without_a_hint_asks_first(party: Party) -> None:
    reader = signed_in(party)
    assert reader.browser.get("/oidc/logout").status_code == 200
    assert party.code(reader.browser)
