"""Discovery, keys, userinfo, introspection and revocation, through HTTP."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from joserfc.jwk import ECKey

from bawaba.identity.models import Activity, Grant, Person
from bawaba.identity.oidc import grants, housekeeping, jose, keys, registration
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.dpop import hash_token
from bawaba.identity.oidc.scopes import CLAIMS
from bawaba.identity.oidc.subjects import subject_for
from bawaba.identity.services.people import suspend_person
from bawaba.identity.tests.factories import make_person
from bawaba.identity.tests.oidc_factories import ISSUER, OPERATOR, basic, ec_key, make_client, proof
from bawaba.identity.types import Level
from bawaba.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]
SCOPE = "openid profile email phone address birth cnie offline_access"
GRANT_TYPES = ["authorization_code", "refresh_token"]


@pytest.fixture
def machine() -> Browser:
    return Browser(raise_request_exception=False)


def party(**members: Any) -> tuple[Client, str]:
    return make_client(**{"scope": SCOPE, "grant_types": GRANT_TYPES, **members})


def give(
    client: Client, person: Person, *, scope: str = "openid profile", jkt: str = "", **more: Any
) -> tuple[Grant, dict[str, Any]]:
    grant = grants.open_grant(
        kind="ciba", client=client, person_id=person.pk, subject=person.subject, scopes=scope.split(),
        level=Level.SUBSTANTIAL, amr=("pwd",), auth_time=clock.now(), sid="a-session", dpop_jkt=jkt, **more,
    )  # fmt: skip
    return grant, grants.issue_tokens(grant=grant, client=client, jkt=jkt)


def post(machine: Browser, path: str, form: dict[str, str], headers: dict[str, str]) -> Any:
    from urllib.parse import urlencode

    return machine.post(
        path, urlencode(form), content_type="application/x-www-form-urlencoded", headers=headers
    )


def test_discovery_names_only_addresses_that_answer(machine: Browser) -> None:
    for path in ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"):
        answer = machine.get(path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "max-age" in answer.headers["Cache-Control"]
    told = answer.json()
    assert told["issuer"] == ISSUER
    addresses = [value for name, value in told.items() if name.endswith("_endpoint") or name == "jwks_uri"]
    assert len(addresses) == 9
    for address in addresses:
        assert machine.get(address.removeprefix(ISSUER)).status_code != 404, address


def test_discovery_is_true_of_levels_languages_and_claims(machine: Browser) -> None:
    told = machine.get("/.well-known/openid-configuration").json()
    assert told["acr_values_supported"][2] == "http://eidas.europa.eu/LoA/high"
    assert told["ui_locales_supported"] == ["ar", "fr", "zgh", "en"]
    assert set(CLAIMS) < set(told["claims_supported"])
    assert told["id_token_signing_alg_values_supported"][0] == "ES256"
    assert told["authorization_response_iss_parameter_supported"] is True
    assert told["backchannel_token_delivery_modes_supported"] == ["poll", "ping"]
    assert told["request_uri_parameter_supported"] is False


def test_keys_may_be_kept_a_while_and_cost_no_query(machine: Browser, django_assert_num_queries: Any) -> None:
    first = machine.get("/oidc/jwks")
    assert "max-age" in first.headers["Cache-Control"]
    assert {key["alg"] for key in first.json()["keys"]} == {"ES256"}
    with django_assert_num_queries(0):
        machine.get("/oidc/jwks")


def test_only_listed_methods_are_answered(machine: Browser) -> None:
    for path in ("/oidc/jwks", "/oidc/introspect", "/oidc/revoke", "/oidc/userinfo", "/oidc/bc-authorize"):
        answer = machine.delete(path)
        assert answer.status_code == 405, path
        assert answer.json()["error"] == "invalid_request"


def test_a_browser_may_ask_userinfo_from_another_site(machine: Browser) -> None:
    answer = machine.options("/oidc/userinfo", headers={"Origin": "https://party.example"})
    assert answer.status_code == 204
    assert "DPoP" in answer.headers["Access-Control-Allow-Headers"]


def test_userinfo_answers_the_claims_of_the_scopes(
    machine: Browser, django_assert_max_num_queries: Any
) -> None:
    client, _ = party()
    person = make_person()
    _, tokens = give(client, person, scope="openid profile email birth cnie")
    with django_assert_max_num_queries(6):
        answer = machine.get("/oidc/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    told = answer.json()
    assert told["sub"] == subject_for(client=client, subject=person.subject) != person.subject
    assert (told["name"], told["name#ar"]) == ("Salma Bennani", "سلمى بناني")
    assert told["birthdate"] == "1990-05-17"
    assert told["place_of_birth"] == {"locality": "Fès"}
    assert told["email_verified"] is True
    assert told["cnie"].startswith("ZZ")
    assert "phone_number" not in told
    assert answer.headers["Cache-Control"] == "no-store"


def test_userinfo_takes_the_token_in_a_form(machine: Browser) -> None:
    client, _ = party()
    _, tokens = give(client, make_person())
    answer = post(machine, "/oidc/userinfo", {"access_token": tokens["access_token"]}, {})
    assert answer.json()["given_name"] == "Salma"


def test_userinfo_takes_no_token_in_the_address(machine: Browser) -> None:
    _, tokens = give(party()[0], make_person())
    assert machine.get(f"/oidc/userinfo?access_token={tokens['access_token']}").status_code == 401


def test_claims_beyond_the_approved_ones_do_not_leave(machine: Browser) -> None:
    client, _ = party()
    registration.approve_client(actor=OPERATOR, client_id=client.client_id, claims=["given_name"])
    _, tokens = give(client, make_person(), scope="openid profile cnie", wishes={"userinfo": {"email": None}})
    told = machine.get("/oidc/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
    assert set(told) == {"sub", "given_name"}


def test_claims_asked_by_name_are_answered(machine: Browser) -> None:
    claims = {"userinfo": {"cnie": {"essential": True}, "made_up": None}}
    _, tokens = give(party()[0], make_person(), scope="openid", wishes=claims, granted=["cnie", "email"])
    told = machine.get("/oidc/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
    assert set(told) == {"sub", "cnie"}


def test_claims_asked_for_the_id_token_come_in_it() -> None:
    client, _ = party()
    person = make_person()
    wishes = {"id_token": {"given_name": None, "cnie": None}}
    _, tokens = give(client, person, scope="openid", wishes=wishes, granted=["given_name"])
    told = keys.verify_own(token=tokens["id_token"])
    assert told is not None
    assert (told["given_name"], "cnie" in told) == ("Salma", False)
    assert Activity.objects.get(person=person, kind="release").claims == ["given_name"]


def test_each_release_is_a_line_in_the_persons_history(machine: Browser) -> None:
    client, _ = party()
    person = make_person()
    _, tokens = give(client, person, scope="openid email")
    machine.get("/oidc/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    line = Activity.objects.get(person=person, kind="release")
    assert (line.relying_party_id, line.claims) == (client.id, ["email", "email_verified"])
    assert person.subject not in json.dumps(line.claims)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_userinfo_is_signed_where_the_client_asked(machine: Browser, algorithm: str) -> None:
    client, _ = party(userinfo_signed_response_alg=algorithm)
    _, tokens = give(client, make_person())
    answer = machine.get("/oidc/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert answer.headers["Content-Type"] == "application/jwt"
    told = keys.verify_own(token=answer.content.decode())
    assert told is not None
    assert (told["iss"], told["aud"], told["given_name"]) == (ISSUER, client.client_id, "Salma")
    assert jose.peek(answer.content.decode()).header["alg"] == algorithm


def test_without_a_token_userinfo_asks_for_one(machine: Browser) -> None:
    answer = machine.get("/oidc/userinfo")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="oidc", DPoP')


@pytest.mark.parametrize(
    "header", ["Bearer x", "Bearer bwa_" + "A" * 83, "DPoP x", "Bearer é", "Basic eDp5", "Bearer"]
)
def test_a_bad_token_is_refused_with_a_challenge(machine: Browser, header: str) -> None:
    answer = machine.get("/oidc/userinfo", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].split()[0] in ("Bearer", "DPoP")


def userinfo(
    machine: Browser, token: str, key: ECKey | None = None, scheme: str = "DPoP", **claims: Any
) -> Any:
    headers = {"Authorization": f"{scheme} {token}"}
    if key is not None:
        path, ath = "/oidc/userinfo", hash_token(token)
        headers["DPoP"] = proof(key, **{"method": "GET", "path": path, "ath": ath, **claims})
    return machine.get("/oidc/userinfo", headers=headers)


def test_a_bound_token_needs_its_key(machine: Browser) -> None:
    key = ec_key()
    _, tokens = give(party()[0], make_person(), jkt=key.thumbprint())
    token = tokens["access_token"]
    assert tokens["token_type"] == "DPoP"
    assert userinfo(machine, token, key).status_code == 200
    for refused in (
        userinfo(machine, token, ec_key()), userinfo(machine, token), userinfo(machine, token, scheme="Bearer"),
        userinfo(machine, token, key, ath=None), userinfo(machine, token, key, method="POST"),
        userinfo(machine, token, key, scheme="Bearer"),
    ):  # fmt: skip
        assert refused.status_code == 401


def test_a_bearer_token_is_not_taken_as_a_bound_one(machine: Browser) -> None:
    _, tokens = give(party()[0], make_person())
    assert userinfo(machine, tokens["access_token"], ec_key()).status_code == 401


def test_nothing_leaves_after_the_end(machine: Browser) -> None:
    client, _ = party()
    person = make_person()
    first, tokens = give(client, person)
    grants.revoke_grant(grant=first, reason="test")
    assert userinfo(machine, tokens["access_token"], scheme="Bearer").status_code == 401
    _, tokens = give(client, person)
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        assert userinfo(machine, tokens["access_token"], scheme="Bearer").status_code == 401
    registration.suspend_client(actor=OPERATOR, client_id=client.client_id)
    assert userinfo(machine, tokens["access_token"], scheme="Bearer").status_code == 401


def test_a_suspended_person_is_answered_about_no_more(machine: Browser) -> None:
    """Neither for a session that lasts, nor for what was granted on the phone or for offline use."""
    client, secret = party()
    person = make_person()
    _, tokens = give(client, person, scope="openid email offline_access")
    suspend_person(actor=OPERATOR, person_id=person.pk)
    assert userinfo(machine, tokens["access_token"], scheme="Bearer").status_code == 401
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert post(machine, "/oidc/token", form, basic(client, secret)).json()["error"] == "invalid_grant"


def test_a_client_learns_about_its_own_tokens_only(
    machine: Browser, django_assert_max_num_queries: Any
) -> None:
    (client, secret), (other, other_secret) = party(), party()
    _, tokens = give(client, make_person(), scope="openid email offline_access")
    form = {"token": tokens["access_token"]}
    with django_assert_max_num_queries(3):
        told = post(machine, "/oidc/introspect", form, basic(client, secret)).json()
    assert (told["active"], told["client_id"], told["token_type"]) == (True, client.client_id, "Bearer")
    assert told["scope"] == "openid email offline_access"
    assert told["sub"] == json.loads(
        userinfo(machine, tokens["access_token"], scheme="Bearer").content
    )["sub"]  # fmt: skip
    refresh = post(
        machine, "/oidc/introspect", {"token": tokens["refresh_token"]}, basic(client, secret)
    ).json()
    assert (refresh["active"], "token_type" in refresh) == (True, False)
    foreign = post(machine, "/oidc/introspect", form, basic(other, other_secret))
    assert (foreign.status_code, foreign.json()) == (200, {"active": False})


@pytest.mark.parametrize("token", ["x", "bwa_" + "A" * 83, "é", "{}"])
def test_a_token_that_is_none_is_not_active(machine: Browser, token: str) -> None:
    client, secret = party()
    answer = post(machine, "/oidc/introspect", {"token": token}, basic(client, secret))
    assert answer.json() == {"active": False}


def test_introspection_and_revocation_need_the_client(machine: Browser) -> None:
    client, _ = party()
    public, _ = party(token_endpoint_auth_method="none")
    for path in ("/oidc/introspect", "/oidc/revoke"):
        answer = post(machine, path, {"token": "x"}, basic(client, "wrong"))
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    answer = post(machine, "/oidc/introspect", {"token": "x", "client_id": public.client_id}, {})
    assert answer.json()["error"] == "invalid_client"
    client, secret = party()
    assert post(machine, "/oidc/revoke", {}, basic(client, secret)).json()["error"] == "invalid_request"


def test_an_access_token_is_revoked_alone(machine: Browser) -> None:
    client, secret = party()
    grant, tokens = give(client, make_person(), scope="openid offline_access")
    assert (
        post(machine, "/oidc/revoke", {"token": tokens["access_token"]}, basic(client, secret)).status_code
        == 200
    )
    assert userinfo(machine, tokens["access_token"], scheme="Bearer").status_code == 401
    assert Grant.objects.get(pk=grant.pk).revoked_at is None
    again = post(machine, "/oidc/revoke", {"token": tokens["access_token"]}, basic(client, secret))
    assert again.status_code == 200


def test_a_refresh_token_is_revoked_with_its_family(machine: Browser) -> None:
    client, secret = party()
    grant, tokens = give(client, make_person(), scope="openid offline_access")
    post(machine, "/oidc/revoke", {"token": tokens["refresh_token"]}, basic(client, secret))
    assert Grant.objects.get(pk=grant.pk).revoked_for == "client-revoked"
    assert userinfo(machine, tokens["access_token"], scheme="Bearer").status_code == 401


def test_another_clients_token_cannot_be_revoked(machine: Browser) -> None:
    client, _ = party()
    other, secret = party()
    _, tokens = give(client, make_person(), scope="openid offline_access")
    for name in ("access_token", "refresh_token"):
        answer = post(machine, "/oidc/revoke", {"token": tokens[name]}, basic(other, secret))
        assert (answer.status_code, answer.content) == (200, b"")
    assert userinfo(machine, tokens["access_token"], scheme="Bearer").status_code == 200


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("token=a&token=b", "application/x-www-form-urlencoded"), ("token=%00", "application/x-www-form-urlencoded"),
        ('{"token": "a"}', "application/json"), (b"token=\xff\xfe", "application/x-www-form-urlencoded"),
        ("token=" + "a" * 70_000, "application/x-www-form-urlencoded"),
        ("&".join(f"a{n}=1" for n in range(1500)), "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_a_malformed_body_is_an_invalid_request(machine: Browser, body: Any, content_type: str) -> None:
    for path in ("/oidc/introspect", "/oidc/revoke", "/oidc/bc-authorize"):
        answer = machine.generic("POST", path, body, content_type=content_type)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_what_cannot_be_used_any_more_is_erased() -> None:
    client, _ = party()
    person = make_person()
    kept, _ = give(client, person)
    ended, _ = give(client, person)
    Grant.objects.filter(pk=ended.pk).update(revoked_at=clock.now() - timedelta(days=91))
    old, _ = give(client, person)
    Grant.objects.filter(pk=old.pk).update(expires_at=clock.now() - timedelta(days=91))
    assert housekeeping.purge_expired()["grants"] == 2
    assert list(Grant.objects.values_list("pk", flat=True)) == [kept.pk]
