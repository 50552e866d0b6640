"""The phone as its owner uses it: Chromium's virtual authenticator enrols, approves, and signs a computer in."""

import base64
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.page_checks import violations
from tests.browser.people import new_browser, press
from tests.browser.qr_reading import read_code
from tests.served_site import Site, served_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "une-longue-phrase-secrete"
CIBA = "urn:openid:params:grant-type:ciba"
PLAIN = {"BAWABA_STARTER": "0", "BAWABA_EMBEDDER": "none"}
# Chromium advises RSA keys beside ours; a phone that has no P-256 key is not for us.
ADVICE = "pubKeyCredParams"


@pytest.fixture(scope="module")
def named_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site under a name, as passkeys need, without limits that one test's requests would reach."""
    limits = {"BAWABA_CIBA_OPEN_MOST": "50", "BAWABA_CIBA_HOURLY_MOST": "500"}
    with served_site(tmp_path_factory.mktemp("named"), host="localhost", **PLAIN, **limits) as running:
        yield running


@pytest.fixture(scope="module")
def party(named_site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A relying party that may ask on the phone."""
    metadata = tmp_path_factory.mktemp("party") / "client.json"
    metadata.write_text(json.dumps({
        "client_name": "Caisse", "redirect_uris": ["https://party.example/callback"], "scope": "openid profile",
        "grant_types": ["authorization_code", CIBA], "backchannel_token_delivery_mode": "poll",
    }))  # fmt: skip
    said = named_site.run("identity", "add-client", "--json", "--from-file", str(metadata))
    registered: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return registered


def call(site: Site, party: dict[str, Any], path: str, **form: str) -> tuple[int, dict[str, Any]]:
    """Call a protocol endpoint as the relying party; return the status and the JSON."""
    pair = f"{party['client_id']}:{party['client_secret']}".encode()
    headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
    request = urllib.request.Request(site.address + path, urllib.parse.urlencode(form).encode(), headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def make_person(site: Site, name: str) -> str:
    """Create a person with a verified address; return that address."""
    email = f"{name}@example.org"
    site.run("identity", "create-person", "--json", "--email", email, "--given-name-latn", "Salma",
             "--family-name-latn", "Bennani", "--username", name, "--password", PASSWORD)  # fmt: skip
    return email


def new_phone(browser: Browser, site: Site) -> tuple[BrowserContext, Page, list[str]]:
    """Open a phone-sized browser with a platform authenticator that keeps keys and verifies its owner."""
    context = new_browser(browser, site, viewport={"width": 360, "height": 740}, locale="fr-FR")
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None
    )
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return context, page, complaints


def enrol(page: Page, name: str) -> None:
    """Sign in with the password and add this phone."""
    page.goto("/fr/account/login/?next=/app/")
    page.fill("#id_login", name)
    page.fill("#id_password", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/app/")
    page.goto("/app/enrol")
    page.fill("#name", "Téléphone de Salma")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/app/")
    expect(page.locator(".notice-success")).to_contain_text("Téléphone de Salma")


def test_a_request_is_approved_with_its_number(
    named_site: Site, browser: Browser, party: dict[str, Any], tools: Path
) -> None:
    email = make_person(named_site, "approving")
    context, page, complaints = new_phone(browser, named_site)
    enrol(page, "approving")
    status, opened = call(named_site, party, "/oidc/bc-authorize", scope="openid profile", login_hint=email)
    assert status == 200
    page.locator(".app-request").click()  # it appeared by itself
    expect(page.locator("main")).to_contain_text("Caisse")
    assert violations(page, tools) == []
    page.locator("button[value=approve]").click()
    expect(page.locator("[data-said]")).to_be_visible()  # the number is missing: nothing was sent
    page.fill("#number", opened["number_to_match"])
    page.locator("button[value=approve]").click()
    page.wait_for_url("**/app/")
    status, tokens = call(
        named_site, party, "/oidc/token", grant_type=CIBA, auth_req_id=opened["auth_req_id"]
    )
    assert (status, tokens["token_type"]) == (200, "Bearer")
    assert [said for said in complaints if ADVICE not in said] == []
    context.close()


def test_a_wrong_number_and_not_me_refuse(named_site: Site, browser: Browser, party: dict[str, Any]) -> None:
    email = make_person(named_site, "refusing")
    context, page, _ = new_phone(browser, named_site)
    enrol(page, "refusing")
    _, opened = call(named_site, party, "/oidc/bc-authorize", scope="openid", login_hint=email)
    page.goto("/app/")
    page.locator(".app-request").click()
    page.fill("#number", "10" if opened["number_to_match"] != "10" else "11")
    page.locator("button[value=approve]").click()
    expect(page.locator("h1")).to_contain_text("ne correspond pas")
    answer = call(named_site, party, "/oidc/token", grant_type=CIBA, auth_req_id=opened["auth_req_id"])
    assert answer[1]["error"] == "access_denied"
    _, second = call(named_site, party, "/oidc/bc-authorize", scope="openid", login_hint=email)
    page.goto("/app/")
    page.locator(".app-request").click()
    page.locator("button[value=not-me]").click()
    page.wait_for_url("**/app/requests/not-me")
    answer = call(named_site, party, "/oidc/token", grant_type=CIBA, auth_req_id=second["auth_req_id"])
    assert answer[1]["error"] == "access_denied"
    context.close()


@pytest.mark.parametrize("way", ["picture", "digits"])
def test_a_computer_is_signed_in_across_two_browsers(
    named_site: Site, browser: Browser, tools: Path, way: str
) -> None:
    make_person(named_site, f"linking-{way}")
    context, page, complaints = new_phone(browser, named_site)
    enrol(page, f"linking-{way}")
    desk = new_browser(browser, named_site, viewport={"width": 1280, "height": 900})
    computer = desk.new_page()
    computer.goto("/fr/account/phone-sign-in?next=/fr/my-data/devices/")
    number = computer.locator(".waiting-number").inner_text()
    if way == "picture":
        page.goto(read_picture(computer))
    else:
        page.goto("/app/link")
        page.fill("#typed", computer.locator(".waiting-digits").inner_text())
        press(page.locator("main button[type=submit]"))
    assert violations(page, tools) == []
    page.fill("#number", number)
    page.locator("button[value=approve]").click()
    page.wait_for_url("**/app/")
    computer.wait_for_url(re.compile(r"/fr/my-data/devices/$"))  # it went on by itself
    expect(computer.locator("main")).to_contain_text("Téléphone de Salma")
    assert violations(computer, tools) == []
    page.goto("/app/devices")
    assert violations(page, tools) == []
    assert [said for said in complaints if ADVICE not in said] == []
    desk.close()
    context.close()


def read_picture(computer: Page) -> str:
    """Return the address in the QR picture, read from the bars that are drawn."""
    picture = computer.locator(".waiting-picture svg")
    path = picture.locator("path").nth(1).get_attribute("d") or ""
    side = int((picture.get_attribute("viewBox") or "0 0 0 0").split()[2])
    return read_code(path, side)
