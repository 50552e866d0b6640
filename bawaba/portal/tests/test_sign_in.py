"""The portal signs people in through the identity provider, as an ordinary relying party."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from bawaba.identity.models import RelyingParty
from bawaba.identity.oidc import keys
from bawaba.identity.services.people import suspend_person
from bawaba.identity.tests.factories import PASSWORD, make_person
from bawaba.kernel import clock
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import AuditEntry
from bawaba.portal.errors import SignInFailed
from bawaba.portal.services import register_at_provider, relying_party
from bawaba.portal.services.registration import CLIENT_ID

pytestmark = pytest.mark.django_db
ACTOR = system_actor("tests")


@pytest.fixture(autouse=True)
def _registered() -> None:
    cache.clear()
    relying_party._kept.clear()
    register_at_provider(actor=ACTOR)


def follow(client: Client, answer: Any, *, until: str) -> Any:  # Any: a test client's response
    """Follow redirects by path until an address begins with `until`."""
    for _ in range(12):
        address = answer["Location"]
        parts = urlsplit(address)
        if parts.path.startswith(until):
            return answer
        answer = client.get(f"{parts.path}?{parts.query}")
    raise AssertionError("too many redirects")


def sign_in(client: Client, login: str, way_on: str = "/fr/my-data/") -> Any:  # Any: as above
    started = client.get(f"/fr/sign-in?next={way_on}")
    asked = follow(client, started, until="/fr/account/login/")
    entered = client.post(asked["Location"], {"login": login, "password": PASSWORD})
    return follow(client, entered, until=way_on)


def test_a_person_signs_in_at_the_provider_and_comes_back_to_where_they_were(client: Client) -> None:
    person = make_person(email="reader@example.org")
    assert sign_in(client, "reader@example.org")["Location"] == "/fr/my-data/"
    assert client.get("/fr/my-data/").status_code == 200
    assert client.session["_auth_user_id"] == str(person.account_id)


def test_the_request_carries_pkce_state_and_nonce_and_no_secret(client: Client) -> None:
    address = client.get("/ar/sign-in")["Location"]
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{settings.ISSUER}/oidc/authorize?")
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) >= 43
    assert len(asked["nonce"][0]) >= 43
    assert asked["ui_locales"] == ["ar"]
    assert "client_secret" not in address
    assert asked["redirect_uri"] == [f"{settings.SITE_ADDRESS}/signed-in"]


def answer_of(client: Client) -> str:
    """Return the provider's redirect back, with its code, for a person who signs in."""
    make_person(email="reader@example.org")
    started = client.get("/fr/sign-in?next=/fr/my-data/")
    asked = follow(client, started, until="/fr/account/login/")
    entered = client.post(asked["Location"], {"login": "reader@example.org", "password": PASSWORD})
    parts = urlsplit(follow(client, entered, until="/signed-in")["Location"])
    return f"{parts.path}?{parts.query}"


def test_an_answer_is_taken_once_and_by_the_browser_that_asked(client: Client) -> None:
    answer = answer_of(client)
    assert Client().get(answer).status_code == 409
    assert client.get(answer).status_code == 302
    assert client.get(answer).status_code == 409


@pytest.mark.parametrize(
    "change", [("state=", "state=x"), ("iss=http", "iss=https%3A%2F%2Fevil"), ("code=", "code=x")]
)
def test_a_changed_answer_signs_nobody_in(client: Client, change: tuple[str, str]) -> None:
    assert client.get(answer_of(client).replace(*change)).status_code == 409
    assert "portal.id_token" not in client.session


def test_a_refusal_at_the_provider_becomes_a_page_that_says_what_to_do(client: Client) -> None:
    state = parse_qs(urlsplit(client.get("/fr/sign-in")["Location"]).query)["state"][0]
    refused: HttpResponse = client.get(f"/signed-in?error=access_denied&state={state}&iss={settings.ISSUER}")  # type: ignore[assignment]  # the test client's own class
    assert refused.status_code == 409
    assert "<h1" in refused.content.decode()


def token(**changes: object) -> str:
    now = int(clock.now().timestamp())
    claims: dict[str, object] = {
        "iss": settings.ISSUER, "aud": CLIENT_ID, "sub": "somebody", "nonce": "n", "iat": now, "exp": now + 60,
    }  # fmt: skip
    return keys.sign(claims={**claims, **changes})


def test_a_good_id_token_names_its_subject() -> None:
    assert relying_party.check_id_token(token(), nonce="n") == "somebody"


@pytest.mark.parametrize(
    "changes",
    [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}, {"nonce": "other"}, {"azp": "another"}, {"sub": None}],
)  # fmt: skip
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(SignInFailed):
        relying_party.check_id_token(token(**changes), nonce="n")


def test_an_unsigned_id_token_is_refused() -> None:
    _, claims, _ = token().split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    for unsigned in (f"{header}.{claims}.", "", "a.b.c"):
        with pytest.raises(SignInFailed):
            relying_party.check_id_token(unsigned, nonce="n")


def test_signing_out_ends_the_session_here_and_at_the_provider(client: Client) -> None:
    make_person(email="reader@example.org")
    sign_in(client, "reader@example.org")
    left = client.post("/fr/sign-out")
    assert urlsplit(left["Location"]).path == "/oidc/logout"
    home = follow(client, left, until="/fr/")
    assert urlsplit(home["Location"]).path == "/fr/"
    assert "_auth_user_id" not in client.session
    assert client.get("/fr/my-data/").status_code == 302


def test_who_never_came_through_the_provider_signs_out_to_the_home_page(client: Client) -> None:
    client.force_login(make_person().account)
    assert client.post("/fr/sign-out")["Location"] == "/fr/"


def test_no_address_of_another_site_is_gone_on_to(client: Client) -> None:
    client.get("/fr/sign-in?next=https://evil.example/")
    assert client.session["portal.attempts"][0]["way_on"] == ""


def test_registering_again_changes_nothing(client: Client) -> None:
    before = AuditEntry.objects.count()
    register_at_provider(actor=ACTOR)
    assert AuditEntry.objects.count() == before
    row = RelyingParty.objects.get(client_id=CLIENT_ID)
    assert (row.state, row.first_party) == ("approved", True)


def test_a_suspended_person_does_not_come_in(client: Client) -> None:
    person = make_person(email="reader@example.org")
    started = client.get("/fr/sign-in?next=/fr/my-data/")
    asked = follow(client, started, until="/fr/account/login/")
    entered = client.post(asked["Location"], {"login": "reader@example.org", "password": PASSWORD})
    answer = urlsplit(follow(client, entered, until="/signed-in")["Location"])
    suspend_person(actor=ACTOR, person_id=person.pk)
    assert client.get(f"{answer.path}?{answer.query}").status_code == 409
