"""Passkeys on the account's own pages, with Chromium's virtual authenticator."""

import email
import re
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Citizen, add_authenticator, browser_of, create_citizen, give_password
from tests.served_site import Site, served_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def mailing_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that keeps its letters in a folder."""
    home = tmp_path_factory.mktemp("mailing")
    more = {"BAWABA_STARTER": "0", "BAWABA_EMBEDDER": "none", "BAWABA_EMAIL": f"file://{home}/mail"}
    with served_site(home, host="localhost", **more) as running:
        yield running


def last_code(site: Site) -> str:
    """Return the code in the newest letter."""
    letters = sorted((site.home / "mail").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    letter = email.message_from_bytes(Path(letters[-1]).read_bytes(), policy=policy.default)
    body = letter.get_body()
    assert body is not None
    found = re.search(r"\b\d{4}-\d{4}\b", body.get_content())
    assert found
    return found.group()


def at(page: Page, path: str) -> None:
    """Wait until the page is at this path, whatever its query."""
    page.wait_for_url(lambda address: urlsplit(address).path == path)


def sign_out(page: Page) -> None:
    page.goto("/fr/account/logout/")
    page.locator("main form button[type=submit]").click()
    at(page, "/fr/")


def sign_in_by_passkey(page: Page) -> None:
    page.goto("/fr/account/login/?next=/fr/account/")
    page.locator("#passkey_login").click()


def add_key(page: Page, name: str) -> None:
    page.goto("/fr/account/2fa/webauthn/add/")
    page.locator("input[name=name]").fill(name)
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: "webauthn/add" not in address)


def test_an_account_is_opened_and_entered_without_any_password(browser: Browser, mailing_site: Site) -> None:
    with browser_of(browser, mailing_site) as context:
        page = context.new_page()
        add_authenticator(page)
        page.goto("/fr/account/signup/passkey/")
        page.locator("input[name=email]").fill("sans-mot-de-passe@example.org")
        page.locator("form.account-form button[type=submit]").click()
        page.locator("input[name=code]").fill(last_code(mailing_site))
        page.locator("form.account-form button[type=submit]").first.click()
        page.locator("#mfa_webauthn_signup").click()
        at(page, "/fr/account/")
        expect(page.locator("main")).to_contain_text("sans-mot-de-passe@example.org")
        sign_out(page)
        sign_in_by_passkey(page)
        at(page, "/fr/account/")
        expect(page.locator("main")).to_contain_text("sans-mot-de-passe@example.org")


def test_a_key_added_to_an_account_signs_in_and_a_suspended_one_does_not(
    browser: Browser, mailing_site: Site
) -> None:
    citizen = create_citizen(mailing_site)
    with browser_of(browser, mailing_site) as context:
        page = context.new_page()
        add_authenticator(page)
        page.goto("/fr/account/login/?next=/fr/account/")
        give_password(page, citizen)
        at(page, "/fr/account/")
        add_key(page, "Ma clé")
        sign_out(page)
        sign_in_by_passkey(page)
        at(page, "/fr/account/")
        page.goto("/fr/my-data/devices/")
        page.get_by_role("link", name=re.compile("Ma clé")).first.click()
        page.locator("main form button[value=suspend]").click()
        sign_in_by_passkey(page)  # suspending ended the session that the key had opened
        expect(page.locator("body")).to_contain_text("clé ne peut plus servir")


def test_a_key_is_the_second_proof_after_the_password(browser: Browser, mailing_site: Site) -> None:
    citizen = create_citizen(mailing_site)
    with browser_of(browser, mailing_site) as context:
        page = context.new_page()
        add_authenticator(page)
        page.goto("/fr/account/login/?next=/fr/account/")
        give_password(page, citizen)
        at(page, "/fr/account/")
        add_key(page, "Seconde preuve")
        sign_out(page)
        page.goto("/fr/account/login/?next=/fr/account/")
        give_password(page, citizen)
        page.locator("#mfa_webauthn_authenticate").click()
        at(page, "/fr/account/")
        page.goto("/fr/account/2fa/webauthn/reauthenticate/?next=/fr/account/particulars")
        page.locator("#mfa_webauthn_reauthenticate").click()
        at(page, "/fr/account/particulars")


@pytest.fixture(scope="module")
def officer(mailing_site: Site) -> Citizen:
    """Somebody who verifies people at the counter of a body."""
    mailing_site.run("directory", "load-bodies")
    citizen = create_citizen(mailing_site)
    mailing_site.run("directory", "grant-membership", citizen.username, "counter-officer", "--body", "ompic")
    return citizen


def security_key(page: Page, carried: dict[str, Any] | None = None) -> Callable[[], dict[str, Any]]:
    """Plug a security key with a PIN into the page's computer; return what reads the credential that it holds."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    named = {"authenticatorId": made["authenticatorId"]}
    if carried is not None:
        tools.send("WebAuthn.addCredential", {**named, "credential": carried})
    return lambda: tools.send("WebAuthn.getCredentials", named)["credentials"][0]  # type: ignore[no-any-return]  # JSON


def test_a_key_added_at_the_counter_reaches_the_high_level(
    browser: Browser, mailing_site: Site, officer: Citizen
) -> None:
    person = create_citizen(mailing_site, level="high")
    with browser_of(browser, mailing_site) as counter:
        page = counter.new_page()
        read_key = security_key(page)
        page.goto("/fr/account/login/?next=/fr/counter/")
        give_password(page, officer)
        page.locator("input[name=hint]").fill(person.email)
        page.get_by_role("button", name="Trouver").click()
        page.get_by_role("button", name="Ajouter la clé de la personne").click()
        expect(page.get_by_text("La clé a été ajoutée")).to_be_visible()
        key = read_key()
    with browser_of(browser, mailing_site) as home:
        page = home.new_page()
        security_key(page, key)
        page.goto("/fr/account/login/?next=/fr/account/step-up%3Flevel%3Dhigh%26next%3D/fr/my-data/")
        page.locator("#passkey_login").click()
        at(page, "/fr/my-data/")  # a session below the level would be held at the step up
        page.goto("/fr/account/")
        expect(page.get_by_text("Élevée")).to_be_visible()
