"""Each kind of page in Arabic, French and English: accessible, narrow, quiet, valid, light."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.addresses import PAGES, address
from tests.browser.page_checks import too_wide, violations
from tests.browser.people import press
from tests.served_site import Site

pytestmark = pytest.mark.browser

MAIN_LANGUAGES = ("ar", "fr", "en")
FIRST_VIEW_BYTES = 70_000
FONT_BYTES = 120_000
THEMED = ("home", "results", "service", "report", "gallery")


@pytest.mark.parametrize("language", MAIN_LANGUAGES)
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_accessible_and_fits_320_pixels(page: Page, tools: Path, kind: str, language: str) -> None:
    page.goto(address(language, kind))
    assert violations(page, tools) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert too_wide(page) == []


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("kind", THEMED)
@pytest.mark.parametrize("setting", ["dark", "contrast"])
def test_a_page_keeps_its_contrast_in_other_themes(
    page: Page, tools: Path, site: Site, kind: str, language: str, setting: str
) -> None:
    page.goto(f"/{language}/settings?next=/{language}/")
    page.locator(f"main input[value={setting}]").first.check(force=True)
    press(page.locator("main form button[type=submit]"))
    page.goto(address(language, kind))
    assert setting in (page.locator("html").get_attribute("class") or "")
    assert violations(page, tools) == []


@pytest.mark.parametrize("kind", ["home", "results", "service", "report"])
def test_a_page_at_the_largest_text_still_fits_a_small_screen(page: Page, kind: str) -> None:
    page.goto("/ar/settings?next=/ar/")
    page.locator("main input[value=text-xxl]").check(force=True)
    page.locator("main form button[type=submit]").click()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address("ar", kind))
    assert too_wide(page) == []


def test_every_page_is_valid_html(site: Site, tools: Path, tmp_path: Path) -> None:
    named = {}
    for language in (*MAIN_LANGUAGES, "zgh"):
        for number, kind in enumerate(PAGES):
            file = tmp_path / f"{language}-{number}.html"
            file.write_bytes(site.get(address(language, kind)).read())
            named[file.name] = address(language, kind)
    checker = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", checker, "--format", "json", "--errors-only", *sorted(tmp_path.glob("*.html"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    messages = json.loads(done.stderr)["messages"]
    assert [
        f"{named[message['url'].rsplit('/', 1)[-1]]}: {message['message']} {message.get('extract', '')[:120]}"
        for message in messages
        if message["type"] != "info"
    ] == []


@pytest.mark.parametrize("language", MAIN_LANGUAGES)
@pytest.mark.parametrize("kind", ["home", "results", "service"])
def test_a_first_view_weighs_70_kilobytes_at_most(
    browser: Browser, site: Site, record_property: Any, kind: str, language: str
) -> None:
    sizes: dict[str, int] = {}
    with browser.new_context(base_url=site.address, service_workers="block") as context:
        page = context.new_page()

        def weigh(request: Any) -> None:
            kind_of = request.resource_type
            sizes[kind_of] = sizes.get(kind_of, 0) + request.sizes()["responseBodySize"]

        page.on("requestfinished", weigh)
        page.goto(address(language, kind), wait_until="networkidle")
    for name, size in sizes.items():
        record_property(name, size)
    assert sizes["document"] + sizes["stylesheet"] + sizes["script"] <= FIRST_VIEW_BYTES, sizes
    assert sizes.get("font", 0) <= FONT_BYTES, sizes


def test_no_page_asks_another_site_for_anything(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for kind in PAGES:
        page.goto(address("ar", kind))
    ours = (site.address, f"blob:{site.address}", "data:")
    assert [url for url in asked if not url.startswith(ours)] == []
