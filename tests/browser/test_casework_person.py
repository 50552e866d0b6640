"""A person's request from the form to the appeal, in Arabic and in French, narrow and wide, with and without scripts."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from bawaba.kernel.tests.file_samples import make_jpeg, make_pdf
from tests.browser.form_answers import JOURNEYS
from tests.browser.page_checks import too_wide, violations
from tests.browser.people import browser_of, create_citizen, give_password, press
from tests.browser.test_forms_end_to_end import NARROW, WIDE, Filling
from tests.served_site import Site

pytestmark = pytest.mark.browser

SERVICE: Final = "reclamation-chikaya"
COMPLAINT: Final = next(one for one in JOURNEYS if one.service == SERVICE)
FIELD: Final = "email"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "preuve.pdf").write_bytes(make_pdf())
    (folder / "photo.jpg").write_bytes(make_jpeg(600, 400))
    return sorted(folder.iterdir())


def signed_in(browser: Browser, site: Site) -> dict[str, Any]:
    citizen = create_citizen(site)
    with browser_of(browser, site) as context:
        page = context.new_page()
        page.goto("/fr/account/login/?next=/fr/requests/")
        give_password(page, citizen)
        page.wait_for_url("**/requests/")
        return dict(context.storage_state())


class Agent:
    """The office of a case, played by the command."""

    def __init__(self, site: Site, number: str) -> None:
        self._site, self._number = site, number

    def does(self, operation: str, *words: str) -> None:
        self._site.run("casework", operation, self._number, *words, "--json")


def look(page: Page, tools: Path, viewport: dict[str, int]) -> None:
    assert violations(page, tools) == []
    assert too_wide(page) == []
    page.set_viewport_size(WIDE if viewport == NARROW else NARROW)
    assert too_wide(page) == []
    page.set_viewport_size(viewport)


def number_on(page: Page) -> str:
    return re.sub(r"\s", "", page.locator("bdi[dir=ltr]").first.inner_text())


@pytest.mark.parametrize(("language", "viewport"), [("ar", NARROW), ("fr", WIDE)], ids=["ar", "fr"])
def test_a_request_is_followed_to_its_appeal(
    browser: Browser, site: Site, tools: Path, papers: list[Path],
    language: str, viewport: dict[str, int],
) -> None:  # fmt: skip
    with browser_of(browser, site, viewport=viewport, storage_state=signed_in(browser, site)) as context:
        page = context.new_page()
        _fill_in(page, tools, papers[1], language, viewport)
        agent = Agent(site, number_on(page))
        page.goto(page.url.replace("receipt", ""))
        home = page.url
        look(page, tools, viewport)
        _write(page, papers)
        agent.does("send-message", "Nous lisons votre dossier. نقرأ ملفك.")
        agent.does("move", "take-up")
        page.goto(home)
        expect(page.locator(".case-theirs")).to_contain_text("نقرأ ملفك")
        look(page, tools, viewport)
        _correct(page, agent, home, tools, viewport)
        _rate(page)
        _complain(page, tools, viewport)
        _appeal(page, agent, home, tools, viewport)
        page.goto(f"/{language}/requests/")
        look(page, tools, viewport)
        page.goto(f"/{language}/notices/")
        expect(page.locator(".case-notices li").first).to_be_visible()
        look(page, tools, viewport)
        page.goto(f"/{language}/notices/choices")
        look(page, tools, viewport)


def _fill_in(page: Page, tools: Path, paper: Path, language: str, viewport: dict[str, int]) -> None:
    filling = Filling(page, tools, paper, language, viewport)
    page.goto(f"/{language}/forms/{COMPLAINT.form}")
    page.locator("form button[type=submit].button-primary").click()
    for written in COMPLAINT.pages:
        filling.fill_page(written)
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/receipt$"))


def _write(page: Page, papers: list[Path]) -> None:
    """Write a message with two documents, sent piece by piece while one writes."""
    page.locator("#text").fill("Voici les preuves. هذه الحجج.")
    page.locator("#files").set_input_files(papers)
    expect(page.locator(".upload-list .meta")).to_have_count(2)
    expect(page.locator(".upload-list progress")).to_have_count(0)
    page.locator("button[name=act][value=send]").click()
    mine = page.locator(".case-mine")
    expect(mine).to_contain_text("هذه الحجج")
    expect(mine.locator(".form-files li")).to_have_count(2)


def _correct(page: Page, agent: Agent, home: str, tools: Path, viewport: dict[str, int]) -> None:
    agent.does("move", "ask-correction", "--message", "L’adresse est fausse.", "--fields", FIELD)
    page.goto(home)
    expect(page.locator(".notice-warning")).to_contain_text("L’adresse est fausse.")
    look(page, tools, viewport)
    page.locator("a[href$='/correction']").click()
    box = page.locator(f"input[name={FIELD}]")
    box.fill("pas une adresse")
    page.locator(".form-end button[value=next]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(box).to_have_value("pas une adresse")
    look(page, tools, viewport)
    box.fill("salma.bennani@example.org")
    page.locator(".form-end button[value=next]").click()
    expect(page).to_have_url(home)
    expect(page.locator(".notice-warning")).to_have_count(0)


def _rate(page: Page) -> None:
    form = page.locator(".case-rating").first
    form.locator("input[value='4']").check()
    form.locator("button[type=submit]").click()
    expect(page.locator(".case-rating").first.locator("input[value='4']")).to_be_checked()


def _complain(page: Page, tools: Path, viewport: dict[str, int]) -> None:
    press(page.locator("a[href$='/complaint']"))
    look(page, tools, viewport)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, tools, viewport)
    page.locator("#text").fill("طلبوا مني نسخة مصادقا عليها.")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("form[action$='/withdraw']")).to_be_visible()


def _appeal(page: Page, agent: Agent, home: str, tools: Path, viewport: dict[str, int]) -> None:
    agent.does("move", "refuse", "--reasons", "La réclamation n’est pas fondée.")
    page.goto(home)
    expect(page.locator(".case-words").first).to_contain_text("n’est pas fondée")
    look(page, tools, viewport)
    with page.expect_download() as download:
        page.locator("a[href$='/decision.pdf']").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.locator("form[action$='/appeal'] button").click()
    expect(page.locator("#own-appeal")).to_be_visible()
    expect(page.locator("form[action$='/appeal']")).to_have_count(0)
    agent.does("answer-appeal", "uphold", "Vous avez raison.")
    page.goto(home)
    expect(page.locator("section[aria-labelledby=own-appeal]")).to_contain_text("Vous avez raison.")
    look(page, tools, viewport)


def test_without_scripts_a_stranger_sends_documents_and_comes_back_by_the_code(
    browser: Browser, site: Site, papers: list[Path]
) -> None:
    with browser_of(browser, site, viewport=NARROW) as context:
        page = context.new_page()
        filling = Filling(page, Path(), papers[1], "fr", NARROW)
        filling.look = lambda: None  # type: ignore[method-assign]  # looked at above
        page.goto(f"/fr/forms/{COMPLAINT.form}")
        page.locator("form button[type=submit].button-primary").click()
        for written in COMPLAINT.pages:
            filling.fill_page(written)
        page.locator("main form button[type=submit]").click()
        expect(page).to_have_url(re.compile(r"/receipt$"))
        number, code = number_on(page), page.locator(".notice-info bdi").inner_text()
    with browser_of(browser, site, viewport=NARROW, java_script_enabled=False) as elsewhere:
        page = elsewhere.new_page()
        page.goto("/fr/requests/follow")
        page.locator("#number").fill(number)
        page.locator("#code").fill(code)
        page.locator("main form button[type=submit]").click()
        page.locator("#files").set_input_files(papers)
        page.locator("#text").fill("Voici les preuves.")
        page.locator("button[name=act][value=send]").click()
        expect(page.locator(".case-mine .form-files li")).to_have_count(2)
        page.locator("a[href$='/withdraw']").click()
        page.locator("main form button[type=submit]").click()
        expect(page.locator("h1")).to_have_text("Vous avez retiré cette demande")
