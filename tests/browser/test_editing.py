"""An editor changes a service, a second person publishes it, and the public reads it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_checks import too_wide, violations
from tests.browser.people import browser_of, press, read_until
from tests.served_site import Site

pytestmark = pytest.mark.browser

DESK_PAGES = ("edit/", "edit/new", "edit/import", "edit/reports")
SERVICE_PAGES = ("text", "review", "history", "archive")
MARK = "Phrase ajoutée pendant un essai."


@contextmanager
def signed_in(browser: Browser, site: Site, username: str) -> Iterator[Page]:
    """Open a page of somebody who signed in with a demo account."""
    password = json.loads((site.home / "demo-accounts.json").read_text())[username]
    with browser_of(browser, site) as context:
        page = context.new_page()
        page.goto("/fr/sign-in?next=/fr/edit/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.locator("main form.account-form button[type=submit]").click()
        page.wait_for_url("**/fr/edit/")
        yield page


def first_service(page: Page) -> str:
    """Return the identifier of the first service on the desk."""
    link = page.locator("main a[href*='/edit/'][href$='/text']").first.get_attribute("href") or ""
    found = re.search(r"/edit/([a-z0-9-]+)/text", link)
    assert found, "the desk lists no service"
    return found[1]


def test_two_persons_change_what_the_public_reads(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, "demo-editor") as editor:
        service = first_service(editor)
        editor.goto(f"/fr/services/{service}")
        expect(editor.locator("main")).not_to_contain_text(MARK)
        editor.goto(f"/fr/edit/{service}/text")
        summary = editor.locator("textarea[name*=summary][lang=fr]").first
        summary.fill(f"{summary.input_value()} {MARK}")
        press(editor.locator("button[name=act][value=submit]"))
        editor.goto(f"/fr/edit/{service}/review")
        assert editor.locator("main input[name=act][value=approve]").count() == 0  # not by its author
    with signed_in(browser, site, "demo-publisher") as publisher:
        publisher.goto(f"/fr/services/{service}")
        expect(publisher.locator("main")).not_to_contain_text(MARK)  # not published yet
        publisher.goto(f"/fr/edit/{service}/review")
        expect(publisher.locator("main")).to_contain_text(MARK)
        press(publisher.locator("form:has(input[name=act][value=approve]) button[type=submit]"))
        read_until(publisher, f"/fr/services/{service}", MARK)


def test_a_visitor_without_an_account_is_sent_to_sign_in(page: Page) -> None:
    page.goto("/fr/edit/")
    page.wait_for_url(re.compile(r"/fr/account/login/\?next="))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_editors_pages_are_accessible_and_fit_a_small_screen(
    browser: Browser, site: Site, tools: Path, language: str
) -> None:
    found: dict[str, list[str]] = {}
    with signed_in(browser, site, "demo-publisher") as page:
        service = first_service(page)
        paths = [f"/{language}/{path}" for path in DESK_PAGES]
        paths += [f"/{language}/edit/{service}/{part}" for part in SERVICE_PAGES]
        for path in paths:
            page.set_viewport_size({"width": 1280, "height": 900})
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            faults = violations(page, tools)
            page.set_viewport_size({"width": 320, "height": 640})
            faults += too_wide(page)
            if faults:
                found[path] = faults
    assert found == {}
