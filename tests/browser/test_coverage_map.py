"""The map of 5G on a phone in Arabic and on a wide screen in French: light, accessible, led by the keyboard."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.addresses import address
from tests.browser.page_checks import too_wide, violations
from tests.served_site import Site

pytestmark = pytest.mark.browser
BEFORE_TILES_BYTES = 300_000
SCREENS = {"ar": {"width": 360, "height": 740}, "fr": {"width": 1280, "height": 800}}


@pytest.mark.parametrize("language", SCREENS)
def test_the_map_is_light_accessible_and_led_by_the_keyboard(
    browser: Browser, site: Site, tools: Path, language: str
) -> None:
    sizes: dict[str, int] = {}

    def weigh(request: Any) -> None:  # Any: as playwright gives it
        if not request.url.startswith(("blob:", "data:")):
            sizes[request.url] = request.sizes()["responseBodySize"]

    screen: Any = SCREENS[language]
    with browser.new_context(base_url=site.address, service_workers="block", viewport=screen) as context:
        page = context.new_page()
        page.on("requestfinished", weigh)
        page.goto(address(language, "coverage, the map"))
        chart, said = page.locator("[data-map]"), page.locator("[data-said]")
        expect(chart).to_have_attribute("data-ready", "", timeout=30_000)
        assert sum(size for url, size in sizes.items() if ".pmtiles" not in url) <= BEFORE_TILES_BYTES, sizes
        assert violations(page, tools) == []
        assert too_wide(page) == []
        page.locator("input[name=basis]").first.focus()
        page.keyboard.press("ArrowDown")
        assert (
            page.evaluate("new FormData(document.querySelector('[data-choice]')).get('basis')") == "declared"
        )
        page.locator(".maplibregl-canvas").focus()
        before = said.text_content()
        page.keyboard.press("+")
        expect(said).not_to_have_text(before or "")  # the commune in the middle is told
        named = said.text_content()
        for _step in range(12):
            page.keyboard.press("ArrowUp")
            page.wait_for_timeout(120)
        expect(said).not_to_have_text(named or "")
