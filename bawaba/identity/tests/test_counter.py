"""The counter: officers verify people, never themselves, and everything is written down."""

import html
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.http import HttpRequest
from django.test import Client

from bawaba.directory.services import grant_membership
from bawaba.directory.tests.factories import make_tree
from bawaba.identity import queries, types
from bawaba.identity.errors import (
    IdentityAlreadyUsed,
    InvalidParticulars,
    NotForThisCounter,
    PersonNotFound,
    ProofingMethodUnknown,
)
from bawaba.identity.models import Device, Person, Proofing
from bawaba.identity.rules.levels import Method
from bawaba.identity.rules.proofing import Check, NotProven, Paper, proven_level
from bawaba.identity.services import counter
from bawaba.identity.services.counter_keys import offer_key
from bawaba.identity.services.proofing import accept_proofing, record_proofing
from bawaba.identity.tests.factories import ACTOR, make_person, particulars, sign_in
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Level
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
BODY = "agency"
VALID = date(2100, 1, 1)
ALL = frozenset(Check)


def officer(account_id: int | None = None, body: str = BODY) -> Actor:
    return Actor(
        kind="person", key="account:1", account_id=account_id, roles=frozenset({("counter-officer", body)})
    )


def seen(checks: frozenset[Check] = ALL, expires_on: date = VALID) -> counter.Seen:
    return counter.Seen(Paper.IDENTITY_CARD, "AB123456", expires_on, checks)


def officer_browser(client: Client, methods: tuple[Method, ...] = (Method.PASSWORD,)) -> Person:
    make_tree()
    person = make_person()
    grant_membership(actor=ACTOR, account_id=person.account_id, role="counter-officer", body=BODY)
    sign_in(client, person, methods)
    return person


