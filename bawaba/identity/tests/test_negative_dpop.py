"""A proof of possession that proves nothing is refused at the token endpoint: RFC 9449."""

import time
from typing import Any

import pytest
from django.http import HttpResponse
from joserfc.jwk import RSAKey

from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.oidc_factories import ec_key, public, sign
from bawaba.identity.tests.provider import (
    Party,
    answered_error,
    code_for,
    forge,
    make_party,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]


def refuse_grant(answer: HttpResponse) -> None:
    assert answered_error(answer) == (400, "invalid_grant")


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
