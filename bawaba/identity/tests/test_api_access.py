"""This site's own API behind the access tokens of its provider: scopes, consent, proof of possession."""

import pytest
from django.http import HttpRequest
from django.test import Client as Browser
from django.test import RequestFactory
from joserfc.jwk import ECKey

from bawaba.identity import queries
from bawaba.identity.errors import AccessTokenRefused, ScopeMissing
from bawaba.identity.models import Consent
from bawaba.identity.oidc.dpop import hash_token
from bawaba.identity.services.people import suspend_person
from bawaba.identity.tests.oidc_factories import OPERATOR, ec_key, proof
from bawaba.identity.tests.provider import (
    CIBA,
    SCOPE,
    Party,
    Reader,
    answered_error,
    give_consent,
    make_party,
    signed_in,
)
from bawaba.identity.types import Level

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]
READ = f"{SCOPE} requests.read"


def call(**headers: str) -> HttpRequest:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().get("/api/v1/casework/requests", headers=given)


def reader_of(party: Party, scope: str) -> Reader:
    reader = signed_in()
    give_consent(reader.person, party, scope)
    Consent.objects.update(scopes=scope.split())
    return reader


def test_a_token_with_the_scope_names_its_person_client_and_level() -> None:
    party = make_party(scope=READ)
    reader = reader_of(party, READ)
    token = party.tokens(reader.browser, scope=READ)["access_token"]
    access, account = queries.current_access(
        request=call(Authorization=f"Bearer {token}"), any_of=["requests.read"]
    )
    assert account.pk == reader.person.account_id
    assert (access.client, access.level) == (party.client_id, Level.LOW)
    with pytest.raises(ScopeMissing) as refused:
        queries.current_access(request=call(Authorization=f"Bearer {token}"), any_of=["requests.write"])
    assert 'scope="requests.write"' in refused.value.challenge


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer x", "Basic YTpi", "DPoP x"])
def test_a_call_without_a_good_token_is_told_what_is_needed(header: str | None) -> None:
    request = call() if header is None else call(Authorization=header)
    with pytest.raises(AccessTokenRefused) as refused:
        queries.current_access(request=request, any_of=["requests.read"])
    assert refused.value.challenge.startswith(("Bearer", "DPoP"))


def test_a_token_of_a_person_who_was_suspended_opens_nothing() -> None:
    party = make_party(scope=READ)
    reader = reader_of(party, READ)
    token = party.tokens(reader.browser, scope=READ)["access_token"]
    suspend_person(actor=OPERATOR, person_id=reader.person.pk)
    with pytest.raises(AccessTokenRefused):
        queries.current_access(request=call(Authorization=f"Bearer {token}"), any_of=["requests.read"])


def test_a_token_bound_to_a_key_is_worth_nothing_without_its_proof() -> None:
    key: ECKey = ec_key()
    party = make_party(scope=READ)
    reader = reader_of(party, READ)
    answer = party.redeem(
        party.code(reader.browser, scope=READ), headers={"DPoP": proof(key, path="/oidc/token")}
    )
    token = answer.json()["access_token"]
    shown = proof(key, method="GET", path="/api/v1/casework/requests", ath=hash_token(token))
    access, _account = queries.current_access(
        request=call(Authorization=f"DPoP {token}", DPoP=shown), any_of=["requests.read"]
    )
    assert "requests.read" in access.scopes
    stolen = proof(ec_key(), method="GET", path="/api/v1/casework/requests", ath=hash_token(token))
    for headers in ({"Authorization": f"Bearer {token}"}, {"Authorization": f"DPoP {token}", "DPoP": stolen}):
        with pytest.raises(AccessTokenRefused):
            queries.current_access(request=call(**headers), any_of=["requests.read"])


def test_a_wider_access_is_asked_of_the_person_in_words() -> None:
    party = make_party(scope=f"{READ} requests.write")
    reader = signed_in()
    give_consent(reader.person, party, SCOPE)
    sent = party.authorize(reader.browser, scope=f"{READ} requests.write")
    page = reader.browser.get(sent.headers["Location"], headers={"Accept-Language": "fr"})
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<li>") >= 2
    words = {"Voir vos demandes", "See your requests", "الاطلاع على طلباتك"}
    assert any(word in text for word in words)


def test_the_phone_is_never_asked_for_access_that_it_cannot_explain() -> None:
    party = make_party(scope=READ, grant_types=["authorization_code", CIBA],
                       backchannel_token_delivery_mode="poll")  # fmt: skip
    form = {"scope": "openid requests.read", "login_hint": "somebody@example.ma"}
    assert answered_error(party.post("/oidc/bc-authorize", form)) == (400, "invalid_scope")


def test_the_browser_of_nobody_gets_no_code_for_access() -> None:
    party = make_party(scope=READ)
    sent = party.authorize(Browser(), scope=READ)
    assert "code=" not in sent.headers["Location"]