WRITTEN = {
    "given_name_ar": "نادية", "family_name_ar": "التازي", "given_name_latn": "Nadia", "family_name_latn": "Tazi",
    "birth_date": "1961-04-05", "cnie": "C12345", "paper": "identity-card", "paper_number": "C12345",
    "expires_on": "2100-01-01", "checks": ["paper-seen", "face-compared"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("checks", "level"),
    [
        ({Check.PAPER_SEEN, Check.FACE_COMPARED}, Level.SUBSTANTIAL),
        (set(Check), Level.HIGH),
    ],
)
def test_the_level_follows_what_was_checked(checks: set[Check], level: Level) -> None:
    assert proven_level(checks, expires_on=VALID, today=date(2026, 1, 1)) is level


@pytest.mark.parametrize("checks", [set(), {Check.PAPER_SEEN}, {Check.REGISTER_ASKED, Check.FACE_COMPARED}])
def test_a_paper_not_seen_or_a_face_not_compared_proves_nothing(checks: set[Check]) -> None:
    with pytest.raises(NotProven):
        proven_level(checks, expires_on=VALID, today=date(2026, 1, 1))


def test_a_paper_is_good_on_its_last_day_and_not_after() -> None:
    today = date(2026, 1, 1)
    assert proven_level(ALL, expires_on=today, today=today) is Level.HIGH
    with pytest.raises(NotProven):
        proven_level(ALL, expires_on=today - timedelta(days=1), today=today)


def test_an_officer_verifies_a_person_and_the_level_rises() -> None:
    person = make_person(cnie="")
    papers = particulars(cnie="BE7", email="", phone="")
    level = counter.verify_at_counter(
        actor=officer(), body=BODY, person_id=person.pk, particulars=papers, seen=seen()
    )
    person.refresh_from_db()
    assert (level, person.proofed) == (Level.HIGH, "high")
    kept = queries.read_particulars(person_id=person.pk)
    assert kept.cnie == "BE7"
    assert kept.email_verified
    row = Proofing.objects.get(person=person)
    assert (row.method, row.body, row.level) == ("counter", BODY, "high")
    assert "AB123456" not in str(row.evidence)
    assert AuditEntry.objects.filter(verb="identity.proofed").get().detail["body"] == BODY
    assert "BE7" not in str(list(AuditEntry.objects.values()))


def test_a_method_that_nobody_registered_verifies_nobody() -> None:
    person = make_person()
    with pytest.raises(ProofingMethodUnknown):
        accept_proofing(
            actor=ACTOR,
            method="chip",
            person_id=person.pk,
            particulars=particulars(),
            evidence={"chip": True},
        )
    assert not Proofing.objects.exists()


def test_another_registered_method_raises_the_level_that_it_judges() -> None:
    person = make_person(cnie="")
    types.proofing_methods.register(
        "reader", lambda *, evidence, particulars, today: Level(evidence["level"])
    )
    try:
        papers = particulars(cnie="K9")
        accept_proofing(
            actor=ACTOR, method="reader", person_id=person.pk, particulars=papers, evidence={"level": "high"}
        )
    finally:
        types.proofing_methods._providers.pop("reader")
    person.refresh_from_db()
    assert person.proofed == "high"
    assert queries.find_person_id(hint="K9") == person.pk


def test_nobody_verifies_themselves() -> None:
    person = make_person()
    with pytest.raises(NotForThisCounter):
        counter.verify_at_counter(
            actor=officer(person.account_id), body=BODY, person_id=person.pk,
            particulars=particulars(), seen=seen(),
        )  # fmt: skip
    person.refresh_from_db()
    assert person.proofed == ""


def test_an_officer_of_another_body_and_an_administrator_verify_nobody() -> None:
    person = make_person()
    administrator = Actor(kind="person", key="account:2", roles=frozenset({("administrator", "*")}))
    for actor in (officer(body="office"), administrator):
        with pytest.raises(NotForThisCounter):
            counter.find_at_counter(actor=actor, body=BODY, hint=person.subject)


def test_an_expired_paper_changes_nothing() -> None:
    person = make_person(cnie="AA1")
    with pytest.raises(InvalidParticulars) as refused:
        counter.verify_at_counter(
            actor=officer(), body=BODY, person_id=person.pk, particulars=particulars(),
            seen=seen(expires_on=clock.today() - timedelta(days=1)),
        )  # fmt: skip
    assert set(refused.value.fields) == {"expires_on"}
    assert queries.read_particulars(person_id=person.pk).cnie == "AA1"
    assert not Proofing.objects.exists()


def test_an_identity_number_of_somebody_else_is_refused_and_nothing_is_written() -> None:
    make_person(cnie="AA1")
    person = make_person(cnie="AA2")
    with pytest.raises(IdentityAlreadyUsed):
        counter.verify_at_counter(
            actor=officer(), body=BODY, person_id=person.pk, particulars=particulars(cnie="AA1"), seen=seen()
        )
    assert not Proofing.objects.exists()


def test_a_search_is_written_down_without_its_words() -> None:
    person = make_person(cnie="ZZ4444")
    assert counter.find_at_counter(actor=officer(), body=BODY, hint="zz 4444") == person.pk
    with pytest.raises(PersonNotFound):
        counter.find_at_counter(actor=officer(), body=BODY, hint="zz4445")
    rows = AuditEntry.objects.filter(verb="identity.counter-looked-up")
    assert rows.count() >= 1
    assert "4444" not in str(list(rows.values()))


def test_somebody_without_a_smartphone_is_enrolled_and_signs_in_at_substantial_with_paper_only() -> None:
    enrolled = counter.enrol_at_counter(
        actor=officer(),
        body=BODY,
        particulars=particulars(email="", phone="", phone_verified=False),
        seen=seen(),
    )
    browser = Client()
    answer = browser.post("/fr/account/login/", {"login": enrolled.username, "password": enrolled.password})
    assert answer.status_code == 302
    there = browser.get("/fr/account/step-up?level=substantial&next=/fr/my-data/")
    browser.post(there["Location"], {"code": enrolled.codes[3]})
    request = HttpRequest()
    request.session = browser.session
    kept = queries.current_authentication(request=request)
    assert kept is not None
    assert (kept.person_id, kept.level) == (enrolled.person_id, Level.SUBSTANTIAL)


def test_new_codes_void_the_old_ones_and_need_a_verified_person() -> None:
    unknown = make_person()
    with pytest.raises(PersonNotFound):
        counter.give_codes(actor=officer(), body=BODY, person_id=unknown.pk)
    person = make_person(proofed="substantial")
    first = counter.give_codes(actor=officer(), body=BODY, person_id=person.pk)
    second = counter.give_codes(actor=officer(), body=BODY, person_id=person.pk)
    assert not set(first) & set(second)
    kept = Authenticator.objects.get(user_id=person.account_id)
    assert not kept.wrap().validate_code(first[0])
    assert kept.wrap().validate_code(second[0])


def test_the_pages_lead_from_the_search_to_the_paper(client: Client) -> None:
    officer_browser(client)
    person = make_person(cnie="")
    email = queries.read_particulars(person_id=person.pk).email
    found = client.post("/fr/counter/", {"hint": email})
    page = client.get(found["Location"])
    html = page.content.decode()
    assert "Salma" in html
    assert email not in html
    assert client.post(found["Location"], {**WRITTEN, "checks": []}).status_code == 422
    assert client.post(found["Location"], WRITTEN).status_code == 302
    person.refresh_from_db()
    assert person.proofed == "substantial"
    paper = client.post(f"{found['Location']}/codes").content.decode()
    assert len(re.findall(r"<bdi dir=\"ltr\">\d{10}</bdi>", paper)) == 10


def test_enrolment_shows_once_what_to_hand_over(client: Client) -> None:
    officer_browser(client)
    assert client.post("/fr/counter/enrol", {**WRITTEN, "cnie": "nothing"}).status_code == 422
    answer = client.post("/fr/counter/enrol", WRITTEN)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert queries.find_person_id(hint="C12345") is not None


def test_an_address_of_the_counter_is_good_for_its_officer_only(client: Client) -> None:
    officer_browser(client)
    person = make_person()
    found = client.post("/fr/counter/", {"hint": person.subject})
    other = make_person()
    grant_membership(actor=ACTOR, account_id=other.account_id, role="counter-officer", body=BODY)
    browser = Client()
    sign_in(browser, other)
    assert browser.get(found["Location"]).status_code == 404
    assert client.get("/fr/counter/person/x").status_code == 404


@pytest.mark.parametrize(
    "page", ["counter/", "counter/enrol", "identity-admin/", "identity-admin/keys", "identity-admin/audit"]
)
def test_others_are_kept_out(client: Client, page: str) -> None:
    assert client.get(f"/fr/{page}")["Location"].startswith("/fr/account/login/")
    sign_in(client, make_person())
    assert client.get(f"/fr/{page}").status_code == 403


def test_an_officer_needs_two_proofs_where_the_site_asks_for_them(
    client: Client, settings: LazySettings
) -> None:
    settings.OFFICIALS_NEED_TWO_PROOFS = True
    officer_browser(client)
    assert client.get("/fr/counter/").status_code == 403
    client.post("/fr/account/logout/")
    browser = Client()
    person = make_person()
    grant_membership(actor=ACTOR, account_id=person.account_id, role="counter-officer", body=BODY)
    sign_in(browser, person, (Method.PASSWORD, Method.TOTP))
    assert browser.get("/fr/counter/").status_code == 200


def verified() -> Person:
    person = make_person()
    record_proofing(actor=ACTOR, person_id=person.pk, method="operator", level=Level.HIGH, evidence=())
    person.refresh_from_db()
    return person


def key_page(browser: Client, person: Person) -> tuple[str, dict[str, Any]]:
    """Let an officer open a verified person's page; return the key's address and what the script is told."""
    page = browser.post(
        "/fr/counter/", {"hint": queries.read_particulars(person_id=person.pk).cnie}, follow=True
    )
    text = page.content.decode()
    options = re.search(r'data-options="([^"]*)"', text)
    assert options
    return f"{page.request['PATH_INFO']}/key", json.loads(html.unescape(options[1]))


def test_a_security_key_added_at_the_counter_reaches_high_and_its_owner_is_told(client: Client) -> None:
    officer_browser(client)
    person = verified()
    address, options = key_page(client, person)
    assert options["authenticatorSelection"]["authenticatorAttachment"] == "cross-platform"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    key = SoftwareKey()
    answer = client.post(address, {"answer": json.dumps(key.create(options["challenge"]))}, follow=True)
    assert "Clé de sécurité" in answer.content.decode()
    device = Device.objects.get(person=person)
    assert (device.hardware_bound, device.approves) == (True, False)
    assert AuditEntry.objects.get(verb="identity.key-added").detail == {"hardware_bound": True, "body": BODY}
    owner = Client()
    challenge = owner.get(
        "/fr/account/2fa/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"}
    ).json()
    signed = key.sign(challenge["request_options"]["publicKey"]["challenge"])
    signed["response"]["userHandle"] = options["user"]["id"]
    owner.post("/fr/account/2fa/webauthn/login/", {"credential": json.dumps(signed)})
    request = HttpRequest()
    request.session = owner.session
    kept = queries.current_authentication(request=request)
    assert kept is not None
    assert (kept.person_id, kept.level) == (person.pk, Level.HIGH)


