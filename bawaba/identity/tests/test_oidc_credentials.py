"""Client authentication, DPoP proofs and the provider's keys."""

import base64
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from bawaba.identity.models import SigningKey, SpentIdentifier
from bawaba.identity.oidc import dpop, jose, journal, keys, registration, spent
from bawaba.identity.oidc.client_authentication import JWT_BEARER, authenticate_client
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.tests.oidc_factories import (
    ISSUER,
    OPERATOR,
    assertion,
    ec_key,
    make_client,
    post_form,
    proof,
    public,
    sign,
)
from bawaba.kernel import clock
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _issuer(settings: Any) -> None:
    settings.ISSUER = ISSUER
    cache.clear()


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def refused(form: dict[str, str], **headers: str) -> ProtocolError:
    with pytest.raises(ProtocolError) as refusal:
        authenticate_client(request=post_form(form=form, **headers), form=form)
    return refusal.value


def test_a_client_authenticates_by_basic(django_assert_num_queries: Any) -> None:
    client, secret = make_client()
    request = post_form(Authorization=basic(client.client_id, secret))
    authenticate_client(request=request, form={})
    with django_assert_num_queries(0):
        assert authenticate_client(request=request, form={}).client_id == client.client_id


def test_a_client_authenticates_by_post() -> None:
    client, secret = make_client(token_endpoint_auth_method="client_secret_post")
    form = {"client_id": client.client_id, "client_secret": secret}
    assert authenticate_client(request=post_form(form=form), form=form) == client


def test_a_public_client_names_itself() -> None:
    client, _ = make_client(token_endpoint_auth_method="none")
    form = {"client_id": client.client_id}
    assert authenticate_client(request=post_form(form=form), form=form) == client


def test_a_confidential_client_does_not_pass_by_its_name_alone() -> None:
    client, _ = make_client()
    assert refused({"client_id": client.client_id}).error == "invalid_client"


def test_another_method_than_the_registered_one_is_refused() -> None:
    client, secret = make_client()
    assert refused({"client_id": client.client_id, "client_secret": secret}).status == 401
    posting, secret = make_client(token_endpoint_auth_method="client_secret_post")
    error = refused({}, Authorization=basic(posting.client_id, secret))
    assert (error.error, error.challenge[:5]) == ("invalid_client", "Basic")


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !", "Basic " + base64.b64encode(b"\xff:x").decode(), "basic eA=="]
)
def test_a_malformed_header_is_an_answer_not_a_crash(header: str) -> None:
    assert refused({}, Authorization=header).error == "invalid_client"


def test_a_wrong_secret_and_an_unknown_client_answer_alike() -> None:
    client, _ = make_client()
    wrong = refused({}, Authorization=basic(client.client_id, "x" * 43))
    unknown = refused({}, Authorization=basic("nobody", "x" * 43))
    assert (wrong.error, str(wrong), wrong.status, wrong.challenge) == (
        unknown.error, str(unknown), unknown.status, unknown.challenge,
    )  # fmt: skip


def test_two_methods_at_once_are_refused() -> None:
    client, secret = make_client()
    form = {"client_id": client.client_id, "client_secret": secret}
    assert refused(form, Authorization=basic(client.client_id, secret)).error == "invalid_request"


def test_a_suspended_client_is_refused_at_once() -> None:
    client, secret = make_client()
    header = basic(client.client_id, secret)
    authenticate_client(request=post_form(Authorization=header), form={})
    registration.suspend_client(actor=OPERATOR, client_id=client.client_id)
    assert refused({}, Authorization=header).error == "invalid_client"


def test_a_renewed_secret_voids_the_old_one() -> None:
    client, secret = make_client()
    registration.renew_secret(actor=OPERATOR, client_id=client.client_id)
    assert refused({}, Authorization=basic(client.client_id, secret)).error == "invalid_client"


