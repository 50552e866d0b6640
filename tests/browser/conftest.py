"""One site and one Chromium for all the browser tests; a clean context for each test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.people import new_browser
from tests.served_site import CHROMIUM_FLAGS, Site, find_chromium, served_site

PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=30_000)  # a busy machine draws late; what never comes still fails


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole site with its starter catalogue, served as `make run` serves it."""
    with served_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def identity_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site for tests of identity: under a name that passkeys accept, with its limits out of the way."""
    more = {
        "BAWABA_STARTER": "0", "BAWABA_EMBEDDER": "none", "BAWABA_CIBA_OPEN_MOST": "50",
        "BAWABA_CIBA_HOURLY_MOST": "50",
    }  # fmt: skip
    with served_site(tmp_path_factory.mktemp("identity"), host="localhost", **more) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop; no test here is asynchronous
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    fresh = new_browser(browser, site, viewport=PHONE)
    yield fresh
    fresh.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said against the page; a test that expects some empties it."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page that fails its test when the console shows an error or a broken policy."""
    opened = context.new_page()

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "GL Driver Message" not in message.text:
            complaints.append(message.text)

    opened.on("console", note)
    opened.on("pageerror", lambda fault: complaints.append(str(fault)))
    yield opened
    assert complaints == []


@pytest.fixture(scope="session")
def tools() -> Path:
    """The npm tools of the tests (axe, vnu, lighthouse)."""
    return Path(__file__).resolve().parent.parent / "tools" / "node_modules"
