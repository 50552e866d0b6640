"""One use of AI through its whole life, in Arabic and in French: refusals, an incident, its end; the audit tells each step."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from bawaba.ai.rules import SHEET_FIELDS
from tests.browser.page_checks import too_wide, violations
from tests.browser.people import PASSWORD, create_citizen
from tests.served_site import Site

pytestmark = pytest.mark.browser
CRITERIA = ("citizen_value", "volume", "alignment", "reuse", "feasibility", "data_readiness", "cost", "risk")
TODAY, SOON = "2026-11-30", "2099-12-31"
SAID = {
    "fr": {"problem": "Les demandes attendent trois semaines.", "title": "Trier les demandes d’aide",
           "assessment": "Elle n’a pas d’évaluation", "people": "Deux personnes doivent", "blocking": "condition bloquante"},
    "ar": {"problem": "تنتظر الطلبات ثلاثة أسابيع.", "title": "فرز طلبات الدعم"},
}  # fmt: skip
FILL = """
from bawaba.kernel.models import Account
from bawaba.directory.queries import actor_for
from bawaba.assess import services, queries
from bawaba.assess.models import Assessment
row = Assessment.objects.get(subject={key!r})
editor, board = (actor_for(account=Account.objects.get(username=name)) for name in ("demo-editor", "demo-publisher"))
_info, method = queries.find_method(urn="urn:bawaba:method:ethics-impact")
values = {{"text": "Dit par un essai.", "date": "2027-11-30"}}
for one in method.questions:
    if one.choices or one.type in values:
        value = "yes" if one.choices else values[one.type]
        services.save_answer(actor=editor, key=row.key, question=one.id, value=value)
    if one.evidence:
        services.add_evidence(actor=editor, key=row.key, question=one.id, url="https://example.org/essai")
services.submit_assessment(actor=editor, key=row.key)
services.approve_assessment(actor=board, key=row.key, reason="essai")
"""
VERBS = """
from bawaba.kernel.models import AuditEntry
from bawaba.ai.models import UseCase
row = UseCase.objects.get(key={key!r})
print("VERBS", " ".join(AuditEntry.objects.filter(target_type="ai.usecase", target_id=str(row.pk)).order_by("sequence").values_list("verb", flat=True)))
"""


@contextmanager
def signed_in(browser: Browser, site: Site, login: str, password: str) -> Iterator[Page]:
    with browser.new_context(
        base_url=site.address, reduced_motion="reduce", service_workers="block"
    ) as context:
        context.set_default_timeout(45_000)
        page = context.new_page()
        page.goto("/fr/sign-in?next=/fr/ai/desk/")
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill(password)
        page.locator("main form.account-form button[type=submit]").click()
        page.wait_for_url("**/fr/ai/desk/")
        yield page


def do(page: Page, where: str, act: str, **fields: str | bool) -> None:
    """Do one thing from the use case's page, as a person would."""
    page.goto(where, wait_until="domcontentloaded")
    page.locator(f"details#{act} > summary").click()
    form = page.locator(f"details#{act} form")
    for name, value in fields.items():
        box = form.locator(f"[name={act}-{name}]")
        if isinstance(value, bool):
            box.set_checked(value)
        elif box.first.get_attribute("type") == "radio":
            form.locator(f"[name={act}-{name}][value={value}]").check()
        elif box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value) if value else box.select_option(index=0)
        else:
            box.fill(value)
    with page.expect_navigation(wait_until="domcontentloaded"):
        form.locator("button[type=submit]").click()


def stage(page: Page, where: str, following: str) -> None:
    do(page, where, "step", stage=following, reason="essai")


def refused(page: Page) -> None:
    expect(page.locator("main .error-summary, main [role=alert]").first).to_be_visible()


