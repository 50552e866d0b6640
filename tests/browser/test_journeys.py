"""What a person comes to do, done in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.addresses import SERVICE
from tests.browser.people import browser_of, press
from tests.served_site import Site

pytestmark = pytest.mark.browser

QUESTIONS = {
    "ar": ("رزقت بمولود جديد أين أسجله؟", "التصريح بالولادة"),
    "fr": ("déclarer la naissance de mon enfant", "Déclaration de naissance"),
}


def tab_until(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until the focus is on `selector`, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} presses of Tab")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_person_finds_a_service_from_the_home_page_by_keyboard_alone(page: Page, language: str) -> None:
    question, title = QUESTIONS[language]
    page.goto(f"/{language}/")
    tab_until(page, "main input[name=q]")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/{language}/search\?q="))
    tab_until(page, f"main a[href='/{language}/services/{SERVICE}']", most=120)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/services/{SERVICE}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_person_without_javascript_finds_a_service(browser: Browser, site: Site, language: str) -> None:
    question, title = QUESTIONS[language]
    with browser_of(browser, site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/{language}/")
        page.locator("main input[name=q]").fill(question)
        page.locator("main form[role=search] button[type=submit]").click()
        page.locator(f"main a[href='/{language}/services/{SERVICE}']").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("fr", "bghit nsjjel lweld li tzad"),
        ("ar", "بغيت نسجل الولد لي تزاد عندي"),
        ("en", "register a birth"),
    ],
)
def test_darija_and_english_questions_reach_the_service(page: Page, language: str, asked: str) -> None:
    page.goto(f"/{language}/search?q={asked}")
    expect(page.locator(f"main a[href='/{language}/services/{SERVICE}']").first).to_be_visible()


def test_the_language_switch_stays_on_the_page(page: Page) -> None:
    page.goto(f"/fr/services/{SERVICE}")
    page.locator("a[hreflang=ar][lang=ar]").first.click()
    page.wait_for_url(f"**/ar/services/{SERVICE}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("a[hreflang=en][lang=en]").first.click()
    page.wait_for_url(f"**/en/services/{SERVICE}")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_display_settings_stay_on_later_pages(page: Page) -> None:
    page.goto("/fr/settings?next=/fr/")
    page.locator("input[name=theme][value=dark]").check(force=True)
    page.locator("input[name=text][value=text-xl]").check(force=True)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/fr/(\?.*)?$"))
    before = page.locator("html").get_attribute("class") or ""
    assert "dark" in before
    page.goto(f"/fr/services/{SERVICE}")
    assert "dark" in (page.locator("html").get_attribute("class") or "")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = (int(value) for value in re.findall(r"\d+", background)[:3])
    assert red + green + blue < 3 * 80
    size = float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"))
    assert size >= 20


def test_display_settings_work_without_javascript(browser: Browser, site: Site) -> None:
    with browser_of(browser, site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/ar/settings")
        page.locator("input[name=figures][value=eastern]").check(force=True)
        press(page.locator("main form button[type=submit]"))
        page.goto("/ar/services/")
        assert re.search(r"[٠-٩]", page.locator("main").inner_text())


def test_suggestions_appear_and_are_chosen_by_keyboard(page: Page) -> None:
    page.goto("/fr/")
    box = page.locator("main input[name=q]")
    box.press_sequentially("passep", delay=30)
    options = page.locator("[role=listbox] [role=option]")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert active
    expect(page.locator(f"[id='{active}']")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value(re.compile("passep"))
    box.press_sequentially("o")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/fr/(search\?q=|services/)"))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_person_reports_a_document_that_is_not_listed(
    page: Page, language: str, complaints: list[str]
) -> None:
    page.goto(f"/{language}/services/{SERVICE}")
    page.locator("a[href*='report?kind=document']").first.click()
    submit = page.locator("main form[method=post] button[type=submit]")
    submit.click()  # nothing written yet: the page says so, beside the field and on top
    expect(page.locator("main [aria-invalid=true]").first).to_be_visible()
    complaints[:] = [text for text in complaints if "422" not in text]
    field = page.locator(
        "main form[method=post] textarea, main form[method=post] input[type=text]:visible"
    ).first
    field.fill("Attestation de résidence légalisée")
    for text in page.locator("main form[method=post] textarea[required]:visible").all():
        text.fill("Attestation de résidence légalisée, demandée au guichet")
    submit.click()
    page.wait_for_url(re.compile(rf"/{language}/services/{SERVICE}/thanks"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_service_page_shows_its_source_and_how_sure_we_are(page: Page) -> None:
    page.goto(f"/fr/services/{SERVICE}")
    expect(page.locator("#sources")).to_be_visible()
    assert page.locator("main .notice").count() >= 1


def test_a_page_seen_once_can_be_read_without_a_connection(
    context: BrowserContext, page: Page, complaints: list[str]
) -> None:
    page.goto("/fr/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.goto(f"/fr/services/{SERVICE}")
    page.wait_for_function(
        "address => caches.match(address).then(kept => Boolean(kept))", arg=f"/fr/services/{SERVICE}"
    )
    context.set_offline(True)
    page.goto(f"/fr/services/{SERVICE}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("naissance")
    page.goto("/fr/services/passeport-biometrique-never-seen")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "fr"
    context.set_offline(False)
    complaints.clear()  # a lost connection is what this test is about
