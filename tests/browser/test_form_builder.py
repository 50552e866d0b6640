"""An editor builds a form with a condition and a map, publishes it, and somebody fills it in."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_checks import too_wide, violations
from tests.browser.people import browser_of, read_until
from tests.browser.test_editing import signed_in
from tests.served_site import Site

pytestmark = pytest.mark.browser
FORM = "signaler-un-trou"
PHONE = {"width": 360, "height": 740}


def test_a_form_is_built_published_and_filled_in(browser: Browser, site: Site, tools: Path) -> None:
    with signed_in(browser, site, "demo-publisher") as editor:
        build(editor, tools)
    with browser_of(browser, site, viewport=PHONE) as context:
        page = context.new_page()
        fill_in(page, tools)


def build(page: Page, tools: Path) -> None:
    page.goto("/fr/form-desk/new")
    page.locator("[name=key]").fill(FORM)
    page.locator("[name=title_ar]").fill("التبليغ عن حفرة")
    page.locator("[name=title_fr]").fill("Signaler un trou")
    page.locator("main form button[type=submit]").click()
    for key, kind in (("size", "choice"), ("depth", "integer"), ("place", "map-point")):
        page.locator("details:has(#key-page_1) > summary").click()
        page.locator("#key-page_1").fill(key)
        page.locator("#type-page_1").select_option(kind)
        page.locator("form:has(#key-page_1) button[value=add]").click()
        expect(page.locator(f"a[href$='/pieces/{key}']")).to_be_visible()
    write(
        page, "size", "حجم الحفرة", "Taille du trou", options="small | صغيرة | Petit\nlarge | كبيرة | Grand"
    )
    write(page, "place", "المكان", "Où est-il ?")
    page.goto(f"/fr/form-desk/{FORM}/pieces/depth")
    page.locator("#id_when_field_0").select_option("size")
    page.locator("#id_when_operator_0").select_option("is")
    page.locator("#id_when_value_0").fill("large")
    assert violations(page, tools) == []
    assert too_wide(page) == []
    write(page, "depth", "العمق", "Profondeur en centimètres", here=True)
    assert violations(page, tools) == []
    page.locator("button[value=publish]").click()
    expect(page.locator("body")).to_contain_text("La version 1 est en vigueur")
    read_until(page, f"/fr/forms/{FORM}", "Signaler un trou")


def write(page: Page, key: str, ar: str, fr: str, *, options: str = "", here: bool = False) -> None:
    """Write a question's words and keep it."""
    if not here:
        page.goto(f"/fr/form-desk/{FORM}/pieces/{key}")
    page.locator("[name=label_ar]").fill(ar)
    page.locator("[name=label_fr]").fill(fr)
    page.locator("[name=required]").check()
    if options:
        page.locator("[name=options]").fill(options)
    page.locator("main form:has([name=label_ar]) button[type=submit]").click()
    page.wait_for_url(f"**/form-desk/{FORM}/")


def fill_in(page: Page, tools: Path) -> None:
    page.goto(f"/fr/forms/{FORM}")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[name=depth]")).to_have_count(0)
    page.locator("input[name=size][value=large]").check()
    page.locator("[name=depth]").fill("30")
    choose_on_the_map(page)
    assert violations(page, tools) == []
    assert too_wide(page) == []
    page.locator(".form-end button[value=next]").click()
    expect(page).to_have_url(re.compile(r"/check$"))
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/receipt$"))


def choose_on_the_map(page: Page) -> None:
    """Bring a place under the cross by the mouse, then by the keyboard alone."""
    box = {part: page.locator(f"[name='place.{part}']") for part in ("lat", "lon")}
    page.locator("[data-open]").click()
    page.locator("[data-dots] circle").first.wait_for()
    page.locator(".form-map-drawing").click(position={"x": 100, "y": 60})
    expect(page.locator("[data-said]")).to_contain_text("Près de :")
    north = float(box["lat"].input_value())
    for name in ("north", "east"):
        page.locator(f"[data-move={name}]").focus()
        page.keyboard.press("Enter")
    assert float(box["lat"].input_value()) > north
    for _ in range(6):
        page.locator("[data-zoom='0.5']").focus()
        page.keyboard.press("Enter")
    inside = (-18.0 < float(box["lon"].input_value()) < 0.0, 20.0 < float(box["lat"].input_value()) < 36.5)
    assert inside == (True, True)
