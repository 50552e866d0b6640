"""The eight forms that ship, from the service's page to the receipt, in Arabic and in French, narrow and wide."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bawaba.kernel import clock
from bawaba.kernel.tests.file_samples import make_pdf
from tests.browser.form_answers import DOCUMENT, JOURNEYS, PLACE, SIGNED, Journey, Written
from tests.browser.page_checks import too_wide, violations
from tests.browser.people import browser_of, create_citizen, give_password, press
from tests.served_site import Site

pytestmark = pytest.mark.browser

NARROW: Final = {"width": 360, "height": 740}
WIDE: Final = {"width": 1280, "height": 800}
RUNS: Final = [
    pytest.param(one, language, (NARROW, WIDE)[(place + turn) % 2], id=f"{one.form}-{language}")
    for place, one in enumerate(JOURNEYS)
    for turn, language in enumerate(("ar", "fr"))
]
PLACES: Final = {"ar": "الرباط", "fr": "Rabat"}
_HELD: Final = "box => box.type === 'radio' || box.type === 'checkbox' ? box.checked : box.value"


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: Site) -> dict[str, Any]:
    """A person's cookies after signing in with an identity that was checked."""
    citizen = create_citizen(site, level="substantial")
    with browser_of(browser, site) as context:
        page = context.new_page()
        page.goto("/fr/account/step-up?level=substantial&next=/fr/my-drafts/")
        give_password(page, citizen)
        page.wait_for_url("**/my-drafts/")
        return dict(context.storage_state())


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "document.pdf"
    path.write_bytes(make_pdf())
    return path


@pytest.mark.parametrize(("journey", "language", "viewport"), RUNS)
def test_a_form_is_filled_in_from_the_service_to_the_receipt(
    browser: Browser, site: Site, tools: Path, signed_in: dict[str, Any], paper: Path,
    journey: Journey, language: str, viewport: dict[str, int],
) -> None:  # fmt: skip
    person = {"storage_state": signed_in} if journey.signed_in else {}
    with browser_of(browser, site, viewport=viewport, **person) as context:
        filling = Filling(context.new_page(), tools, paper, language, viewport)
        page = filling.page
        page.goto(f"/{language}/services/{journey.service}")
        press(page.locator(f"a[href='/{language}/forms/{journey.form}']"))
        filling.look()
        forget_draft(page)
        page.locator("form button[type=submit].button-primary").click()
        if journey.signed_in:  # what identity knows is there already, and said to come from there
            expect(page.locator("[name=family_name]")).to_have_value("Bennani")
            expect(page.locator(".form-origin").first).to_be_visible()
        for written in journey.pages:
            filling.fill_page(written)
        expect(page).to_have_url(re.compile(r"/check$"))
        filling.look()
        check = page.url
        page.locator("main form button[type=submit]").click()
        expect(page).to_have_url(re.compile(r"/receipt$"))
        filling.look()
        receipt = page.url
        page.goto(check)
        expect(page).to_have_url(receipt)


def forget_draft(page: Page) -> None:
    """Delete the draft of a run that was cut short, and come back to the form's first page."""
    start, discard = page.url, page.locator("main a[href$='/discard']")
    if discard.count():
        discard.click()
        page.locator("main form button[type=submit]").click()
        expect(page).not_to_have_url(re.compile(r"/discard$"))
        page.goto(start)


class Filling:
    """One person at one form. Each page is looked at before and after it is filled in."""

    def __init__(self, page: Page, tools: Path, paper: Path, language: str, viewport: dict[str, int]) -> None:
        self.page, self._tools, self._paper, self._language = page, tools, paper, language
        self._viewport = viewport
        self._faults: list[str] = []
        page.on("pageerror", lambda fault: self._faults.append(str(fault)))

    def look(self) -> None:
        """Hold the page to WCAG and to its width, at this width and at the other one."""
        for size in (WIDE if self._viewport == NARROW else NARROW, self._viewport):
            self.page.set_viewport_size(size)
            assert violations(self.page, self._tools) == []
            assert too_wide(self.page) == []
        assert self._faults == []

    def fill_page(self, written: Written) -> None:
        """Fill one page in and go on to the next."""
        here = self.page.url
        for name, value in written.items():
            self._fill(name, value)
        self.look()
        self.page.locator(".form-end button[value=next]").click()
        expect(self.page).not_to_have_url(here)

    def _fill(self, name: str, value: Any) -> None:
        if value is True:
            self._decide(self._named(name), lambda box: box.check())
        elif value == SIGNED:
            self.page.locator(f"button[value='sign:{name}']").click()
            expect(self.page.locator(".form-signed")).to_be_visible()
        elif value == DOCUMENT:
            self._attach(name)
        elif isinstance(value, list):
            self._fill_list(name, value)
        else:
            self._fill_one(name, self._said(value))

    def _fill_list(self, name: str, values: list[Any]) -> None:
        for place, item in enumerate(values):
            if isinstance(item, str):
                self._decide(
                    self.page.locator(f"input[name='{name}'][value='{item}']"), lambda box: box.check()
                )
                continue
            first = self._named(f"{name}.{place}.{next(iter(item))}")
            if not first.count():
                self.page.locator(f"button[value='add:{name}']").click()
                first.wait_for()
            for key, value in item.items():
                self._fill(f"{name}.{place}.{key}", value)

    def _fill_one(self, name: str, text: str) -> None:
        radio = self.page.locator(f"input[type=radio][name='{name}'][value='{text}']")
        if radio.count():
            self._decide(radio, lambda box: box.check())
        elif self.page.locator(f"select[name='{name}']").count():
            self._decide(self._named(name), lambda box: box.select_option(text), text)
        else:
            self._decide(self._named(name), lambda box: (box.fill(text), box.blur()), text)

    def _attach(self, name: str) -> None:
        self.page.locator(f"input[type=file][multiple][name='{name}']").set_input_files(self._paper)
        self.page.locator(f"button[value^='detach:{name}:']").wait_for()

    def _named(self, name: str) -> Locator:
        return self.page.locator(f"[name='{name}']:not([type=hidden])")

    def _decide(self, box: Locator, act: Callable[[Locator], object], wanted: object = True) -> None:
        """Act on a control; where its answer decides what else is asked, wait until the page is drawn again."""
        if box.evaluate(_HELD) == wanted or not box.evaluate("box => !!box.closest('[data-decides]')"):
            act(box)
            return
        self.page.evaluate("() => document.getElementById('questions').setAttribute('data-old', '')")
        act(box)
        self.page.wait_for_function("() => document.querySelector('#questions:not([data-old])')")

    def _said(self, text: str) -> str:
        return text.replace(PLACE, PLACES[self._language]).replace("{year}", str(clock.today().year))