def test_a_use_case_lives_in_arabic_and_in_french_from_idea_to_retirement(
    browser: Browser, site: Site, tools: object
) -> None:
    known = json.loads((site.home / "demo-accounts.json").read_text())
    second = create_citizen(site)
    granted = ("grant-membership", second.username, "publisher", "--body", "ministere-interieur")
    site.run("directory", *granted)
    with ExitStack() as stack:
        editor, board = (
            stack.enter_context(signed_in(browser, site, name, known[name])) for name in ("demo-editor", "demo-publisher")
        )  # fmt: skip
        other = stack.enter_context(signed_in(browser, site, second.email, PASSWORD))
        for language in ("fr", "ar"):
            key = live(site, editor, board, other, language)
            verbs = site.run("shell", "-v0", "-c", VERBS.format(key=key)).split("VERBS ")[1].split()
            assert verbs.count("ai.stepped") == 8
            for verb in ("proposed", "scored", "assessment-begun", "assessment-linked", "decided", "condition-set",
                         "condition-met", "sheet-written", "indicator-added", "reading-taken", "incident-reported",
                         "incident-told", "reviewed"):  # fmt: skip
                assert f"ai.{verb}" in verbs, verb
            if language == "ar":
                editor.goto(f"/ar/ai/desk/use-cases/{key}")
                assert violations(editor, tools) == []  # type: ignore[arg-type]  # the folder of tools
                editor.set_viewport_size({"width": 320, "height": 640})
                assert too_wide(editor) == []


def live(site: Site, editor: Page, board: Page, other: Page, language: str) -> str:
    """Lead one use case from idea to retirement and return its key."""
    editor.goto(f"/{language}/ai/desk/new")
    for code, said in SAID.items():
        editor.locator(f"[name=title_{code}]").fill(said["title"])
        editor.locator(f"[name=problem_{code}]").fill(said["problem"])
    editor.locator("main form[method=post] button[type=submit]").click()
    editor.wait_for_url("**/ai/desk/use-cases/*")
    where = re.sub(r"^https?://[^/]+", "", editor.url)
    key = where.rsplit("/", 1)[1]
    stage(board, where, "qualified")
    for one in (board, other):
        do(one, where, "score", **{f"score_{name}": "4" for name in CRITERIA})
    stage(board, where, "prioritised")
    stage(board, where, "assessed")
    refused(board)  # there is no approved assessment
    do(editor, where, "assess")
    site.run("shell", "-v0", "-c", FILL.format(key=key))
    do(board, where, "link", assessment="", until=SOON)
    stage(board, where, "assessed")
    do(board, where, "verdict", approves="yes", reason="utile")
    stage(board, where, "approved")
    refused(board)  # two people must approve
    do(other, where, "verdict", approves="yes", reason="utile")
    do(other, where, "condition", text="Répondre aussi en arabe", due_on=SOON, blocking=True)
    stage(board, where, "approved")
    texts = {f"{name}_{code}": f"{SAID[code]['problem']} {name}" for code in SAID for name in SHEET_FIELDS}
    do(editor, where, "sheet", **texts, public_from="in-service")
    stage(editor, where, "built")
    stage(board, where, "in-service")
    refused(board)  # a blocking condition is open
    do(editor, where, "meet", condition="", proof="rapport 12")
    stage(board, where, "in-service")
    do(editor, where, "indicator", name_ar="نسبة الأخطاء", name_fr="Part d’erreurs", high="5")
    do(editor, where, "reading", indicator="", value="9", measured_on=TODAY)
    do(
        editor,
        where,
        "incident",
        severity="4",
        harm="Des demandes perdues",
        happened_on=TODAY,
        informed="Les personnes, par lettre",
    )
    do(editor, where, "tell", incident="", summary_ar="ضاعت طلبات ثم وجدت.", summary_fr="Des demandes perdues, puis retrouvées.",
       correction="Une sauvegarde", closes=True)  # fmt: skip
    editor.wait_for_timeout(1_200)  # another process sees the new epoch within a second
    editor.goto(f"/{language}/ai/systems/{key}")
    expect(editor.locator("main")).to_contain_text(
        {"ar": "ضاعت طلبات", "fr": "Des demandes perdues"}[language]
    )
    do(board, where, "review", note="chiffres et incident")
    stage(board, where, "retired")
    return key
