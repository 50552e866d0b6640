"""The token endpoint refuses what the standards say it must, each with its code.

RFC 6749 sections 3.2 and 5.2, RFC 7636, RFC 7523, RFC 9449, RFC 9700, OpenID Connect Core 3.1.3.
"""

import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from joserfc.jwk import RSAKey

from bawaba.identity.models import Grant
from bawaba.identity.oidc import registration
from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.oidc_factories import OPERATOR, ec_key, public, sign
from bawaba.identity.tests.provider import (
    REDIRECT,
    Party,
    answered_error,
    basic,
    challenge_of,
    encode,
    forge,
    machine,
    make_party,
    post,
    signed_in,
)
from bawaba.kernel import clock
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _issuer(settings: Any) -> None:
    settings.ISSUER = oidc_factories.ISSUER


@pytest.fixture
def party() -> Party:
    return make_party()


def code_for(party: Party, **changes: Any) -> str:
    return party.code(signed_in(party).browser, **changes)


def live_refresh_token(party: Party, **changes: Any) -> str:
    token: str = party.tokens(signed_in(party).browser, **changes)["refresh_token"]
    return token


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


# ── client authentication ────────────────────────────────────────────────────────────────────────────


def refuse_client(answer: HttpResponse) -> None:
    assert answered_error(answer) == (401, "invalid_client")


def test_no_authentication_at_all_is_refused(party: Party) -> None:
    refuse_client(post("/oidc/token", {"grant_type": "refresh_token", "refresh_token": "x"}))


def test_a_confidential_client_that_only_names_itself_is_refused(party: Party) -> None:
    """Downgraded: the attacker leaves the credentials out."""
    form = {"grant_type": "authorization_code", "code": code_for(party), "redirect_uri": REDIRECT}
    refuse_client(
        post("/oidc/token", {**form, "client_id": party.client_id, "code_verifier": party.verifier})
    )


@pytest.mark.parametrize("secret", ["", "wrong", "a" * 43, "é", "\0"])
def test_a_wrong_secret_is_refused_with_a_challenge(party: Party, secret: str) -> None:
    answer = party.redeem("x", headers={"Authorization": basic(party.client_id, secret)})
    refuse_client(answer)
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_another_clients_secret_is_refused(party: Party) -> None:
    answer = party.redeem("x", headers={"Authorization": basic(party.client_id, make_party().secret)})
    refuse_client(answer)


@pytest.mark.parametrize("header", ["Basic", "Basic %%%", "Basic Og==", "Basic bm9jb2xvbg==", "Basic \xff"])
def test_a_malformed_basic_header_is_refused(header: str) -> None:
    refuse_client(post("/oidc/token", {"grant_type": "refresh_token"}, Authorization=header))


@pytest.mark.parametrize("client_id", ["", "nobody", "x" * 5000, "a\tb", "ليس عميلا"])
def test_an_unknown_client_is_refused(client_id: str) -> None:
    refuse_client(post("/oidc/token", {"grant_type": "refresh_token"}, Authorization=basic(client_id, "s")))


def test_an_unknown_client_and_a_wrong_secret_answer_alike(party: Party) -> None:
    form = {"grant_type": "authorization_code", "code": "x", "redirect_uri": REDIRECT}
    wrong = post("/oidc/token", form, Authorization=basic(party.client_id, "x" * 43))
    unknown = post("/oidc/token", form, Authorization=basic("nobody", "x" * 43))
    assert wrong.content == unknown.content
    assert wrong.headers == unknown.headers


def test_credentials_sent_twice_are_refused(party: Party) -> None:
    answer = party.redeem("x", client_id=party.client_id, client_secret=party.secret)
    assert answered_error(answer) == (400, "invalid_request")


def test_a_secret_sent_in_the_body_of_a_client_that_uses_basic_is_refused(party: Party) -> None:
    form = {"grant_type": "refresh_token", "client_id": party.client_id, "client_secret": party.secret}
    refuse_client(post("/oidc/token", form))


