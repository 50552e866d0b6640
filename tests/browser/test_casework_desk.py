"""Two agents and their supervisor at the desk: keys, locks, a second pair of eyes; each page accessible and valid."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_checks import too_wide, violations
from tests.browser.people import browser_of, press
from tests.served_site import Site

pytestmark = pytest.mark.browser

AGENT, SECOND, SUPERVISOR, SETTER = (
    "demo-agent", "demo-counter-officer", "demo-supervisor", "demo-casework-administrator",
)  # fmt: skip

REFUSED = """
from bawaba.casework import services
from bawaba.casework.models import Case
from bawaba.casework.services.appeals import file_appeal
from bawaba.kernel.actors import Actor
one, two = (Actor(kind="system", key=f"system:trial-{number}") for number in (1, 2))
case = Case.objects.filter(state="received", phase="open").order_by("-pk").first()
services.take_step(actor=one, key=case.key, step="take-up")
filled = services.Filled(reasons="La pièce jointe est illisible.")
services.take_step(actor=one, key=case.key, step="refuse", filled=filled)
services.confirm_decision(actor=two, key=case.key)
made = file_appeal(actor=one, key=case.key, owner=case.owner, way="supervisor", grounds="Elle est lisible.")
print(made.key, case.decisions.get(state="in-force").code)
"""


@pytest.fixture(scope="module")
def appeal(site: Site, office: str) -> tuple[str, str]:
    """A refused case with an appeal: return the appeal's key and the code on the decision."""
    key, code = site.run("shell", "-c", REFUSED).split()[-2:]
    return key, code


@pytest.fixture(scope="module")
def office(site: Site) -> str:
    """Sample cases, and who handles them; return the body."""
    site.run("casework", "seed", "--cases", "300")
    listed = json.loads(site.run("casework", "list-cases", "--limit", "1", "--json").splitlines()[-1])
    body = str(listed["cases"][0]["body"])
    roles = {AGENT: "agent", SECOND: "agent", SUPERVISOR: "supervisor", SETTER: "casework-administrator"}
    for name, role in roles.items():
        site.run("directory", "grant-membership", name, role, "--body", body)
    return body


@contextmanager
def signed_in(
    browser: Browser, site: Site, name: str, *, script: bool = True, width: int = 1280
) -> Iterator[Page]:
    """Open the desk as somebody with a demo account."""
    password = json.loads((site.home / "demo-accounts.json").read_text())[name]
    viewport = {"width": width, "height": 900}
    with browser_of(browser, site, java_script_enabled=script, viewport=viewport) as context:
        page = context.new_page()
        page.goto("/fr/sign-in?next=/fr/settings")
        page.locator("input[name=login]").fill(name)
        page.locator("input[name=password]").fill(password)
        page.locator("main form.account-form button[type=submit]").click()
        page.wait_for_url("**/fr/settings")
        yield page


def address_of(page: Page, query: str = "state=received&whose=unassigned") -> str:
    """Return the address of the first case of a filter."""
    page.goto(f"/fr/case-desk/?{query}")
    link = page.locator("table.desk-list tbody th a").first.get_attribute("href")
    assert link, "the desk lists no case"
    return link


def test_two_agents_decide_a_case_and_never_the_same_one_twice(
    browser: Browser, site: Site, office: str
) -> None:
    with signed_in(browser, site, AGENT) as first, signed_in(browser, site, SECOND) as second:
        case = address_of(first)
        first.goto(case)
        second.goto(case)
        expect(second.locator("main")).to_contain_text("Un collègue a ouvert cette demande")
        assert second.locator("main button[name=step]").count() == 0
        first.locator("button[name=step][value=take-up]").click()
        first.locator("details#step-refuse summary").click()
        first.locator("#refuse-reasons").fill("La pièce jointe est illisible.")
        first.locator("details#step-refuse button[name=step]").click()
        expect(first.locator("#decision + p")).to_contain_text("proposée, pas encore en vigueur")
        assert first.locator("button[value=confirm]").count() == 0  # never the one who proposed it
        press(first.locator("button[value=release]"))
        second.goto(case)
        expect(second.locator("main")).to_contain_text("La pièce jointe est illisible.")
        second.locator("button[value=confirm]").click()
        expect(second.locator("main .badges").first).to_contain_text("Refusée")


def test_a_supervisor_takes_a_case_over_and_reads_the_figures(
    browser: Browser, site: Site, office: str
) -> None:
    with signed_in(browser, site, AGENT) as agent, signed_in(browser, site, SUPERVISOR) as boss:
        case = address_of(agent)
        agent.goto(case)
        boss.goto(case)
        press(boss.locator("button[value=take-over]"))
        press(boss.locator("button[value='assign:me']"))
        agent.goto(case)
        expect(agent.locator("main")).to_contain_text("Un collègue a ouvert cette demande")
        boss.goto("/fr/case-desk/figures")
        assert boss.locator(".chart svg rect").count() > 0
        assert boss.locator("main table").count() >= 3
        agent.goto("/fr/case-desk/figures")
        expect(agent.locator("h1")).not_to_contain_text("Chiffres")