def signing_client(**members: Any) -> tuple[str, ECKey]:
    key = ec_key()
    client, _ = make_client(
        token_endpoint_auth_method="private_key_jwt", jwks={"keys": [public(key)]}, **members
    )
    return client.client_id, key


def by_assertion(token: str) -> dict[str, str]:
    return {"client_assertion_type": JWT_BEARER, "client_assertion": token}


def test_a_client_authenticates_by_a_signed_assertion_once() -> None:
    client_id, key = signing_client()
    form = by_assertion(assertion(client_id, key))
    assert authenticate_client(request=post_form(form=form), form=form).client_id == client_id
    assert "used before" in str(refused(form))


@pytest.mark.parametrize("audience", [ISSUER, f"{ISSUER}/oidc/token", [ISSUER], f"{ISSUER}/oidc/par"])
def test_an_assertion_may_name_the_issuer_or_the_endpoint(audience: object) -> None:
    client_id, key = signing_client()
    form = by_assertion(assertion(client_id, key, aud=audience))
    assert authenticate_client(request=post_form("/oidc/par", form), form=form).client_id == client_id


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://other.example"}, {"aud": [ISSUER, "https://other.example"]}, {"aud": []}, {"aud": None},
        {"sub": "someone"}, {"sub": None}, {"iss": None}, {"iss": 5}, {"iss": "nobody"},
        {"exp": None}, {"exp": 1}, {"exp": "soon"}, {"exp": True}, {"exp": 10**30}, {"exp": time.time() + 86400},
        {"iat": time.time() + 3600}, {"nbf": time.time() + 3600}, {"nbf": "now"},
        {"jti": None}, {"jti": ""}, {"jti": 7}, {"jti": "x" * 300},
    ],
)  # fmt: skip
def test_an_assertion_that_says_something_else_is_refused(changes: dict[str, Any]) -> None:
    client_id, key = signing_client()
    error = refused(by_assertion(assertion(client_id, key, **changes)))
    assert (error.error, error.status) == ("invalid_client", 401)


@pytest.mark.parametrize(
    "token", ["", "a.b", "a.b.c", "e30.e30.", "é.é.é", "x" * 20_000, "eyJhbGciOiJub25lIn0.e30."]
)
def test_an_assertion_that_is_no_token_is_refused(token: str) -> None:
    assert refused(by_assertion(token)).error in ("invalid_client",)


def test_an_assertion_by_another_key_or_algorithm_is_refused() -> None:
    client_id, _ = signing_client(token_endpoint_auth_signing_alg="ES256")
    assert refused(by_assertion(assertion(client_id, ec_key()))).error == "invalid_client"
    secret = OctKey.generate_key(256, {"kid": "k1"})
    forged = sign(
        secret, {"iss": client_id, "sub": client_id, "aud": ISSUER, "exp": 9e9, "jti": "a"}, alg="HS256"
    )  # type: ignore[arg-type]
    assert refused(by_assertion(forged)).error == "invalid_client"


def test_an_assertion_of_an_unknown_type_is_refused() -> None:
    client_id, key = signing_client()
    form = {"client_assertion_type": "saml", "client_assertion": assertion(client_id, key)}
    assert refused(form).error == "invalid_client"


def test_a_proof_gives_the_thumbprint_of_its_key_once() -> None:
    key = ec_key()
    token = proof(key)
    assert dpop.verify_proof(request=post_form(DPoP=token)) == key.thumbprint()
    with pytest.raises(ProtocolError, match="used before"):
        dpop.verify_proof(request=post_form(DPoP=token))


def test_no_proof_gives_no_thumbprint() -> None:
    assert dpop.verify_proof(request=post_form()) == ""


