"""The phone app and a person's own pages over HTTP: who sees what, and what a press of a button does."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from fido2.utils import websafe_encode

from bawaba.identity.models import Activity, BackchannelRequest, Device, LinkRequest, Person
from bawaba.identity.queries.requests import get_pending
from bawaba.identity.rules.levels import Method
from bawaba.identity.tests.factories import make_person, sign_in
from bawaba.identity.tests.phone_factories import ask, enrol, make_ciba_party, state_of
from bawaba.identity.tests.software_key import SoftwareKey

pytestmark = pytest.mark.django_db
FRENCH = {"headers": {"accept-language": "fr"}}


def options_in(page: str) -> dict[str, Any]:
    """Return what a page tells the browser's passkey interface."""
    found = re.search(r'data-options="([^"]*)"', page)
    assert found
    return json.loads(html.unescape(found.group(1)))


@pytest.mark.parametrize(
    "path", ["/app/", "/app/history", "/app/devices", "/app/settings", "/app/enrol", "/app/link"]
)
def test_a_stranger_is_led_to_sign_in_and_back(path: str) -> None:
    answer = Client(**FRENCH).get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/fr/account/login/?next=%2Fapp%2F")


@pytest.mark.parametrize("path", ["/app/requests/stream", "/app/requests/waiting", "/app/requests/pending"])
def test_scripts_of_a_stranger_get_an_empty_401(path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize(
    "path", ["/app/", "/app/history", "/app/devices", "/app/settings", "/app/enrol", "/app/link"]
)
@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en"])
def test_every_page_of_the_app_shows_in_every_language(person: Person, path: str, language: str) -> None:
    client = Client(headers={"accept-language": language})
    sign_in(client, person)
    answer = client.get(path)
    assert answer.status_code == 200
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_app_has_a_manifest_and_a_worker_of_its_own() -> None:
    client = Client(headers={"accept-language": "ar"})
    manifest = client.get("/app/manifest.webmanifest")
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    described = manifest.json()
    assert (described["scope"], described["start_url"], described["display"]) == (
        "/app/",
        "/app/",
        "standalone",
    )
    assert (described["lang"], described["dir"]) == ("ar", "rtl")
    worker = client.get("/app/sw.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert '"/app/offline"' in worker.content.decode()
    assert client.get("/app/offline").status_code == 200


def test_the_readers_language_is_kept(browser: Client) -> None:
    browser.post("/app/language", {"language": "ar"})
    assert '<html lang="ar"' in browser.get("/app/settings").content.decode()
    browser.post("/app/language", {"language": "xx"})
    assert '<html lang="ar"' in browser.get("/app/settings").content.decode()


def test_a_phone_is_enrolled_by_its_page(person: Person, browser: Client) -> None:
    key = SoftwareKey()
    options = options_in(browser.get("/app/enrol").content.decode())
    answer = browser.post(
        "/app/enrol", {"answer": json.dumps(key.create(options["challenge"])), "name": "  My   phone "}
    )
    assert answer.headers["Location"] == "/app/"
    assert Device.objects.get(person=person).name == "My phone"


def test_a_challenge_is_good_once(browser: Client) -> None:
    options = options_in(browser.get("/app/enrol").content.decode())
    for key, status in ((SoftwareKey(verified=False), 403), (SoftwareKey(), 403)):
        answer = browser.post("/app/enrol", {"answer": json.dumps(key.create(options["challenge"]))})
        assert answer.status_code == status
    assert not Device.objects.exists()


@pytest.mark.parametrize("answer", ["", "{}", "null", '{"rawId": 7}', "\0"])
def test_nonsense_enrols_nothing_and_is_said_plainly(browser: Client, answer: str) -> None:
    browser.get("/app/enrol")
    assert browser.post("/app/enrol", {"answer": answer}).status_code == 403
    assert browser.post("/app/enrol", {}).status_code == 403
    assert not Device.objects.exists()


def test_a_weak_session_is_led_to_prove_more_first() -> None:
    client = Client(**FRENCH)
    sign_in(client, make_person(proofed="high"))
    answer = client.get("/app/enrol")
    assert answer.status_code == 403
    assert "/fr/account/step-up?level=substantial" in answer.content.decode()


def test_a_request_is_approved_over_http(
    person: Person, browser: Client, phone: tuple[Device, SoftwareKey]
) -> None:
    opened = ask(person, make_ciba_party())
    address = f"/app/requests/{opened.request_id}"
    assert address in browser.get("/app/").content.decode()
    page = browser.get(address).content.decode()
    assert "Dossier 12" in page
    assert opened.number not in re.sub(
        r'data-options="[^"]*"|datetime="[^"]*"|\d\d:\d\d|value="[^"]*"|\.[0-9a-f]{12}\.',
        "",
        page.split("<main")[1].split("<svg")[0],
    )
    options = options_in(page)
    assert options["userVerification"] == "required"
    answer = browser.post(
        address,
        {
            "decision": "approve",
            "number": opened.number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
            "answer": json.dumps(phone[1].sign(options["challenge"])),
        },
    )
    assert answer.headers["Location"] == "/app/"
    assert state_of(opened.request_id) == "approved"
    assert browser.get(address).status_code == 409


def test_the_number_is_never_on_the_phone(person: Person, browser: Client, phone: Any) -> None:
    opened = ask(person, make_ciba_party())
    pages = [browser.get(path).content.decode() for path in ("/app/", f"/app/requests/{opened.request_id}")]
    BackchannelRequest.objects.filter(pk=opened.request_id).update(number="\u2603")
    again = [browser.get(path).content.decode() for path in ("/app/", f"/app/requests/{opened.request_id}")]
    changing = re.compile(r'csrfmiddlewaretoken" value="[^"]*"')
    assert [changing.sub("", page) for page in pages] == [changing.sub("", page) for page in again]


@pytest.mark.parametrize(
    ("decision", "state", "way"),
    [("refuse", "refused", "/app/"), ("not-me", "not-me", "/app/requests/not-me")],
)
def test_refusing_needs_no_script(
    person: Person, browser: Client, decision: str, state: str, way: str
) -> None:
    opened = ask(person, make_ciba_party())
    answer = browser.post(f"/app/requests/{opened.request_id}", {"decision": decision})
    assert answer.headers["Location"] == way
    assert state_of(opened.request_id) == state
    assert browser.get(way).status_code == 200


def test_a_wrong_number_is_said_and_offers_not_me(
    person: Person, browser: Client, phone: tuple[Device, SoftwareKey]
) -> None:
    opened = ask(person, make_ciba_party())
    challenge = get_pending(person_id=person.pk, request_id=opened.request_id, language="fr").challenge
    answer = browser.post(
        f"/app/requests/{opened.request_id}",
        {
            "decision": "approve",
            "number": "0",
            "answer": json.dumps(phone[1].sign(websafe_encode(challenge))),
        },
    )
    assert answer.status_code == 403
    assert "/fr/my-data/not-me" in answer.content.decode()
    assert state_of(opened.request_id) == "refused"


@pytest.mark.parametrize(
    "form", [{}, {"decision": "x"}, {"decision": "approve"}, {"decision": "approve", "answer": "{"}]
)
def test_a_form_without_sense_changes_nothing(person: Person, browser: Client, form: dict[str, str]) -> None:
    opened = ask(person, make_ciba_party())
    assert browser.post(f"/app/requests/{opened.request_id}", form).status_code in (403, 422)
    assert state_of(opened.request_id) == "waiting"


def test_the_app_says_when_requests_are_paused(person: Person, browser: Client, settings: Any) -> None:
    settings.CIBA_OPEN_MOST = settings.CIBA_HOURLY_MOST = 2
    party = make_ciba_party()
    ask(person, party)
    assert "/fr/my-data/not-me" not in browser.get("/app/").content.decode()
    ask(person, party)
    assert "/fr/my-data/not-me" in browser.get("/app/").content.decode()


def test_somebody_elses_request_is_not_shown(browser: Client) -> None:
    opened = ask(make_person(), make_ciba_party())
    assert browser.get(f"/app/requests/{opened.request_id}").status_code == 409
    assert browser.post(f"/app/requests/{opened.request_id}", {"decision": "refuse"}).status_code == 409
    assert state_of(opened.request_id) == "waiting"


def test_the_event_stream_ends_at_once_and_tells_only_news(
    person: Person, browser: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):  # the session, and what waits
        first = browser.get("/app/requests/stream")
    assert first.headers["Content-Type"].startswith("text/event-stream")
    assert first.content.decode() == "retry: 3000\nid: 0\nevent: pending\ndata: 0\n\n"
    quiet = browser.get("/app/requests/stream", headers={"last-event-id": "0"})
    assert quiet.content.decode() == "retry: 3000\n\n"
    opened = ask(person, make_ciba_party())
    news = browser.get("/app/requests/stream", headers={"last-event-id": "0"}).content.decode()
    assert f"id: {opened.request_id}\n" in news
    assert browser.get("/app/requests/waiting").json() == {"pending": str(opened.request_id)}
    assert f"/app/requests/{opened.request_id}" in browser.get("/app/requests/pending").content.decode()


def start_computer(next_page: str = "/fr/my-data/") -> tuple[Client, str, str, str]:
    """Open the sign-in page on another browser; return it with its code, digits and number."""
    computer = Client(**FRENCH)
    page = computer.get(f"/fr/account/phone-sign-in?next={next_page}").content.decode()
    kept = computer.session["phone-link"]
    assert f"{kept['typed'][:4]} {kept['typed'][4:]}" in page
    return computer, kept["code"], kept["typed"], kept["number"]


def approve_computer(browser: Client, key: SoftwareKey, number: str, **wanted: str) -> Any:
    page = browser.post("/app/link", wanted).content.decode()
    handle = re.search(r'name="handle" value="([^"]+)"', page)
    assert handle, page
    answer = json.dumps(key.sign(options_in(page)["challenge"]))
    form = {"decision": "approve", "handle": handle.group(1), "number": number, "answer": answer}
    return browser.post("/app/link/answer", form)


@pytest.mark.parametrize("by", ["code", "typed"])
def test_a_computer_is_signed_in_by_the_phone(
    person: Person, browser: Client, phone: tuple[Device, SoftwareKey], by: str
) -> None:
    computer, code, typed, number = start_computer()
    wanted = {"code": code} if by == "code" else {"typed": f"{typed[:4]} {typed[4:]}"}
    assert computer.get("/fr/account/phone-sign-in/state").json() == {"state": "waiting"}
    assert approve_computer(browser, phone[1], number, **wanted).headers["Location"] == "/app/"
    assert computer.get("/fr/account/phone-sign-in/state").json() == {"state": "approved"}
    answer = computer.get("/fr/account/phone-sign-in")
    assert answer.headers["Location"] == "/fr/my-data/"
    kept = computer.session["identity"]
    assert (kept["person"], set(kept["amr"]) >= {"hwk", "user"}) == (person.pk, True)
    assert computer.get("/fr/my-data/").status_code == 200
    line = Activity.objects.get(person=person, kind="sign-in", device=phone[0])
    assert line.sid == kept["sid"]


def test_the_level_follows_the_device_and_the_proofing() -> None:
    person = make_person(proofed="high")
    device, key = enrol(person)
    phone_browser = Client(**FRENCH)
    sign_in(phone_browser, person, (Method.HARDWARE_PASSKEY,))
    computer, code, _, number = start_computer()
    approve_computer(phone_browser, key, number, code=code)
    computer.get("/fr/account/phone-sign-in")
    assert computer.session["identity"]["level"] == "high"
    assert device.hardware_bound


def test_a_wrong_number_signs_no_computer_in(
    person: Person, browser: Client, phone: tuple[Device, SoftwareKey]
) -> None:
    computer, code, _, number = start_computer()
    wrong = "10" if number != "10" else "11"
    assert approve_computer(browser, phone[1], wrong, code=code).status_code == 403
    page = computer.get("/fr/account/phone-sign-in")
    assert page.status_code == 200
    assert "identity" not in computer.session
    assert computer.get("/fr/account/phone-sign-in/state").json() == {"state": "closed"}
    computer.post("/fr/account/phone-sign-in", {"next": "/fr/my-data/"})
    assert computer.get("/fr/account/phone-sign-in/state").json() == {"state": "waiting"}


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_on_stays_on_this_site(
    person: Person, browser: Client, phone: tuple[Device, SoftwareKey], next_page: str
) -> None:
    computer, code, _, number = start_computer(next_page)
    approve_computer(browser, phone[1], number, code=code)
    assert computer.get("/fr/account/phone-sign-in").headers["Location"] == "/fr/my-data/"


def test_another_browser_is_not_signed_in_by_the_same_code(
    person: Person, browser: Client, phone: tuple[Device, SoftwareKey]
) -> None:
    _, code, _, number = start_computer()
    other, *_ = start_computer()
    approve_computer(browser, phone[1], number, code=code)
    assert other.get("/fr/account/phone-sign-in").status_code == 200
    assert "identity" not in other.session


@pytest.mark.parametrize("wanted", [{}, {"typed": "12"}, {"typed": "12345678"}, {"code": "x"}])
def test_an_unknown_code_is_said_plainly(browser: Client, phone: Any, wanted: dict[str, str]) -> None:
    assert browser.post("/app/link", wanted).status_code in (404, 422)


def test_guessing_digits_is_limited(browser: Client, settings: Any) -> None:
    statuses = [browser.post("/app/link", {"typed": f"{n:08}"}).status_code for n in range(21)]
    assert statuses[-1] == 429
    assert LinkRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "way_back"),
    [("/app/link/answer", "%2Fapp%2F"), ("/fr/my-data/consents/1/withdraw", "%2Ffr%2Fmy-data%2F")],
)
def test_a_form_sent_after_the_session_ended_leads_to_sign_in_and_to_its_page(
    path: str, way_back: str
) -> None:
    answer = Client(**FRENCH).post(path, {"decision": "approve"})
    assert answer.headers["Location"] == f"/fr/account/login/?next={way_back}"


def test_what_one_reader_sees_never_shows_to_the_next(person: Person, browser: Client) -> None:
    """The page is kept with places for each reader's words: all are put in anew, escaped."""
    enrol(person)
    party = make_ciba_party()
    pages = []
    for message in ("Dossier 12", "<b>\ue000options\ue001 & co</b>", "", "Dossier 13"):
        asked = ask(person, party).request_id
        BackchannelRequest.objects.filter(pk=asked).update(binding_message=message)
        pages.append(browser.get(f"/app/requests/{asked}").content.decode())
        BackchannelRequest.objects.filter(pk=asked).update(state="refused")
        assert f'action="/app/requests/{asked}"' in pages[-1]
    assert [page.count("Dossier 12") for page in pages] == [1, 0, 0, 0]
    assert "<bdi>&lt;b&gt;\ue000options\ue001 &amp; co&lt;/b&gt;</bdi>" in pages[1]
    assert "Leur message" not in pages[2]
    assert len({options_in(page)["challenge"] for page in pages}) == 4
    assert len({page.partition('csrfmiddlewaretoken" value="')[2][:64] for page in pages}) == 4
