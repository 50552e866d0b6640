"""The token endpoint refuses what the standards say it must, each with its code.

RFC 6749 sections 3.2, 4.1.3, 5.2 and 6, RFC 7636, RFC 9700, OpenID Connect Core 3.1.3.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from bawaba.identity.models import Grant
from bawaba.identity.tests.provider import (
    REDIRECT,
    Party,
    answered_error,
    basic,
    challenge_of,
    code_for,
    machine,
    make_party,
    post,
    signed_in,
)
from bawaba.kernel import clock
from bawaba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]


def live_refresh_token(party: Party, **changes: Any) -> str:
    token: str = party.tokens(signed_in(party).browser, **changes)["refresh_token"]
    return token


def refuse_grant(answer: HttpResponse) -> None:
    assert answered_error(answer) == (400, "invalid_grant")


# ── the form of the request ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_another_method_than_post_is_not_allowed(method: str) -> None:
    answer = getattr(machine(), method)("/oidc/token")
    assert answered_error(answer) == (405, "invalid_request")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_another_type_of_body_is_refused(party: Party, kind: str) -> None:
    headers = {"Authorization": basic(party.client_id, party.secret)}
    body = "grant_type=authorization_code"
    answer = machine().post("/oidc/token", body, content_type=kind, headers=headers)
    assert answered_error(answer) == (400, "invalid_request")


@pytest.mark.parametrize(
    "name", ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "an_extension"]
)
def test_a_repeated_parameter_is_refused(party: Party, name: str) -> None:
    body = f"grant_type=authorization_code&code=x&{name}=one&{name}=two"
    answer = post("/oidc/token", body, Authorization=basic(party.client_id, party.secret))
    assert answered_error(answer) == (400, "invalid_request")


@pytest.mark.parametrize("body", ["", "code=x", "grant_type=", "grant_type=authorization_code%00"])
def test_a_request_without_a_readable_grant_type_is_refused(party: Party, body: str) -> None:
    answer = post("/oidc/token", body, Authorization=basic(party.client_id, party.secret))
    assert answered_error(answer) == (400, "invalid_request")


@pytest.mark.parametrize("left_out", ["code", "redirect_uri"])
def test_a_missing_parameter_is_named_and_refused(party: Party, left_out: str) -> None:
    form = {"grant_type": "authorization_code", "code": code_for(party), "redirect_uri": REDIRECT}
    answer = party.post("/oidc/token", {name: form[name] for name in form if name != left_out})
    assert answered_error(answer) == (400, "invalid_request")
    assert left_out in answer.json()["error_description"]


@pytest.mark.parametrize(
    "kind",
    ["password", "client_credentials", "implicit", "urn:ietf:params:oauth:grant-type:device_code",
     "urn:ietf:params:oauth:grant-type:jwt-bearer", "authorization_code ", "AUTHORIZATION_CODE"],
)  # fmt: skip
def test_a_grant_type_that_is_not_offered_is_unsupported(party: Party, kind: str) -> None:
    answer = party.post("/oidc/token", {"grant_type": kind, "username": "a", "password": "b"})
    assert answered_error(answer) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("kind", ["refresh_token", "urn:openid:params:grant-type:ciba"])
def test_a_grant_type_that_is_not_the_clients_is_unauthorized(kind: str) -> None:
    party = make_party(grant_types=["authorization_code"], scope="openid profile email")
    answer = party.post("/oidc/token", {"grant_type": kind, "refresh_token": "x", "auth_req_id": "x"})
    assert answered_error(answer) == (400, "unauthorized_client")


# ── the authorization code ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "code", ["x", "bwc_", "bwc_" + "A" * 83, "bwa_" + "A" * 83, "é" * 40, "A" * 20_000, "' OR 1=1 --"]
)
def test_a_code_that_nobody_issued_is_refused(party: Party, code: str) -> None:
    refuse_grant(party.redeem(code))


def test_a_code_changed_in_one_place_is_refused(party: Party) -> None:
    code = code_for(party)
    for place in (5, 20, len(code) - 2):
        other = "A" if code[place] != "A" else "B"
        refuse_grant(party.redeem(code[:place] + other + code[place + 1 :]))
    assert party.redeem(code).status_code == 200  # the attempts cost its owner nothing


def test_a_code_issued_to_another_client_is_refused_and_stays_good_for_its_own(party: Party) -> None:
    """Mixed up: RFC 6749, section 4.1.3, and RFC 9700, section 4.5."""
    code = code_for(party)
    thief = make_party()
    refuse_grant(thief.redeem(code, code_verifier=party.verifier))
    assert party.redeem(code).status_code == 200


def test_a_replayed_code_ends_what_it_gave(party: Party) -> None:
    code = code_for(party)
    tokens = party.redeem(code).json()
    refuse_grant(party.redeem(code))
    assert party.introspect(tokens["access_token"]) == {"active": False}
    assert party.introspect(tokens["refresh_token"]) == {"active": False}
    refuse_grant(party.refresh(tokens["refresh_token"]))
    assert AuditEntry.objects.filter(verb="identity.grant-revoked", detail__reason="code-replayed").exists()


def test_a_code_replayed_after_a_refresh_ends_the_renewed_tokens_too(party: Party) -> None:
    code = code_for(party)
    renewed = party.refresh(party.redeem(code).json()["refresh_token"]).json()
    refuse_grant(party.redeem(code))
    assert party.introspect(renewed["access_token"]) == {"active": False}
    refuse_grant(party.refresh(renewed["refresh_token"]))


def test_an_expired_code_is_refused(party: Party, settings: Any) -> None:
    code = code_for(party)
    with clock.frozen_at(clock.now() + timedelta(seconds=settings.OIDC_CODE_TTL_S + 1)):
        refuse_grant(party.redeem(code))


def test_a_code_lives_ten_minutes_at_most(settings: Any) -> None:
    assert 0 < settings.OIDC_CODE_TTL_S <= 600  # RFC 6749, section 4.1.2


@pytest.mark.parametrize(
    "uri",
    [REDIRECT + "/", REDIRECT + "?x=1", "https://party.example/", "https://party.example:443/callback",
     "https://PARTY.example/callback", "https://evil.example/callback", "x"],
)  # fmt: skip
def test_another_redirect_uri_than_the_one_of_the_request_is_refused(party: Party, uri: str) -> None:
    refuse_grant(party.redeem(code_for(party), redirect_uri=uri))


def test_another_registered_redirect_uri_than_the_one_of_the_request_is_refused() -> None:
    second = REDIRECT + "2"
    party = make_party(redirect_uris=[REDIRECT, second])
    refuse_grant(party.redeem(code_for(party), redirect_uri=second))


@pytest.mark.parametrize("verifier", [None, "", "short", "x" * 43, "x" * 128, "x" * 129, "é" * 43])
def test_a_verifier_that_is_missing_wrong_or_malformed_is_refused(party: Party, verifier: str | None) -> None:
    refuse_grant(party.redeem(code_for(party), code_verifier=verifier))


def test_the_challenge_itself_is_no_verifier(party: Party) -> None:
    """Downgraded: S256 → plain."""
    refuse_grant(party.redeem(code_for(party), code_verifier=challenge_of(party.verifier)))


def test_a_refresh_token_is_no_code_and_a_code_no_refresh_token(party: Party) -> None:
    reader = signed_in(party)
    tokens = party.tokens(reader.browser)
    for token in (tokens["refresh_token"], tokens["access_token"], tokens["id_token"]):
        refuse_grant(party.redeem(token))
    for token in (party.code(reader.browser), tokens["access_token"], tokens["id_token"]):
        refuse_grant(party.refresh(token))


# ── refresh tokens ───────────────────────────────────────────────────────────────────────────────────


def test_a_refresh_token_used_twice_ends_the_whole_family(party: Party) -> None:
    first = live_refresh_token(party)
    renewed = party.refresh(first).json()
    refuse_grant(party.refresh(first))
    refuse_grant(party.refresh(renewed["refresh_token"]))
    assert party.introspect(renewed["access_token"]) == {"active": False}
    assert AuditEntry.objects.filter(
        verb="identity.grant-revoked", detail__reason="refresh-replayed"
    ).exists()


def test_a_refresh_token_of_another_client_is_refused_and_stays_good_for_its_own(party: Party) -> None:
    token = live_refresh_token(party)
    refuse_grant(make_party().refresh(token))
    assert party.refresh(token).status_code == 200


def test_a_refresh_asks_for_no_more_than_was_granted(party: Party) -> None:
    token = live_refresh_token(party, scope="openid offline_access")
    for scope in ("openid profile offline_access", "openid cnie", "all"):
        assert answered_error(party.refresh(token, scope=scope)) == (400, "invalid_scope")
    narrowed = party.refresh(token, scope="openid")
    assert narrowed.status_code == 200
    assert narrowed.json()["scope"] == "openid"


def test_an_expired_refresh_token_is_refused(party: Party, settings: Any) -> None:
    token = live_refresh_token(party)
    with clock.frozen_at(clock.now() + timedelta(seconds=settings.OIDC_REFRESH_TTL_S + 1)):
        refuse_grant(party.refresh(token))


@pytest.mark.parametrize("token", ["x", "bwr_" + "A" * 83, "null", "é" * 50, "A" * 20_000])
def test_a_refresh_token_that_nobody_issued_is_refused(party: Party, token: str) -> None:
    refuse_grant(party.refresh(token))


def test_no_refresh_token_is_given_without_offline_access(party: Party) -> None:
    assert "refresh_token" not in party.tokens(signed_in(party).browser, scope="openid profile")


# ── what a refusal leaves behind ─────────────────────────────────────────────────────────────────────


def test_a_refused_redemption_writes_no_token_and_tells_no_secret(party: Party) -> None:
    code = code_for(party)
    refuse_grant(party.redeem(code, code_verifier="y" * 43))
    assert not Grant.objects.exists()
    written = str(list(AuditEntry.objects.values_list("detail", "target_id", "actor")))
    for secret in (code, party.secret, party.verifier, "y" * 43):
        assert secret not in written


def test_refusals_are_audited_once_a_minute_for_each_client_and_error(party: Party) -> None:
    cache.clear()  # what other tests were refused counts against this minute too
    refusals = AuditEntry.objects.filter(verb__contains="refus")
    with clock.frozen_at(clock.now().replace(second=1)):
        for _ in range(5):
            refuse_grant(party.redeem("x"))
    assert refusals.count() == 1
    assert refusals.get().detail["error"] == "invalid_grant"
