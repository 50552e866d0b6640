"""Signing up, signing in, and what a session then says."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import LazySettings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.http import HttpRequest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bawaba.identity import queries, services
from bawaba.identity.hashers import PasswordHasher
from bawaba.identity.models import Activity, BrowserSession, Person
from bawaba.identity.services.people import suspend_person
from bawaba.identity.services.proofing import record_proofing
from bawaba.identity.tests.factories import ACTOR, PASSWORD, make_person, sign_in
from bawaba.identity.types import Authentication, Level
from bawaba.kernel.models import Account, AuditEntry

pytestmark = pytest.mark.django_db


def authentication_of(client: Client) -> Authentication | None:
    request = HttpRequest()
    request.session = client.session
    return queries.current_authentication(request=request)


def code_in(text: str) -> str:
    found = re.search(r"\b\d{4}-\d{4}\b", text)
    assert found, text
    return found.group()


def post_sign_in(client: Client, login: str, password: str = PASSWORD, **extra: str) -> int:
    return client.post("/fr/account/login/", {"login": login, "password": password}, **extra).status_code  # type: ignore[arg-type]


def totp(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_person_signs_up_with_a_code_and_then_has_an_account_at_the_low_level(client: Client) -> None:
    given = {"email": "New@Example.org", "password1": PASSWORD}
    asked = client.post("/fr/account/signup/", given)
    assert asked.status_code == 302
    assert authentication_of(client) is None
    client.post(asked["Location"], {"code": code_in(mail.outbox[-1].body)})
    kept = authentication_of(client)
    assert kept is not None
    assert kept.level is Level.LOW
    particulars = queries.read_particulars(person_id=kept.person_id)
    assert (particulars.email, particulars.email_verified) == ("new@example.org", True)
    assert queries.find_person_id(hint="new@example.org") == kept.person_id


def test_somebody_known_gets_the_same_answer_to_a_sign_up_and_a_letter(client: Client) -> None:
    person = make_person(email="known@example.org")
    known = client.post("/fr/account/signup/", {"email": "known@example.org", "password1": PASSWORD})
    unknown = Client().post("/fr/account/signup/", {"email": "nobody@example.org", "password1": PASSWORD})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Person.objects.count() == 2
    assert [letter.to for letter in mail.outbox] == [["known@example.org"], ["nobody@example.org"]]
    assert person.account.username not in mail.outbox[0].body


@pytest.mark.parametrize("named", ["email", "phone", "username"])
def test_a_person_signs_in_by_each_of_their_names(client: Client, named: str) -> None:
    person = make_person(email="who@example.org", phone="0611223344")
    login = {"email": "WHO@example.org", "phone": "06 11 22 33 44", "username": person.account.username}[
        named
    ]
    assert post_sign_in(client, login) == 302
    kept = authentication_of(client)
    assert kept is not None
    assert (kept.person_id, kept.subject, kept.amr) == (person.pk, person.subject, ("pwd",))
    assert kept.level is Level.LOW
    assert Activity.objects.filter(person=person, kind="sign-in", sid=kept.sid).count() == 1
    assert AuditEntry.objects.filter(verb="identity.signed-in").count() == 1


def test_reading_how_one_signed_in_asks_the_session_only(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, make_person())
    request = HttpRequest()
    request.session = client.session
    request.session.get("anything")
    with django_assert_num_queries(0):
        assert queries.current_authentication(request=request) is not None


def test_an_app_code_after_the_password_reaches_substantial_for_who_was_proofed(client: Client) -> None:
    person = make_person(email="two@example.org")
    record_proofing(actor=ACTOR, person_id=person.pk, method="operator", level=Level.HIGH, evidence=())
    secret = services.hand_over_totp(actor=ACTOR, person=person)
    assert post_sign_in(client, "two@example.org") == 302
    assert authentication_of(client) is None
    client.post("/fr/account/2fa/authenticate/", {"code": totp(secret)})
    kept = authentication_of(client)
    assert kept is not None
    assert kept.amr == ("mfa", "otp", "pwd")
    assert kept.level is Level.SUBSTANTIAL


def test_codes_on_paper_raise_a_session_and_own_codes_do_not(client: Client) -> None:
    person = make_person(email="paper@example.org", proofed="substantial")
    codes = services.hand_over_codes(actor=ACTOR, person=person)
    post_sign_in(client, "paper@example.org")
    first = authentication_of(client)
    assert first is not None
    assert first.level is Level.LOW
    there = client.get("/fr/account/step-up?level=substantial&next=/fr/my-data/")
    assert there["Location"].startswith("/fr/account/2fa/reauthenticate/")
    back = client.post(there["Location"], {"code": codes[0]})
    assert client.get(back["Location"])["Location"] == "/fr/my-data/"
    raised = authentication_of(client)
    assert raised is not None
    assert (raised.level, raised.sid) == (Level.SUBSTANTIAL, first.sid)


def test_own_recovery_codes_give_the_low_level_only(client: Client) -> None:
    person = make_person(email="own@example.org", proofed="substantial")
    services.hand_over_totp(actor=ACTOR, person=person)
    codes = services.hand_over_codes(actor=ACTOR, person=person)
    authenticator = person.account.authenticator_set.get(type="recovery_codes")  # type: ignore[attr-defined]  # of allauth
    authenticator.data.pop("handed_over")
    authenticator.save()
    post_sign_in(client, "own@example.org")
    client.post("/fr/account/2fa/authenticate/", {"code": codes[0]})
    kept = authentication_of(client)
    assert kept is not None
    assert kept.level is Level.LOW
    assert client.get("/fr/account/2fa/webauthn/add/").status_code == 403
    assert client.get("/fr/account/2fa/totp/activate/").status_code in {302, 403}


def test_codes_on_paper_are_shown_by_no_page(client: Client) -> None:
    person = make_person(email="hidden@example.org", proofed="substantial")
    codes = services.hand_over_codes(actor=ACTOR, person=person)
    post_sign_in(client, "hidden@example.org")
    for page in ("2fa/", "2fa/recovery-codes/", "2fa/recovery-codes/download/"):
        shown = client.get(f"/fr/account/{page}").content.decode()
        assert not [code for code in codes if code in shown]


def test_a_code_is_taken_once(client: Client) -> None:
    person = make_person(email="once@example.org", proofed="substantial")
    codes = services.hand_over_codes(actor=ACTOR, person=person)
    for number, reached in ((0, Level.SUBSTANTIAL), (0, Level.LOW), (1, Level.SUBSTANTIAL)):
        browser = Client()
        post_sign_in(browser, "once@example.org")
        browser.post("/fr/account/2fa/reauthenticate/", {"code": codes[number]})
        kept = authentication_of(browser)
        assert kept is not None
        assert kept.level is reached


def test_step_up_says_why_a_level_is_out_of_reach(client: Client) -> None:
    sign_in(client, make_person())
    html = client.get("/fr/account/step-up?level=substantial&next=/fr/").content.decode()
    assert "/fr/account/reauthenticate" not in html
    assert client.get("/fr/account/step-up?level=low&next=/fr/my-data/")["Location"] == "/fr/my-data/"
    assert (
        client.get("/fr/account/step-up?level=low&next=https://evil.example/")["Location"] == "/fr/account/"
    )


def test_a_fresh_proof_is_asked_for_with_max_age_zero_and_once(client: Client) -> None:
    person = make_person(email="fresh@example.org")
    post_sign_in(client, "fresh@example.org")
    address = "/fr/account/step-up?level=low&max_age=0&next=/fr/my-data/"
    there = client.get(address)
    assert there["Location"].startswith("/fr/account/reauthenticate/")
    time.sleep(1.1)
    back = client.post(there["Location"], {"password": PASSWORD})
    assert client.get(back["Location"])["Location"] == "/fr/my-data/"
    assert person.pk


def test_wrong_passwords_from_elsewhere_do_not_lock_the_owner_out(client: Client) -> None:
    make_person(email="owner@example.org")
    assert post_sign_in(client, "owner@example.org") == 302
    client.post("/fr/account/logout/")
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(8):
        assert post_sign_in(stranger, "owner@example.org", "wrong-password-it-is") == 200
    assert "/fr/account/login" in stranger.post(
        "/fr/account/login/", {"login": "owner@example.org", "password": PASSWORD}
    ).request["PATH_INFO"]  # fmt: skip
    assert authentication_of(stranger) is None
    assert post_sign_in(client, "owner@example.org") == 302
    assert post_sign_in(Client(REMOTE_ADDR="198.51.100.7"), "owner@example.org") == 302


def test_many_tries_from_many_places_leave_the_owners_browser_and_codes_open(
    client: Client, settings: LazySettings
) -> None:
    settings.UNKNOWN_BROWSER_TRIES_HOURLY = 5
    make_person(email="target@example.org")
    assert post_sign_in(client, "target@example.org") == 302
    client.post("/fr/account/logout/")
    for number in range(8):
        post_sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), "target@example.org", "wrong-password-it-is")
    elsewhere = Client(REMOTE_ADDR="198.51.100.8")
    assert post_sign_in(elsewhere, "target@example.org") == 200
    assert post_sign_in(client, "target@example.org") == 302
    asked = elsewhere.post("/fr/account/login/code/", {"email": "target@example.org"})
    elsewhere.post(asked["Location"], {"code": code_in(mail.outbox[-1].body)})
    assert authentication_of(elsewhere) is not None


def test_known_and_unknown_people_get_the_same_page_and_cost_one_hash(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.PASSWORD_HASHERS = ["bawaba.identity.hashers.PasswordHasher"]
    make_person(email="here@example.org", phone="0611000011")
    hashed: list[str] = []
    encode = PasswordHasher.encode
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "encode", lambda *given: hashed.append("e") or encode(*given))
    monkeypatch.setattr(PasswordHasher, "verify", lambda *given: hashed.append("v") or verify(*given))
    pages = []
    for login in ("here@example.org", "nobody@example.org", "0611000011", "0699999999", "p-nobody"):
        hashed.clear()
        answer = Client(REMOTE_ADDR=f"10.0.0.{len(pages)}").post(
            "/fr/account/login/", {"login": login, "password": "wrong-password-it-is"}
        )
        assert len(hashed) == 1, login
        plain = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", answer.content.decode())
        pages.append((answer.status_code, plain.replace(login, "X")))
    assert len(set(pages)) == 1


def test_a_new_password_ends_every_other_session(client: Client) -> None:
    person = make_person(email="change@example.org")
    other = Client()
    post_sign_in(other, "change@example.org")
    post_sign_in(client, "change@example.org")
    changed = client.post(
        "/fr/account/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "encore-une-autre-phrase",
            "password2": "encore-une-autre-phrase",
        },
    )
    assert changed.status_code == 302
    assert authentication_of(other) is None
    mine = authentication_of(client)
    assert mine is not None
    assert list(BrowserSession.objects.filter(person=person).values_list("sid", "session_key")) == [
        (mine.sid, client.session.session_key)
    ]
    services.end_session(actor=ACTOR, sid=mine.sid)
    assert authentication_of(client) is None


def test_signing_out_ends_the_session_everywhere_it_is_kept(client: Client) -> None:
    person = make_person()
    kept = sign_in(client, person)
    client.post("/fr/account/logout/")
    assert authentication_of(client) is None
    assert not BrowserSession.objects.filter(sid=kept.sid).exists()


def test_the_list_of_sessions_ends_the_others(client: Client) -> None:
    make_person(email="list@example.org")
    other = Client(
        headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"}
    )
    post_sign_in(other, "list@example.org")
    post_sign_in(client, "list@example.org")
    page = client.get("/fr/account/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert "Mozilla/5.0" not in page
    client.post("/fr/account/sessions/")
    assert authentication_of(other) is None
    assert authentication_of(client) is not None
    assert BrowserSession.objects.count() == 1


def test_a_suspended_person_is_signed_out_and_cannot_come_back(client: Client) -> None:
    person = make_person(email="gone@example.org")
    post_sign_in(client, "gone@example.org")
    suspend_person(actor=ACTOR, person_id=person.pk)
    assert authentication_of(client) is None
    post_sign_in(client, "gone@example.org")
    assert authentication_of(client) is None


def test_an_account_made_elsewhere_gets_a_person_when_it_signs_in(client: Client) -> None:
    Account.objects.create_user(username="agent", password=PASSWORD, email="agent@example.org")
    post_sign_in(client, "agent")
    kept = authentication_of(client)
    assert kept is None or kept.person_id
    assert Person.objects.filter(account__username="agent").exists() or kept is None


def test_a_telephone_is_added_with_a_code_and_then_signs_in(
    client: Client, settings: LazySettings, tmp_path: object
) -> None:
    settings.SMS_GATEWAY = f"file://{tmp_path}"
    person = make_person(email="tel@example.org", phone="", phone_verified=False)
    post_sign_in(client, "tel@example.org")
    asked = client.post("/fr/account/phone/change/", {"phone": "0677889900"})
    assert queries.find_person_id(hint="0677889900") is None
    sent = (tmp_path / "212677889900.txt").read_text()  # type: ignore[operator]  # a Path
    client.post(asked["Location"], {"code": code_in(sent)})
    assert queries.find_person_id(hint="0677889900") == person.pk
    assert post_sign_in(Client(), "+212677889900") == 302


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize(
    "page",
    [
        "login/", "signup/", "signup/passkey/", "login/code/", "password/reset/",
        "", "particulars", "email/", "phone/change/", "password/change/", "logout/", "sessions/", "2fa/",
        "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "reauthenticate/", "step-up?level=high",
    ],
)  # fmt: skip
def test_every_page_opens_without_inline_styles_or_scripts(client: Client, language: str, page: str) -> None:
    if page and page.partition("/")[0] not in {"login", "signup"} and page != "password/reset/":
        sign_in(client, make_person(email=f"{abs(hash(page))}@example.org"))
        post_sign_in(client, f"{abs(hash(page))}@example.org")
    elif not page:
        sign_in(client, make_person())
    answer = client.get(f"/{language}/account/{page}")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "<h1" in html
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]*(?:src=|type=\"application/json\"))", html)


def test_what_one_says_about_oneself_is_kept_and_checked(client: Client) -> None:
    kept = sign_in(client, make_person(cnie=""))
    wrong = client.post("/fr/account/particulars", {"given_name_ar": "Salma", "cnie": "12"})
    assert wrong.status_code == 422
    right = client.post(
        "/fr/account/particulars",
        {"given_name_ar": "هند", "given_name_latn": "Hind", "cnie": "bk 55", "birth_date": "1999-02-03"},
    )
    assert right.status_code == 302
    assert queries.read_particulars(person_id=kept.person_id).cnie == "BK55"


def test_what_a_counter_verified_is_changed_by_a_counter_only(client: Client) -> None:
    person = make_person(cnie="AB88", proofed="substantial")
    sign_in(client, person)
    client.post("/fr/account/particulars", {"given_name_latn": "Mallory", "cnie": "ZZ1", "address": "Rabat"})
    kept = queries.read_particulars(person_id=person.pk)
    assert (kept.cnie, kept.given_names["latn"], kept.address) == ("AB88", "Salma", "Rabat")


def test_only_a_hash_made_as_today_is_left_as_it_is() -> None:
    hasher = PasswordHasher()
    today = hasher.encode("a long enough password", hasher.salt())
    assert not hasher.must_update(today)
    before = Argon2PasswordHasher.encode(hasher, "a long enough password", hasher.salt())
    assert not hasher.must_update(before)
    weaker = PasswordHasher()
    weaker.time_cost = 1
    assert hasher.must_update(weaker.encode("a long enough password", hasher.salt()))
    assert hasher.must_update(Argon2PasswordHasher.encode(hasher, "a long enough password", "shortsalt"))
