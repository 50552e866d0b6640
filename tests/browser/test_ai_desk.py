"""The desk of AI in one session: each page accessible, narrow enough for a phone, valid."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.page_checks import too_wide, violations
from tests.browser.test_ai_life import signed_in
from tests.served_site import Site

pytestmark = pytest.mark.browser
FILL = (Path(__file__).parent / "fill_ai_desk.py").read_text(encoding="utf-8")
STAGES = ("idea", "qualified", "prioritised", "assessed", "approved", "built", "in-service", "suspended")
PAGES = (
    "", "new", "needs", "priorities", "weights", "scenarios/", "scenarios/{scenario}", "words",
    *(f"use-cases/demo-{stage}" for stage in STAGES),
)  # fmt: skip


def invalid(tools: Path, folder: Path) -> list[str]:
    """Return what the validator finds in the pages of a folder."""
    checker = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", checker, "--format", "json", "--errors-only", *sorted(folder.glob("*.html"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [
        f"{message['url'].rsplit('/', 1)[-1]}: {message['message']} {message.get('extract', '')[:120]}"
        for message in json.loads(done.stderr)["messages"]
        if message["type"] != "info"
    ]


def test_each_page_of_the_desk_is_accessible_narrow_and_valid(
    browser: Browser, site: Site, tools: Path, tmp_path: Path
) -> None:
    said = site.run("shell", "-v0", "-c", FILL)
    scenario = re.search(r"SCENARIO (\w+)", said)[1]  # type: ignore[index]  # printed as its last line
    known = json.loads((site.home / "demo-accounts.json").read_text())
    faults: list[str] = []
    with signed_in(browser, site, "demo-publisher", known["demo-publisher"]) as page:
        for number, name in enumerate(PAGES):
            language = ("ar", "fr")[number % 2]
            address = f"/{language}/ai/desk/{name.format(scenario=scenario)}"
            page.set_viewport_size({"width": 1100, "height": 800})
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            (tmp_path / f"{number}-{language}.html").write_bytes(answer.body())
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
            faults += [f"{address}: {one}" for one in violations(page, tools)]
            page.set_viewport_size({"width": 320, "height": 640})
            faults += [f"{address}: {one}" for one in too_wide(page)]
    assert faults + invalid(tools, tmp_path) == []