def test_a_secret_in_the_address_does_not_authenticate(party: Party) -> None:
    """RFC 6749, section 2.3.1: the parameters must not be in the request URI."""
    path = f"/oidc/token?client_id={party.client_id}&client_secret={party.secret}"
    refuse_client(post(path, {"grant_type": "refresh_token", "refresh_token": "x"}))


def test_a_client_id_beside_the_header_must_be_the_same(party: Party) -> None:
    answer = party.redeem("x", client_id=make_party().client_id)
    assert answered_error(answer) == (400, "invalid_request")


def test_a_suspended_client_is_refused_even_with_a_live_code(party: Party) -> None:
    code = code_for(party)
    registration.suspend_client(actor=OPERATOR, client_id=party.client_id)
    refuse_client(party.redeem(code))


def test_a_client_that_nobody_approved_yet_is_refused() -> None:
    client, secret = oidc_factories.make_client(approved=False)
    refuse_client(Party(client, secret).redeem("x"))


@pytest.fixture
def signer() -> Party:
    return make_party(token_endpoint_auth_method="private_key_jwt")


def with_assertion(party: Party, **assertion: str) -> HttpResponse:
    return post("/oidc/token", {"grant_type": "refresh_token", "refresh_token": "x", **assertion})


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1}, {"exp": None}, {"exp": "never"}, {"exp": int(time.time()) + 10**6}, {"aud": None},
        {"aud": "https://other.example"}, {"aud": ["https://other.example"]}, {"iss": "nobody"}, {"iss": None},
        {"sub": "nobody"}, {"sub": None}, {"jti": None}, {"jti": 5}, {"nbf": int(time.time()) + 600},
        {"iat": int(time.time()) + 600},
    ],
)  # fmt: skip
def test_an_assertion_that_is_expired_foreign_or_incomplete_is_refused(
    signer: Party, changes: dict[str, Any]
) -> None:
    refuse_client(with_assertion(signer, **signer.assertion(**changes)))


def test_an_assertion_that_comes_twice_is_refused_the_second_time(signer: Party) -> None:
    assertion = signer.assertion()
    assert answered_error(with_assertion(signer, **assertion)) == (400, "invalid_grant")  # it authenticated
    refuse_client(with_assertion(signer, **assertion))


def test_an_assertion_signed_by_another_key_is_refused(signer: Party) -> None:
    forged = Party(signer.client, key=ec_key()).assertion()
    refuse_client(with_assertion(signer, **forged))


def test_an_assertion_signed_by_a_key_that_it_brings_itself_is_refused(signer: Party) -> None:
    own, moment = ec_key(), int(time.time())
    claims = {"iss": signer.client_id, "sub": signer.client_id, "aud": oidc_factories.ISSUER,
              "exp": moment + 60, "jti": "j"}  # fmt: skip
    forged = sign(own, claims, jwk=public(own), jku="https://evil.example/jwks", x5u="https://evil.example")
    refuse_client(with_assertion(signer, client_assertion=forged,
                                 client_assertion_type=signer.assertion()["client_assertion_type"]))  # fmt: skip


def unsigned(token: str, header: str) -> str:
    return f"{encode(header.encode())}.{token.split('.')[1]}."


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "HS256"])
def test_an_unsigned_assertion_is_refused(signer: Party, algorithm: str) -> None:
    good = signer.assertion()
    bad = unsigned(good["client_assertion"], f'{{"alg":"{algorithm}"}}')
    refuse_client(with_assertion(signer, **{**good, "client_assertion": bad}))


def test_an_assertion_keyed_with_the_public_key_as_a_secret_is_refused(signer: Party) -> None:
    """Downgraded: ES256 → HS256, with what everybody may read as the key."""
    assert signer.key is not None
    moment = int(time.time())
    claims = {"iss": signer.client_id, "sub": signer.client_id, "aud": oidc_factories.ISSUER,
              "exp": moment + 60, "jti": "k"}  # fmt: skip
    head, body = (encode(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims))
    mac = hmac.digest(signer.key.as_pem(private=False), f"{head}.{body}".encode(), "sha256")
    forged = f"{head}.{body}.{encode(mac)}"
    refuse_client(with_assertion(signer, client_assertion=forged,
                                 client_assertion_type=signer.assertion()["client_assertion_type"]))  # fmt: skip


