"""Signing in by passkey and by password: who gets in, who does not, and what it costs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client as Browser
from fido2.utils import websafe_encode
from pytest_django import DjangoAssertNumQueries

from bawaba.identity import services
from bawaba.identity.models import Activity, BrowserSession, Device, Person, SpentIdentifier
from bawaba.identity.services.devices import suspend_device
from bawaba.identity.services.people import suspend_person
from bawaba.identity.services.proofing import record_proofing
from bawaba.identity.tests.factories import ACTOR, PASSWORD, make_person
from bawaba.identity.tests.phone_factories import actor_for, enrol
from bawaba.identity.tests.sign_in_steps import (
    AJAX,
    DOOR,
    LOGIN,
    answer_of,
    ask,
    authentication_of,
    is_refused,
    password_in,
    send,
    sign_in,
)
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Level
from bawaba.kernel import clock, epochs
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_passkey_signs_its_owner_in_and_everything_that_a_session_needs_is_there(client: Browser) -> None:
    person = make_person()
    record_proofing(actor=ACTOR, person_id=person.pk, method="operator", level=Level.HIGH, evidence=())
    device, key = enrol(person)
    before = client.cookies.get("csrftoken")
    assert sign_in(client, person, key)["Location"] == "/fr/account/"
    kept = authentication_of(client)
    assert kept is not None
    assert (kept.person_id, kept.level) == (person.pk, Level.HIGH)
    assert kept.amr == ("hwk", "mfa", "pop", "user")
    line = Activity.objects.get(person=person, kind="sign-in")
    assert (line.sid, line.device_id, line.level) == (kept.sid, device.pk, "high")
    assert AuditEntry.objects.get(verb="identity.signed-in").target_id == str(person.pk)
    key_of_session = client.session.session_key
    assert BrowserSession.objects.get(sid=kept.sid).session_key == key_of_session
    assert UserSession.objects.get(user_id=person.account_id).session_key == key_of_session
    assert client.cookies["csrftoken"] != before
    device.refresh_from_db()
    assert (device.sign_count, device.last_used_at is not None) == (key.count, True)
    assert device.authenticator.last_used_at == device.last_used_at
    assert client.get("/fr/account/").status_code == 200
    assert client.get("/fr/account/sessions/").status_code == 200


def test_a_passkey_that_may_leave_its_device_gives_substantial_at_most(client: Browser) -> None:
    person = make_person()
    record_proofing(actor=ACTOR, person_id=person.pk, method="operator", level=Level.HIGH, evidence=())
    _, key = enrol(person, key=SoftwareKey(synced=True))
    sign_in(client, person, key)
    kept = authentication_of(client)
    assert kept is not None
    assert (kept.level, kept.amr) == (Level.SUBSTANTIAL, ("mfa", "pop", "swk", "user"))


def test_asking_for_a_challenge_writes_nothing_and_signing_in_takes_twelve_statements(
    client: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = make_person()
    _, key = enrol(person)
    epochs.current()  # which the memory of pages asks once a second
    with django_assert_num_queries(0):
        challenge = ask(client)
    answer = answer_of(person, key, challenge)
    # who; savepoint, audit (3), the challenge, the key, its last use, the session, its lists (3), release
    with django_assert_num_queries(13):
        assert send(client, answer).status_code == 302
    assert authentication_of(client) is not None


def test_a_password_signs_in_by_nine_statements(
    client: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_person(email="quick@example.org")
    with django_assert_num_queries(10):  # who; savepoint, audit (3), the session, its lists (3), release
        assert password_in(client, "quick@example.org")["Location"] == "/fr/account/"
    assert authentication_of(client) is not None


def test_an_answer_is_taken_once_in_whatever_browser(client: Browser) -> None:
    person = make_person()
    _, key = enrol(person, key=SoftwareKey(counts=False))
    answer = answer_of(person, key, ask(client))
    ticket = client.cookies["passkey"].value
    assert send(client, answer)["Location"] == "/fr/account/"
    thief = Browser()
    thief.cookies["passkey"] = ticket
    assert is_refused(thief, send(thief, answer))
    assert SpentIdentifier.objects.count() == 1


def test_an_answer_to_another_browsers_challenge_is_refused(client: Browser) -> None:
    person = make_person()
    _, key = enrol(person)
    answer = answer_of(person, key, ask(client))
    for ticket in (None, "forged", ask_ticket()):
        other = Browser()
        if ticket is not None:
            other.cookies["passkey"] = ticket
        assert is_refused(other, send(other, answer))


def ask_ticket() -> str:
    browser = Browser()
    ask(browser)
    return str(browser.cookies["passkey"].value)


def test_a_challenge_grows_old(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person()
    _, key = enrol(person)
    answer = answer_of(person, key, ask(client))
    monkeypatch.setattr("django.core.signing.time.time", lambda: clock.now().timestamp() + 301)
    assert is_refused(client, send(client, answer))


Spoil = Callable[[Person, SoftwareKey, dict[str, Any]], object]


def _foreign(person: Person, key: SoftwareKey, answer: dict[str, Any]) -> None:
    answer["response"]["userHandle"] = websafe_encode(user_pk_to_url_str(make_person().account).encode())


def _nobody(person: Person, key: SoftwareKey, answer: dict[str, Any]) -> None:
    answer["rawId"] = answer["id"] = websafe_encode(b"nobody's key")


def _unsigned(person: Person, key: SoftwareKey, answer: dict[str, Any]) -> None:
    answer["response"]["signature"] = websafe_encode(b"\x30\x06\x02\x01\x01\x02\x01\x01")


@pytest.mark.parametrize("spoil", [_foreign, _nobody, _unsigned, lambda _p, _k, answer: answer.clear()])
def test_whatever_is_wrong_with_a_passkey_the_answer_is_the_same(client: Browser, spoil: Spoil) -> None:
    person = make_person()
    _, key = enrol(person)
    answer = answer_of(person, key, ask(client))
    spoil(person, key, answer)
    assert is_refused(client, send(client, answer))


@pytest.mark.parametrize(
    "change", [{"verified": False}, {"origin": "https://evil.example"}, {"rp_id": "evil.example"}]
)
def test_an_answer_made_elsewhere_or_without_its_owner_is_refused_and_audited(
    client: Browser, change: dict[str, Any]
) -> None:
    person = make_person()
    _, key = enrol(person)
    for name, value in change.items():
        setattr(key, name, value)
    assert is_refused(client, sign_in(client, person, key))
    assert AuditEntry.objects.filter(verb="identity.passkey-refused", target_id=str(person.pk)).count() == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"rawId": 1}', "{" + '"a":{' * 2000])
def test_nonsense_is_refused_kindly(client: Browser, text: str) -> None:
    ask(client)
    assert is_refused(client, client.post(DOOR, {"credential": text}))


def test_a_copied_key_is_stopped(client: Browser) -> None:
    person = make_person()
    device, key = enrol(person)
    sign_in(client, person, key)
    key.count = 0
    other = Browser()
    assert is_refused(other, sign_in(other, person, key))
    device.refresh_from_db()
    assert device.suspended_for == "counter-went-back"
    assert authentication_of(client) is None, "what the key opened is closed with it"


def test_a_suspended_key_signs_nobody_in(client: Browser) -> None:
    person = make_person()
    device, key = enrol(person)
    suspend_device(actor=actor_for(person), person_id=person.pk, device_id=device.pk)
    assert is_refused(client, sign_in(client, person, key))


def test_a_suspended_person_or_a_closed_account_does_not_get_in(client: Browser) -> None:
    person = make_person(email="closed@example.org")
    _, key = enrol(person)
    suspend_person(actor=ACTOR, person_id=person.pk)
    sign_in(client, person, key)
    assert authentication_of(client) is None
    password_in(client, "closed@example.org")
    assert authentication_of(client) is None
    other = make_person(email="inactive@example.org")
    other.account.is_active = False
    other.account.save()
    password_in(client, "inactive@example.org")
    assert authentication_of(client) is None


def test_who_has_a_second_factor_is_asked_for_it_after_the_password(client: Browser) -> None:
    person = make_person(email="two@example.org")
    enrol(person)
    assert password_in(client, "two@example.org")["Location"].startswith("/fr/account/2fa/authenticate/")
    assert authentication_of(client) is None


def test_a_passkey_takes_the_place_of_a_sign_in_that_was_begun_by_password(client: Browser) -> None:
    person = make_person(email="two@example.org")
    _, key = enrol(person)
    password_in(client, "two@example.org")
    assert sign_in(client, person, key)["Location"] == "/fr/account/"
    assert "account_login" not in client.session
    kept = authentication_of(client)
    assert kept is not None
    assert "pwd" not in kept.amr


@pytest.mark.parametrize("way", ["password", "passkey"])
def test_an_address_that_nobody_verified_is_verified_first(client: Browser, way: str) -> None:
    person = make_person(email="new@example.org")
    device, key = enrol(person)
    EmailAddress.objects.filter(user=person.account).update(verified=False)
    if way == "password":
        Device.objects.all().delete()
        device.authenticator.delete()
        answer = password_in(client, "new@example.org")
    else:
        answer = sign_in(client, person, key)
    assert "confirm-email" in answer["Location"]
    assert authentication_of(client) is None


def test_whom_a_counter_gave_an_account_without_any_address_signs_in(client: Browser) -> None:
    person = make_person(email="", email_verified=False, phone="0611223399")
    assert password_in(client, "06 11 22 33 99")["Location"] == "/fr/account/"
    kept = authentication_of(client)
    assert kept is not None
    assert kept.person_id == person.pk


def test_of_two_people_who_claim_an_address_each_gets_in_by_their_own_password_at_most(
    client: Browser,
) -> None:
    for number in range(2):
        person = make_person(email=f"claimed{number}@example.org", password=f"{PASSWORD}-{number}")
        EmailAddress.objects.filter(user=person.account).update(email="claimed@example.org", verified=False)
    for number in range(2):
        cache.clear()  # a code is sent once in ten seconds
        browser = Browser(REMOTE_ADDR=f"192.0.2.{number + 20}")
        answer = password_in(browser, "claimed@example.org", f"{PASSWORD}-{number}")
        assert "confirm-email" in answer["Location"]
    assert password_in(client, "claimed@example.org", "neither of the two").status_code == 200


def test_what_another_account_left_in_the_browser_goes(client: Browser) -> None:
    first, second = make_person(email="first@example.org"), make_person(email="second@example.org")
    password_in(client, "first@example.org")
    session = client.session
    session["first's"] = "secret"
    session.save()
    first.account.set_password("another long phrase of theirs")  # so that the session is signed out
    first.account.save()
    password_in(client, "second@example.org")
    assert "first's" not in client.session
    kept = authentication_of(client)
    assert kept is not None
    assert kept.person_id == second.pk


def test_what_a_stranger_had_in_the_browser_stays_under_another_key(client: Browser) -> None:
    make_person(email="first@example.org")
    client.get(LOGIN)
    session = client.session
    session["wanted"] = "a page"
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    password_in(client, "first@example.org")
    assert client.session["wanted"] == "a page"
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize("way", ["password", "passkey"])
def test_signing_in_goes_on_to_a_page_of_this_site_only(client: Browser, way: str) -> None:
    person = make_person(email="on@example.org")
    key = enrol(person)[1] if way == "passkey" else None
    for asked, reached in (("/fr/my-data/", "/fr/my-data/"), ("https://evil.example/", "/fr/account/")):
        browser = Browser()
        answer = (
            sign_in(browser, person, key, next=asked)
            if key
            else password_in(browser, "on@example.org", next=asked)
        )
        assert answer["Location"] == reached


def test_the_browser_keeps_the_session_only_where_it_is_asked_to(client: Browser) -> None:
    make_person(email="stay@example.org")
    password_in(client, "stay@example.org")
    assert client.cookies["sessionid"]["max-age"] == ""
    other = Browser()
    password_in(other, "stay@example.org", remember="on")
    assert other.cookies["sessionid"]["max-age"] == 1_209_600


def test_who_is_signed_in_already_goes_on(client: Browser) -> None:
    person = make_person(email="here@example.org")
    _, key = enrol(person)
    sign_in(client, person, key)
    assert password_in(client, "here@example.org", "whatever it is")["Location"] == "/fr/account/"
    assert client.get(DOOR, **AJAX)["Location"] == "/fr/account/"  # type: ignore[arg-type]  # headers


def test_no_form_signs_anybody_in_from_another_site() -> None:
    make_person(email="csrf@example.org")
    strict = Browser(enforce_csrf_checks=True)
    assert password_in(strict, "csrf@example.org").status_code == 403
    assert strict.post(DOOR, {"credential": "{}"}).status_code == 403


def test_names_and_passwords_of_any_form_are_answered_by_a_page(client: Browser) -> None:
    for login, password in (
        ("a\0b", "x"),
        ("x" * 300, "y"),
        ("a@b", "z"),
        ("@", "z"),
        ("+", "z"),
        ("é" * 100, "z\0"),
    ):
        assert password_in(client, login, password).status_code == 200


def test_a_password_with_old_parameters_is_hashed_anew(client: Browser, settings: Any) -> None:
    person = make_person(email="old@example.org")
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    password_in(client, "old@example.org")
    person.account.refresh_from_db()
    assert person.account.password.startswith("pbkdf2_sha256$")
    assert authentication_of(client) is not None


def test_the_level_follows_the_services_and_their_sessions_end(client: Browser) -> None:
    person = make_person()
    _, key = enrol(person)
    sign_in(client, person, key)
    kept = authentication_of(client)
    assert kept is not None
    assert services.end_session(actor=ACTOR, sid=kept.sid)
    assert authentication_of(client) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="an in-memory SQLite has one connection")
def test_of_two_answers_sent_at_once_one_signs_in() -> None:
    person = make_person()
    _, key = enrol(person, key=SoftwareKey(counts=False))
    first = Browser()
    answer = answer_of(person, key, ask(first))
    browsers = [first, Browser()]
    browsers[1].cookies["passkey"] = first.cookies["passkey"].value

    def act(browser: Browser) -> str:
        try:
            return str(send(browser, answer)["Location"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        places = sorted(pool.map(act, browsers))
    assert places == ["/fr/account/", LOGIN]
    assert BrowserSession.objects.filter(person=person).count() == 1
