"""The phone app and a person's own pages: accessible, narrow and quiet in Arabic and French."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.page_checks import too_wide, violations
from tests.browser.people import new_browser, press
from tests.served_site import Site, served_site

pytestmark = pytest.mark.browser
PASSWORD = "une-longue-phrase-secrete"
PAGES = (
    "/app/", "/app/enrol", "/app/link", "/app/history", "/app/devices", "/app/settings", "/app/offline",
    "/{}/my-data/", "/{}/my-data/devices/", "/{}/my-data/not-me", "/{}/account/phone-sign-in",
)  # fmt: skip
WITHOUT_A_CONNECTION = "net::ERR_INTERNET_DISCONNECTED"  # what Chromium itself says of a request then


@pytest.fixture(scope="module")
def named_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    plain = {"BAWABA_STARTER": "0", "BAWABA_EMBEDDER": "none"}
    with served_site(tmp_path_factory.mktemp("layout"), host="localhost", **plain) as running:
        running.run("identity", "create-person", "--json", "--email", "salma@example.org", "--given-name-latn",
                    "Salma", "--family-name-latn", "Bennani", "--username", "salma", "--password", PASSWORD)  # fmt: skip
        yield running


@pytest.fixture(scope="module")
def signed_in(browser: Browser, named_site: Site) -> Iterator[BrowserContext]:
    context = new_browser(browser, named_site, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/fr/account/login/?next=/app/")
    page.fill("#id_login", "salma")
    page.fill("#id_password", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/app/")
    yield context
    context.close()


@pytest.fixture
def page(signed_in: BrowserContext) -> Iterator[Page]:
    opened, complaints = signed_in.new_page(), []
    opened.on("pageerror", lambda fault: complaints.append(str(fault)))
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None
    )
    yield opened
    opened.close()
    assert [one for one in complaints if WITHOUT_A_CONNECTION not in one] == []


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_and_fits_320_pixels(
    page: Page, tools: Path, address: str, language: str
) -> None:
    page.goto("/app/settings")
    press(page.locator(f"button[value={language}]"))
    page.goto(address.format(language))
    assert page.locator("html").get_attribute("lang") == language
    assert violations(page, tools) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert too_wide(page) == []


def test_the_app_is_installable_and_opens_without_a_connection(page: Page, signed_in: BrowserContext) -> None:
    page.goto("/app/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    scopes = page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => new URL(one.scope).pathname))"
    )
    assert "/app/" in scopes
    page.reload()
    signed_in.set_offline(True)
    try:
        page.goto("/app/history")
        assert page.locator(".empty").count() == 1
    finally:
        signed_in.set_offline(False)