def test_a_proof_ignores_query_default_port_and_case_of_the_host() -> None:
    key = ec_key()
    token = proof(key, htu="https://ID.example.ma:443/oidc/token?x=1#y")
    assert dpop.verify_proof(request=post_form(DPoP=token)) == key.thumbprint()


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_proof_may_be_signed_by_other_kinds_of_keys(kind: str) -> None:
    key: Any = RSAKey.generate_key(2048) if kind == "rsa" else OKPKey.generate_key("Ed25519")
    claims = {"jti": "1", "htm": "POST", "htu": f"{ISSUER}/oidc/token", "iat": int(time.time())}
    algorithm = "PS256" if kind == "rsa" else "EdDSA"
    token = sign(key, claims, alg=algorithm, kid=None, typ="dpop+jwt", jwk=public(key))
    assert dpop.verify_proof(request=post_form(DPoP=token)) == key.thumbprint()


@pytest.mark.parametrize(
    "claims",
    [
        {"htm": "GET"}, {"htm": None}, {"htu": "https://other.example/oidc/token"}, {"htu": None}, {"htu": 3},
        {"htu": f"{ISSUER}/oidc/par"}, {"htu": "https://[bad/oidc/token"}, {"iat": 1}, {"iat": None},
        {"iat": time.time() + 600}, {"iat": "now"}, {"jti": None}, {"jti": ""}, {"jti": "x" * 300}, {"jti": [1]},
    ],
)  # fmt: skip
def test_a_proof_for_another_request_or_time_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError) as refusal:
        dpop.verify_proof(request=post_form(DPoP=proof(ec_key(), **claims)))
    assert (refusal.value.error, refusal.value.status) == ("invalid_dpop_proof", 400)


def test_a_proof_with_a_private_symmetric_missing_or_foreign_key_is_refused() -> None:
    key, claims = (
        ec_key(),
        {"jti": "1", "htm": "POST", "htu": f"{ISSUER}/oidc/token", "iat": int(time.time())},
    )
    for header in (
        {"jwk": key.as_dict(private=True)}, {"jwk": {"kty": "oct", "k": "AAAA"}}, {"jwk": None}, {"jwk": {"kty": "EC"}},
        {"jwk": public(ec_key())}, {"jwk": public(key), "typ": "JWT"}, {"jwk": {**public(key), "x": "AA"}},
    ):  # fmt: skip
        token = sign(key, claims, **{"kid": None, "typ": "dpop+jwt", **header})
        with pytest.raises(ProtocolError, match="invalid_dpop_proof"):
            dpop.verify_proof(request=post_form(DPoP=token))
    assert not SpentIdentifier.objects.exists()


def test_a_proof_at_a_resource_must_name_the_token() -> None:
    key = ec_key()
    good = proof(key, path="/oidc/userinfo", ath=dpop.hash_token("token"))
    request = post_form("/oidc/userinfo", DPoP=good)
    assert dpop.verify_proof(request=request, access_token="token") == key.thumbprint()
    for ath in (None, dpop.hash_token("other"), 5):
        request = post_form("/oidc/userinfo", DPoP=proof(key, path="/oidc/userinfo", ath=ath))
        with pytest.raises(ProtocolError) as refusal:
            dpop.verify_proof(request=request, access_token="token")
        assert (refusal.value.status, refusal.value.challenge[:4]) == (401, "DPoP")


def test_a_proof_costs_one_query(django_assert_num_queries: Any) -> None:
    request = post_form(DPoP=proof(ec_key()))
    with django_assert_num_queries(1):
        dpop.verify_proof(request=request)


def test_an_identifier_is_forgotten_once_it_cannot_be_replayed() -> None:
    moment = clock.now()
    assert spent.spend("test", "a", expires_at=moment)
    assert not spent.spend("test", "a", expires_at=moment)
    assert spent.spend("test", "b", expires_at=moment)
    with clock.frozen_at(moment + timedelta(minutes=5)):
        assert spent.purge() == 2
    assert not SpentIdentifier.objects.exists()


