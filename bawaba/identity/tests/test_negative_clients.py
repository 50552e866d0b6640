"""A client that does not prove who it is gets nothing: RFC 6749 sections 2.3 and 5.2, RFC 7523, RFC 9700."""

import hmac
import json
import time
from typing import Any

import pytest
from django.http import HttpResponse

from bawaba.identity.oidc import registration
from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.oidc_factories import OPERATOR, ec_key, public, sign
from bawaba.identity.tests.provider import (
    REDIRECT,
    Party,
    answered_error,
    basic,
    code_for,
    encode,
    make_party,
    post,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]


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