def test_keys_move_over_the_list_choose_and_open(browser: Browser, site: Site, office: str) -> None:
    with signed_in(browser, site, AGENT) as page:
        page.goto("/fr/case-desk/")
        rows = page.locator("table.desk-list tbody tr")
        page.keyboard.press("j")
        expect(rows.nth(0).locator("a")).to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("k")
        expect(rows.nth(1).locator("a")).to_be_focused()
        page.keyboard.press("x")
        expect(rows.nth(1).locator("input[type=checkbox]")).to_be_checked()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/case-desk/requests/"))


def test_the_desk_works_without_a_script(browser: Browser, site: Site, office: str) -> None:
    with signed_in(browser, site, AGENT, script=False) as page:
        page.goto("/fr/case-desk/?whose=unassigned")
        page.locator("table.desk-list input[type=checkbox]").first.check()
        page.locator("button[value='assign:me']").click()
        expect(page.locator("h1")).to_contain_text("Ce que sont devenues les demandes")
        page.goto("/fr/case-desk/?whose=mine")
        page.locator("table.desk-list tbody th a").first.click()
        page.locator("#note-text").fill("Note écrite sans script.")
        page.locator("form[action$='/note'] button").click()
        expect(page.locator("main")).to_contain_text("Note écrite sans script.")


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_agents_pages_are_accessible_fit_a_small_screen_and_are_valid(
    browser: Browser, site: Site, tools: Path, tmp_path: Path,
    office: str, appeal: tuple[str, str], language: str,
) -> None:  # fmt: skip
    found: dict[str, list[str]] = {}
    kept: dict[str, str] = {}
    with signed_in(browser, site, SUPERVISOR) as page:
        case = address_of(page).replace("/fr/", f"/{language}/")
        paths = [
            "",
            "?which=closed&text=zz",
            "figures",
            "complaints",
            "appeals",
            "appeals?closed=yes",
            f"appeals/{appeal[0]}",
            "offices/",
            f"offices/{office}/",
        ]
        _look(page, tools, [*(f"/{language}/case-desk/{path}" for path in paths), case], found, kept)
    with signed_in(browser, site, SETTER) as page:
        paths = [
            "procedures/",
            "procedures/default/",
            "procedures/default/times/0",
            "procedures/default/alerts/1",
        ]
        _look(page, tools, [f"/{language}/case-desk/{path}" for path in paths], found, kept)
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert _invalid(tools, tmp_path, kept) == []


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_the_page_of_a_code_on_a_paper_is_accessible_and_valid(
    page: Page, tools: Path, tmp_path: Path, complaints: list[str], appeal: tuple[str, str], language: str
) -> None:
    found: dict[str, list[str]] = {}
    kept: dict[str, str] = {}
    _look(page, tools, [f"/{language}/verify/no-such-code"], found, kept, status=404)
    _look(page, tools, [f"/{language}/verify/{appeal[1]}"], found, kept)
    complaints[:] = [text for text in complaints if "404" not in text]
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert _invalid(tools, tmp_path, kept) == []


def test_a_supervisor_reads_an_appeal_and_upholds_it(
    browser: Browser, site: Site, appeal: tuple[str, str]
) -> None:
    with signed_in(browser, site, SUPERVISOR, script=False, width=360) as boss:
        boss.goto("/fr/case-desk/appeals")
        boss.locator(f"main a[href$='{appeal[0]}']").click()
        expect(boss.locator("main")).to_contain_text("Elle est lisible.")
        expect(boss.locator("main")).to_contain_text("La pièce jointe est illisible.")
        boss.locator("input[name=outcome][value=upheld]").check()
        boss.locator("#answer").fill("La pièce se lit bien.")
        boss.locator("main form[action$='/answer'] button").click()
        expect(boss.locator("body")).to_contain_text("La décision est annulée")
        assert boss.locator(f"main a[href$='{appeal[0]}']").count() == 0
        boss.goto(f"/fr/verify/{appeal[1]}")
        expect(boss.locator("main")).to_contain_text("plus valable")


def _look(
    page: Page,
    tools: Path,
    paths: list[str],
    found: dict[str, list[str]],
    kept: dict[str, str],
    status: int = 200,
) -> None:
    for path in paths:
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, path
        kept[path] = answer.text()
        found[path] = violations(page, tools)
        page.set_viewport_size({"width": 320, "height": 640})
        found[f"{path} at 320"] = too_wide(page)


def _invalid(tools: Path, folder: Path, kept: dict[str, str]) -> list[str]:
    for number, text in enumerate(kept.values()):
        (folder / f"{number}.html").write_text(text)
    checker = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", checker, "--format", "json", "--errors-only", *sorted(folder.glob("*.html"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = list(kept)
    return [
        f"{names[int(Path(one['url']).stem)]}: {one['message']} {one.get('extract', '')[:120]}"
        for one in json.loads(done.stderr)["messages"]
        if one["type"] != "info"
    ]