@pytest.mark.parametrize("algorithm", keys.SIGNING_ALGORITHMS)
def test_a_token_of_ours_is_known_again(algorithm: str, django_assert_num_queries: Any) -> None:
    token = keys.sign(claims={"sub": "a"}, algorithm=algorithm)
    assert keys.verify_own(token=token) == {"sub": "a"}
    with django_assert_num_queries(0):
        assert keys.sign(claims={"sub": "a"}, algorithm=algorithm)


def test_a_changed_or_foreign_token_is_not_ours() -> None:
    token = keys.sign(claims={"sub": "a"})
    header, _, signature = token.split(".")
    other = base64.urlsafe_b64encode(b'{"sub":"b"}').rstrip(b"=").decode()
    stranger = sign(ec_key(keys.current_key(algorithm="ES256").kid), {"sub": "a"}, typ="JWT")
    for bad in (f"{header}.{other}.{signature}", stranger, "", "x", "a.b.c"):
        assert keys.verify_own(token=bad) is None
    assert keys.verify_own(token=keys.sign(claims={"sub": "a"}, type="logout+jwt")) is None


def test_private_keys_are_sealed_and_never_published() -> None:
    keys.current_key(algorithm="RS256")
    row = SigningKey.objects.get(algorithm="RS256")
    assert b'"d"' not in bytes(row.sealed)
    assert all(not {"d", "p", "q"} & key.keys() for key in keys.published_jwks()["keys"])


def test_rotation_publishes_before_it_signs_and_keeps_what_signed() -> None:
    moment = clock.now()
    with clock.frozen_at(moment):
        old = keys.current_key(algorithm="ES256").kid
        token = keys.sign(claims={"sub": "a"})
        new = keys.rotate_keys(actor=OPERATOR, ahead=timedelta(hours=1), overlap=timedelta(days=1))[0].kid
        assert {key["kid"] for key in keys.published_jwks()["keys"]} == {old, new}
        assert keys.current_key(algorithm="ES256").kid == old
    with clock.frozen_at(moment + timedelta(hours=2)):
        assert keys.current_key(algorithm="ES256").kid == new
        assert keys.verify_own(token=token) == {"sub": "a"}
    with clock.frozen_at(moment + timedelta(days=2)):
        assert [key["kid"] for key in keys.published_jwks()["keys"]] == [new]
        assert keys.verify_own(token=token) == {"sub": "a"}  # still a hint of whom we knew


def test_a_stolen_key_is_withdrawn_at_once() -> None:
    token = keys.sign(claims={"sub": "a"})
    keys.rotate_keys(actor=OPERATOR, stolen=True)
    assert keys.verify_own(token=token) is None
    assert keys.verify_own(token=keys.sign(claims={"sub": "a"})) == {"sub": "a"}


def test_a_weak_or_unknown_key_is_refused() -> None:
    for jwk in (
        {"kty": "EC", "crv": "P-384"},
        {"kty": "AKP"},
        {},
        [],
        None,
        {"kty": "RSA", "n": "A" * 171, "e": "AQAB"},
        {"kty": "RSA", "n": 5, "e": "AQAB"},
    ):
        with pytest.raises(jose.InvalidJwk):
            jose.read_public_key(jwk)


def test_refusals_are_audited_once_a_minute_without_what_was_sent() -> None:
    client, _ = make_client()
    for attempt in range(5):
        refused({}, Authorization=basic(client.client_id, f"guess-{attempt}"))
    rows = list(AuditEntry.objects.filter(verb="identity.refused").values("target_id", "detail"))
    assert rows == [{"target_id": "unknown", "detail": {"door": "/oidc/token", "error": "invalid_client"}}]


def test_strangers_cannot_fill_the_audit() -> None:
    for number in range(journal.MOST_REFUSALS_A_MINUTE * 2):
        journal.note_refusal(client_id=f"party-{number}", door="token", error="invalid_grant")
    assert AuditEntry.objects.filter(verb="identity.refused").count() == journal.MOST_REFUSALS_A_MINUTE
