"""A person's own pages over HTTP: history, consents, devices, incidents, and the messages about them."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bawaba.identity.models import Consent, Device, Person
from bawaba.identity.oidc.grants import withdraw_consent
from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.alerts import ALERTS, send_alert
from bawaba.identity.tests.factories import ACTOR, make_person, sign_in
from bawaba.identity.tests.phone_factories import make_ciba_party
from bawaba.identity.tests.provider import (
    Party,
    answered_error,
    get,
    give_consent,
    make_party,
    redirected_error,
    signed_in,
)
from bawaba.identity.tests.software_key import SoftwareKey

pytestmark = pytest.mark.django_db
FRENCH = {"headers": {"accept-language": "fr"}}


def test_my_data_lists_the_latest_first_in_pages_of_few_queries(
    person: Person, browser: Client, django_assert_num_queries: Any
) -> None:
    party = make_party()
    for _ in range(25):
        note_activity(
            person_id=person.pk, kind="release", relying_party_id=party.client.id, claims=("email", "cnie")
        )
    give_consent(person, party)
    with django_assert_num_queries(4):  # the session, its account, the lines, the consents
        first = browser.get("/fr/my-data/").content.decode()
    assert first.count('class="history"') == 2
    after = re.search(r'rel="next" href="\?after=([^"]+)"', first)
    assert after
    second = browser.get(f"/fr/my-data/?after={html.unescape(after.group(1))}").content.decode()
    assert second.count("activity=") == 6  # five releases and the sign-in
    assert browser.get("/fr/my-data/?after=nonsense").status_code == 200


def test_a_history_is_its_owners(person: Person, browser: Client) -> None:
    other = make_person()
    line = note_activity(person_id=other.pk, kind="release")
    assert browser.get(f"/fr/my-data/not-me?activity={line.pk}").status_code == 404
    assert browser.get("/fr/my-data/not-me?activity=x").status_code == 200


def test_a_withdrawn_consent_ends_what_was_issued() -> None:
    party = make_party()
    reader = signed_in(party)
    tokens = party.tokens(reader.browser)
    consent = Consent.objects.get(person=reader.person)
    answer = reader.browser.post(f"/fr/my-data/consents/{consent.pk}/withdraw")
    assert answer.status_code == 302
    assert party.introspect(tokens["access_token"]) == {"active": False}
    assert party.refresh(tokens["refresh_token"]).status_code == 400
    assert "/consent/" in party.authorize(reader.browser).headers["Location"]


def test_nobody_withdraws_somebody_elses_consent(browser: Client) -> None:
    party = make_party()
    consent = give_consent(make_person(), party)
    assert browser.post(f"/fr/my-data/consents/{consent.pk}/withdraw").status_code == 404
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_the_consent_screen_names_who_what_why_and_how_long() -> None:
    party = make_party(
        client_name="Caisse",
        policy_uri="https://party.example/legal",
        bawaba_claims=["name", "email", "email_verified"],
    )
    reader = signed_in()
    address = party.authorize(reader.browser, ui_locales="fr").headers["Location"]
    page = reader.browser.get(address).content.decode()
    assert "Salma Bennani" in page
    assert "Caisse" in page
    assert "https://party.example/legal" in page
    key = re.search(r'name="request" value="([^"]+)"', page)
    assert key
    answer = reader.browser.post("/fr/consent/", {"request": key.group(1), "decision": "refuse"})
    assert answer.headers["Location"].startswith("/oidc/resume")
    assert not Consent.objects.exists()


def test_what_a_person_keeps_to_themselves_is_not_released_nor_asked_again() -> None:
    party = make_party(bawaba_claims=["name", "email", "email_verified"])
    reader = signed_in()
    address = party.authorize(reader.browser, scope="openid profile email").headers["Location"]
    page = reader.browser.get(address).content.decode()
    key = re.search(r'name="request" value="([^"]+)"', page)
    assert key
    form = {"request": key.group(1), "decision": "accept", "offered": ["name", "email"], "share": ["name"]}
    reader.browser.post("/fr/consent/", form)
    consent = Consent.objects.get()
    assert consent.declined == ["email", "email_verified"]
    assert "name" in consent.claims
    tokens = party.tokens(reader.browser, scope="openid profile email")
    told = (
        Client().get("/oidc/userinfo", headers={"authorization": f"Bearer {tokens['access_token']}"}).json()
    )
    assert told["name"] == "Salma Bennani"
    assert "email" not in told


def test_an_essential_claim_cannot_be_kept_back() -> None:
    party = make_party(bawaba_claims=["name", "email", "email_verified"])
    reader = signed_in()
    wishes = json.dumps({"userinfo": {"email": {"essential": True}}})
    address = party.authorize(reader.browser, scope="openid profile", claims=wishes).headers["Location"]
    page = reader.browser.get(address).content.decode()
    assert 'value="name" checked' in page
    assert 'name="share" value="email"' not in page
    key = re.search(r'name="request" value="([^"]+)"', page)
    assert key
    form = {"request": key.group(1), "decision": "accept", "offered": ["name", "email"]}
    reader.browser.post("/fr/consent/", form)
    assert Consent.objects.get().claims == ["email"]
    assert Consent.objects.get().declined


def test_devices_are_managed_on_the_site(
    person: Person, browser: Client, phone: tuple[Device, SoftwareKey]
) -> None:
    device = phone[0]
    address = f"/fr/my-data/devices/{device.pk}"
    assert "My phone" in browser.get("/fr/my-data/devices/").content.decode()
    assert browser.get(address).status_code == 200
    browser.post(address, {"act": "rename", "name": "Old"})
    device.refresh_from_db()
    assert device.name == "Old"
    browser.post(address, {"act": "suspend"})
    device.refresh_from_db()
    assert device.suspended_at is not None
    browser.post(address, {"act": "resume"})
    device.refresh_from_db()
    assert device.suspended_at is None
    browser.post(address, {"act": "remove"})
    assert not Device.objects.exists()
    assert browser.get(address).status_code == 404


def test_reporting_an_incident_signs_other_browsers_out(
    person: Person, browser: Client, phone: tuple[Device, SoftwareKey]
) -> None:
    other = Client(**FRENCH)
    sign_in(other, person)
    assert browser.get("/fr/my-data/not-me").status_code == 200
    page = browser.post("/fr/my-data/not-me", {"device": [str(phone[0].pk), "x"]})
    assert page.status_code == 200
    assert "My phone" in page.content.decode()
    assert other.get("/fr/my-data/").status_code == 302
    assert browser.get("/fr/my-data/").status_code == 200
    phone[0].refresh_from_db()
    assert phone[0].suspended_for == "incident"


@pytest.mark.parametrize("kind", sorted(ALERTS))
def test_a_person_is_told_by_mail_in_arabic_and_french(person: Person, kind: str) -> None:
    party = make_ciba_party(client_name="Caisse")
    send_alert.func(person_id=person.pk, kind=kind, relying_party_id=party.pk, device_name="My phone")
    (message,) = mail.outbox
    assert message.to[0].endswith("@example.org")
    assert "/ar/my-data/" in message.body
    assert "/fr/my-data/" in message.body
    assert "%(" not in message.body + message.subject


def test_whom_mail_does_not_reach_is_told_by_telephone(settings: Any, tmp_path: Path) -> None:
    settings.SMS_GATEWAY = f"file://{tmp_path}"
    person = make_person(email_verified=False, phone="+212699999999")
    send_alert.func(person_id=person.pk, kind="incident", relying_party_id=None, device_name="")
    assert mail.outbox == []
    assert "/ar/my-data/" in (tmp_path / "212699999999.txt").read_text()


def test_nobody_is_told_at_an_address_that_was_never_verified(settings: Any, tmp_path: Path) -> None:
    settings.SMS_GATEWAY = f"file://{tmp_path}"
    person = make_person(email_verified=False, phone_verified=False)
    send_alert.func(person_id=person.pk, kind="incident", relying_party_id=None, device_name="")
    assert mail.outbox == []
    assert list(tmp_path.iterdir()) == []


def test_a_person_reads_what_a_site_may_do_in_their_name_and_until_when(
    person: Person, browser: Client, party: Party
) -> None:
    consent = give_consent(person, party, scope="openid requests.read offline_access")
    page = browser.get("/fr/my-data/").content.decode()
    assert "En votre nom, il peut" in page
    assert "Voir vos demandes" in page
    assert "Envoyer des demandes" not in page
    assert f"{consent.expires_at.year}" in page.partition("jusqu")[2][:200]
    browser.post(f"/fr/my-data/consents/{consent.pk}/withdraw")
    assert "En votre nom, il peut" not in browser.get("/fr/my-data/").content.decode()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.sampled_from(["code", "refresh", "userinfo", "introspect", "silent"]), min_size=1, max_size=6
    )
)
def test_nothing_succeeds_once_a_consent_is_withdrawn(acts: list[str]) -> None:
    party = make_party()
    reader = signed_in(party)
    tokens, code = party.tokens(reader.browser), party.code(reader.browser)
    consent = Consent.objects.get(person=reader.person, withdrawn_at=None)
    withdraw_consent(actor=ACTOR, person_id=reader.person.pk, consent_id=consent.pk)
    for act in acts:
        if act == "code":
            assert answered_error(party.redeem(code)) == (400, "invalid_grant")
        elif act == "refresh":
            assert answered_error(party.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
        elif act == "userinfo":
            bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
            assert get("/oidc/userinfo", **bearer).status_code == 401
        elif act == "introspect":
            assert party.introspect(tokens["access_token"]) == {"active": False}
            assert party.introspect(tokens["refresh_token"]) == {"active": False}
        else:
            assert redirected_error(party.authorize(reader.browser, prompt="none")) == "consent_required"