@pytest.mark.parametrize(
    "key", [SoftwareKey(synced=True), SoftwareKey(verified=False), SoftwareKey(rp_id="evil.example")]
)
def test_a_key_that_can_be_copied_or_did_not_see_its_owner_is_not_added(
    client: Client, key: SoftwareKey
) -> None:
    officer_browser(client)
    person = verified()
    address, options = key_page(client, person)
    page = client.post(address, {"answer": json.dumps(key.create(options["challenge"]))}, follow=True)
    assert 'role="alert"' in page.content.decode()
    assert not Device.objects.exists()


def test_a_key_answers_the_challenge_of_this_person_once(client: Client) -> None:
    officer_browser(client)
    first, second = verified(), verified()
    address, options = key_page(client, first)
    other_address, _ = key_page(client, second)
    answer = {"answer": json.dumps(SoftwareKey().create(options["challenge"]))}
    assert client.post(address, answer).status_code == 403
    assert client.post(other_address, answer).status_code == 403, "the challenge is gone"
    assert not Device.objects.exists()


def test_keys_are_added_by_officers_for_verified_people_other_than_themselves() -> None:
    known, declared = verified(), make_person()
    given: Any = {"body": BODY, "challenge": b"1" * 32}
    with pytest.raises(PersonNotFound):
        offer_key(actor=officer(), person_id=declared.pk, **given)
    with pytest.raises(NotForThisCounter):
        offer_key(actor=officer(known.account_id), person_id=known.pk, **given)
    with pytest.raises(NotForThisCounter):
        offer_key(actor=officer(body="elsewhere"), person_id=known.pk, **given)
