"""The assistant's pages behind a sign-in, in both languages: accessible, and narrow enough for a phone."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.page_checks import too_wide, violations
from tests.browser.people import browser_of
from tests.served_site import Site

pytestmark = pytest.mark.browser
FILLED = """
from bawaba.assistant import services
from bawaba.assistant.models import WeekCount
from bawaba.assistant.services.counting import this_week
WeekCount.objects.create(week=this_week(), language="fr", status="answered", subject="kafala", missing="fee", number=9)
services.record_rating(useful=False, status="not-in-catalogue", language="ar", question="رخصة طائرة بدون طيار")
services.record_rating(useful=False, status="answered", language="fr", service="kafala", reason="unclear")
"""


def test_the_teams_desk_and_the_message_to_an_office_fit_and_are_accessible(
    browser: Browser, site: Site, tools: Path
) -> None:
    site.run("shell", "-c", FILLED)
    password = json.loads((site.home / "demo-accounts.json").read_text())["demo-administrator"]
    with browser_of(browser, site) as context:
        page = context.new_page()
        page.goto("/fr/sign-in?next=/fr/settings")
        page.locator("input[name=login]").fill("demo-administrator")
        page.locator("input[name=password]").fill(password)
        page.locator("main form.account-form button[type=submit]").click()
        page.wait_for_url("**/fr/settings")
        for path in ("/ar/assistant/desk/", "/fr/assistant/desk/", "/ar/assistant/person"):
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(path)
            assert violations(page, tools) == []
            page.set_viewport_size({"width": 320, "height": 640})
            assert too_wide(page) == []
        page.goto("/fr/assistant/desk/")
        page.locator("#missing + * form button, section[aria-labelledby=missing] form button").first.click()
        page.wait_for_url("**/fr/assistant/desk/")
        assert "Envoyé" in page.locator("section[aria-labelledby=missing]").inner_text()
