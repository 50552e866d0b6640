"""Getting back in: in our own words, and never stronger than what was lost."""

import json
import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client

from bawaba.identity.models import Device, Person
from bawaba.identity.services import counter
from bawaba.identity.tests.factories import make_person
from bawaba.identity.tests.phone_factories import enrol
from bawaba.identity.tests.provider import Party, give_consent, given, redirected_error
from bawaba.identity.tests.sign_in_steps import authentication_of, password_in
from bawaba.identity.tests.sign_in_steps import sign_in as sign_in_by_key
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Level
from bawaba.kernel.actors import Actor

pytestmark = pytest.mark.django_db
SUBSTANTIAL = json.dumps({"id_token": {"acr": {"essential": True, "values": [Level.SUBSTANTIAL.acr]}}})
OFFICER = Actor(kind="person", key="account:0", roles=frozenset({("counter-officer", "agency")}))
# What allauth says where nobody said it better.
ITS_WORDS = re.compile(
    r"Two-Factor|Password Reset|Forgotten your password|Request Code|authenticator code|كود|Réinitialis"
)


@pytest.fixture
def robbed() -> tuple[Person, list[str]]:
    """Somebody verified who has lost their phone, and holds the recovery codes that they once printed."""
    person = make_person(proofed="substantial", email="robbed@example.org")
    enrol(person, name="The lost one")
    codes = RecoveryCodes.activate(person.account).generate_codes()
    return person, codes


def let_in_by_code(browser: Client, codes: list[str]) -> None:
    asked = password_in(browser, "robbed@example.org")
    assert asked["Location"].startswith("/fr/account/2fa/authenticate/")
    assert authentication_of(browser) is None
    browser.post(asked["Location"], {"code": codes.pop()})


def level_of(browser: Client) -> Level | None:
    known = authentication_of(browser)
    return known.level if known else None


def test_a_recovery_code_lets_in_and_restores_nothing_more(
    robbed: tuple[Person, list[str]], client: Client, party: Party
) -> None:
    person, codes = robbed
    let_in_by_code(client, codes)
    assert level_of(client) is Level.LOW
    give_consent(person, party)
    refused = party.authorize(client, prompt="none", claims=SUBSTANTIAL)
    assert redirected_error(refused) == "unmet_authentication_requirements"
    there = client.get("/fr/account/step-up?level=substantial&next=/fr/my-data/")
    assert "webauthn" in there["Location"]  # the only way up is a key, which is lost
    for door in ("/fr/account/2fa/webauthn/add/", "/fr/account/2fa/totp/activate/", "/app/enrol"):
        assert client.get(door).status_code == 403, door
    again = client.post("/fr/account/2fa/reauthenticate/", {"code": codes.pop()})
    assert again.status_code in {200, 302}
    assert level_of(client) is Level.LOW


def test_codes_made_in_such_a_session_restore_nothing_either(
    robbed: tuple[Person, list[str]], client: Client
) -> None:
    person, codes = robbed
    counter.give_codes(actor=OFFICER, body="agency", person_id=person.pk)
    codes[:] = RecoveryCodes(person.account.authenticator_set.get(type="recovery_codes")).get_unused_codes()  # type: ignore[attr-defined]  # of allauth
    let_in_by_code(client, codes)
    assert level_of(client) is Level.SUBSTANTIAL
    client.post("/fr/account/2fa/recovery-codes/generate/")
    sheet = client.get("/fr/account/2fa/recovery-codes/").content.decode()
    own = re.findall(
        r'<bdi dir="ltr">([^<]+)</bdi>', sheet.partition('class="codes"')[2].partition("</ol>")[0]
    )
    assert len(own) == 10
    other = Client()
    let_in_by_code(other, own)
    assert level_of(other) is Level.LOW


def test_another_enrolled_device_restores_the_level_and_stops_the_lost_one(
    robbed: tuple[Person, list[str]], client: Client, party: Party
) -> None:
    person, codes = robbed
    other: SoftwareKey
    _, other = enrol(person, name="The tablet")
    let_in_by_code(client, codes)
    assert level_of(client) is Level.LOW
    tablet = Client()
    sign_in_by_key(tablet, person, other)
    assert level_of(tablet) is Level.SUBSTANTIAL
    give_consent(person, party)
    assert party.code(tablet, claims=SUBSTANTIAL)
    lost = Device.objects.get(person=person, name="The lost one")
    tablet.post(f"/fr/my-data/devices/{lost.pk}", {"act": "suspend"})
    lost.refresh_from_db()
    assert lost.suspended_at is not None


def test_a_counter_restores_the_level(robbed: tuple[Person, list[str]], client: Client, party: Party) -> None:
    person, codes = robbed
    let_in_by_code(client, codes)
    handed = list(counter.give_codes(actor=OFFICER, body="agency", person_id=person.pk))
    fresh = Client()
    let_in_by_code(fresh, handed)
    assert level_of(fresh) is Level.SUBSTANTIAL
    give_consent(person, party)
    assert party.code(fresh, claims=SUBSTANTIAL)


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "استرجع الدخول إلى حسابك"), ("fr", "Retrouver l’accès")]
)
def test_each_step_and_letter_is_in_our_own_words(language: str, said: str, client: Client) -> None:
    make_person(email="lost@example.org")
    door = f"/{language}/account/password/reset/"
    pages = [client.get(door), client.get(f"/{language}/account/login/code/")]
    assert said in pages[0].content.decode()
    asked = client.post(door, {"email": "lost@example.org"})
    pages.append(client.get(asked["Location"]))
    pages.append(client.post(asked["Location"], {"code": "0000-0000"}))
    found = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)
    assert found
    chosen = client.post(asked["Location"], {"code": found.group()})
    pages.append(client.get(chosen["Location"]))
    pages.append(client.post(chosen["Location"], {"password1": "short", "password2": "short"}))
    Client().post(door, {"email": "nobody@example.org"})
    for page in pages:
        assert page.status_code == 200
        assert not ITS_WORDS.search(page.content.decode())
    assert "at least" not in pages[-1].content.decode()
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert not ITS_WORDS.search(letter.subject + letter.body)
    done = client.post(
        chosen["Location"],
        given({"password1": "une toute autre phrase", "password2": "une toute autre phrase"}),
    )
    assert done.status_code == 302
    assert level_of(client) is Level.LOW