@pytest.mark.parametrize("kind", ["", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer", "jwt"])
def test_an_assertion_of_another_type_is_refused(signer: Party, kind: str) -> None:
    refuse_client(with_assertion(signer, **{**signer.assertion(), "client_assertion_type": kind}))


@pytest.mark.parametrize(
    "token", ["", "x", "a.b", "a.b.c", "a.b.c.d", "..", "eyJhbGciOiJFUzI1NiJ9..", "é.é.é"]
)
def test_a_malformed_assertion_is_refused(signer: Party, token: str) -> None:
    refuse_client(with_assertion(signer, **{**signer.assertion(), "client_assertion": token}))


def test_a_client_that_signs_does_not_pass_by_its_name_alone(signer: Party) -> None:
    refuse_client(post("/oidc/token", {"grant_type": "refresh_token", "client_id": signer.client_id}))


def test_an_assertion_of_a_client_registered_for_a_secret_is_refused(party: Party) -> None:
    forger = Party(party.client, key=ec_key())
    refuse_client(with_assertion(party, **forger.assertion()))


def test_an_assertion_for_another_client_id_is_refused(signer: Party, party: Party) -> None:
    refuse_client(with_assertion(signer, **signer.assertion(), client_id=party.client_id))


# ── the authorization code ───────────────────────────────────────────────────────────────────────────


def refuse_grant(answer: HttpResponse) -> None:
    assert answered_error(answer) == (400, "invalid_grant")


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


# ── DPoP (RFC 9449) ──────────────────────────────────────────────────────────────────────────────────

PROOF_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("another method", {"htm": "GET"}),
    ("method in lower case", {"htm": "post"}),
    ("no method", {"htm": None}),
    ("another address", {"htu": "https://other.example/oidc/token"}),
    ("another endpoint", {"htu": f"{oidc_factories.ISSUER}/oidc/par"}),
    ("no address", {"htu": None}),
    ("an address that is none", {"htu": 5}),
    ("too old", {"iat": int(time.time()) - 3600}),
    ("from the future", {"iat": int(time.time()) + 3600}),
    ("no time", {"iat": None}),
    ("a time that is none", {"iat": "now"}),
    ("no identifier", {"jti": None}),
    ("an identifier too long", {"jti": "x" * 1000}),
]


@pytest.mark.parametrize(
    "changes", [fault for _, fault in PROOF_FAULTS], ids=[name for name, _ in PROOF_FAULTS]
)
def test_a_dpop_proof_with_a_fault_is_refused(party: Party, changes: dict[str, Any]) -> None:
    proof = oidc_factories.proof(ec_key(), **changes)
    assert answered_error(party.redeem(code_for(party), {"DPoP": proof})) == (400, "invalid_dpop_proof")


def test_a_dpop_proof_that_comes_twice_is_refused(party: Party) -> None:
    proof = oidc_factories.proof(ec_key())
    assert party.redeem(code_for(party), {"DPoP": proof}).status_code == 200
    assert answered_error(party.redeem(code_for(party), {"DPoP": proof})) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize(
    "header",
    [{"typ": "JWT"}, {"typ": None}, {"jwk": None}, {"jwk": "x"}, {"jwk": {"kty": "oct", "k": "AAAA"}},
     {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}, {"jwk": []}],
)  # fmt: skip
def test_a_dpop_proof_of_another_type_or_without_a_public_key_is_refused(
    party: Party, header: dict[str, Any]
) -> None:
    key, moment = ec_key(), int(time.time())
    claims = {"jti": "h", "htm": "POST", "htu": f"{oidc_factories.ISSUER}/oidc/token", "iat": moment}
    full = {"alg": "ES256", "typ": "dpop+jwt", "jwk": public(key), **header}
    proof = forge({name: value for name, value in full.items() if value is not None}, claims, key)
    assert answered_error(party.redeem(code_for(party), {"DPoP": proof})) == (400, "invalid_dpop_proof")


def test_a_dpop_proof_that_shows_its_private_key_is_refused(party: Party) -> None:
    key = ec_key()
    claims = {
        "jti": "p",
        "htm": "POST",
        "htu": f"{oidc_factories.ISSUER}/oidc/token",
        "iat": int(time.time()),
    }
    proof = sign(key, claims, kid=None, typ="dpop+jwt", jwk=key.as_dict(private=True))
    assert answered_error(party.redeem("x", {"DPoP": proof})) == (400, "invalid_dpop_proof")


def test_a_dpop_proof_signed_by_another_key_than_it_names_is_refused(party: Party) -> None:
    claims = {
        "jti": "q",
        "htm": "POST",
        "htu": f"{oidc_factories.ISSUER}/oidc/token",
        "iat": int(time.time()),
    }
    proof = sign(ec_key(), claims, kid=None, typ="dpop+jwt", jwk=public(ec_key("other")))
    assert answered_error(party.redeem("x", {"DPoP": proof})) == (400, "invalid_dpop_proof")


def test_a_dpop_proof_by_a_weak_rsa_key_is_refused(party: Party) -> None:
    key = RSAKey.generate_key(1024)
    claims = {
        "jti": "r",
        "htm": "POST",
        "htu": f"{oidc_factories.ISSUER}/oidc/token",
        "iat": int(time.time()),
    }
    proof = sign(key, claims, alg="RS256", kid=None, typ="dpop+jwt", jwk=public(key))
    assert answered_error(party.redeem("x", {"DPoP": proof})) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("proof", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é", "x" * 30_000])
def test_a_malformed_dpop_proof_is_refused(party: Party, proof: str) -> None:
    assert answered_error(party.redeem(code_for(party), {"DPoP": proof})) == (400, "invalid_dpop_proof")


def test_a_client_bound_to_dpop_gets_no_bearer_token() -> None:
    party = make_party(dpop_bound_access_tokens=True)
    assert answered_error(party.redeem(code_for(party))) == (400, "invalid_dpop_proof")


def test_a_code_bound_to_a_key_is_refused_with_another_key_and_without_one(party: Party) -> None:
    bound = ec_key()
    code = code_for(party, dpop_jkt=bound.thumbprint())
    refuse_grant(party.redeem(code, {"DPoP": oidc_factories.proof(ec_key())}))
    refuse_grant(party.redeem(code))
    assert party.redeem(code, {"DPoP": oidc_factories.proof(bound)}).status_code == 200


def test_a_public_clients_refresh_token_is_bound_to_its_key() -> None:
    """RFC 9449, section 5: else who steals it can use it."""
    public_party, bound = make_party(token_endpoint_auth_method="none"), ec_key()
    code = code_for(public_party)
    token = public_party.redeem(code, {"DPoP": oidc_factories.proof(bound)}).json()["refresh_token"]
    refuse_grant(public_party.refresh(token, {"DPoP": oidc_factories.proof(ec_key())}))
    assert answered_error(public_party.refresh(token)) == (400, "invalid_dpop_proof")
    assert public_party.refresh(token, {"DPoP": oidc_factories.proof(bound)}).status_code == 200


def test_a_downgrade_from_dpop_to_bearer_at_refresh_is_refused(party: Party) -> None:
    key = ec_key()
    token = party.redeem(code_for(party), {"DPoP": oidc_factories.proof(key)}).json()["refresh_token"]
    assert answered_error(party.refresh(token)) == (400, "invalid_dpop_proof")


# ── what a refusal leaves behind ─────────────────────────────────────────────────────────────────────


def test_a_refused_redemption_writes_no_token_and_tells_no_secret(party: Party) -> None:
    code = code_for(party)
    refuse_grant(party.redeem(code, code_verifier="y" * 43))
    grant = Grant.objects.get()
    assert grant.redeemed_at is None
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
