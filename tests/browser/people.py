"""People for the browser tests, and the phone in their hands: Chromium with a virtual authenticator."""

import base64
import hashlib
import hmac
import json
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page

from tests.browser.parties import Refused
from tests.browser.slow_network import slow_down
from tests.served_site import Site

PASSWORD = "une-longue-phrase-secrete"
_numbers = count(1)


@dataclass(frozen=True)
class Citizen:
    """A person of the site, as the command that created them told it."""

    email: str
    totp_secret: str = ""
    username: str = ""


def create_citizen(site: Site, *, level: str = "low") -> Citizen:
    """Create a person by the command; from `substantial` on they have an app for codes."""
    number = next(_numbers)
    email = f"salma{number}@example.org"
    printed = site.run(
        "identity", "create-person", "--email", email, "--cnie", f"AB{number:05}", "--given-name-latn", "Salma",
        "--family-name-latn", "Bennani", "--given-name-ar", "سلمى", "--family-name-ar", "بناني",
        "--level", level, "--password", PASSWORD, "--json",
    )  # fmt: skip
    told: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return Citizen(email, told.get("totp_secret", ""), told["username"])


def totp(secret: str) -> str:
    """Return the code of now (RFC 6238: SHA-1, six digits, thirty seconds)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def give_password(page: Page, citizen: Citizen) -> None:
    """Fill the form of sign-in that the page shows, and the code of the app where one is asked for."""
    page.locator("input[name=login]").fill(citizen.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.account-form button[type=submit]").click()
    if citizen.totp_secret:
        page.locator("input[name=code]").fill(totp(citizen.totp_secret))
        page.locator("main form:has(input[name=code]) button[type=submit]").first.click()


def new_browser(browser: Browser, site: Site, **options: Any) -> BrowserContext:
    """Return a browser of its own, which shares nothing with another and has patience with a busy machine."""
    context = browser.new_context(base_url=site.address, reduced_motion="reduce", **options)
    context.set_default_timeout(45_000)
    slow_down(context)
    return context


@contextmanager
def browser_of(browser: Browser, site: Site, **options: Any) -> Iterator[BrowserContext]:
    """Open a browser of its own; a test that fails shows its pages."""
    with new_browser(browser, site, **options) as context:
        try:
            yield context
        except (AssertionError, Error, Refused):
            for page in context.pages:
                print(page.url, page.locator("body").inner_text()[:2000], sep="\n")
            raise


def press(button: Locator) -> None:
    """Press a button and wait for the page that answers it; going elsewhere at once would cancel it."""
    with button.page.expect_navigation():
        button.click()


def read_until(page: Page, path: str, text: str) -> None:
    """Open a page until a change shows there, and then for every process: each asks for it once a second."""
    for _ in range(20):
        page.goto(path)
        shown = text in page.locator("body").inner_text()
        page.wait_for_timeout(1_100 if shown else 500)
        if shown:
            return
    raise AssertionError(f"{path} does not say: {text}")


def add_authenticator(page: Page) -> None:
    """Give the page's device a platform authenticator that knows its owner (WebAuthn over DevTools)."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip


def enrol_phone(page: Page, citizen: Citizen) -> None:
    """Sign in on the phone and make its passkey."""
    page.goto("/fr/account/login/?next=/app/enrol")
    give_password(page, citizen)
    page.wait_for_url("**/app/enrol")
    page.locator("form[data-passkey=create] button[type=submit]").click()
    page.wait_for_url(lambda address: not address.endswith("/enrol"))
