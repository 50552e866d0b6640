"""One use of AI through its whole life, in Arabic and in French: refusals, an incident, its end; the audit tells each step."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

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
editor, board = (actor_for(account=Account.objects.get(username=name)) for name in ("demo-editor", "demo-publisher"))
_info, method = queries.find_method(urn="urn:bawaba:method:ethics-impact")
values = {{"text": "Dit par un essai.", "date": "2027-11-30"}}
for row in Assessment.objects.filter(subject__in={keys!r}):
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
for row in UseCase.objects.filter(key__in={keys!r}).order_by("pk"):
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


class Life:
    """One use case and who leads it, in one language. A page is loaded anew only when another has acted since."""

    def __init__(self, editor: Page, board: Page, other: Page, language: str) -> None:
        self.editor, self.board, self.other, self.language = editor, board, other, language
        self.last: Page | None = None
        editor.goto(f"/{language}/ai/desk/new")
        for code, said in SAID.items():
            editor.locator(f"[name=title_{code}]").fill(said["title"])
            editor.locator(f"[name=problem_{code}]").fill(said["problem"])
        editor.locator("main form[method=post] button[type=submit]").click()
        editor.wait_for_url("**/ai/desk/use-cases/*")
        self.where = urlsplit(editor.url).path
        self.key = self.where.rsplit("/", 1)[1]

    def do(self, page: Page, act: str, **fields: str | bool) -> None:
        """Do one thing from the use case's page, as a person would."""
        if page is not self.last or urlsplit(page.url).path != self.where:
            page.goto(self.where, wait_until="domcontentloaded")
        self.last = page
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

    def stage(self, page: Page, following: str, *, refused: bool = False) -> None:
        self.do(page, "step", stage=following, reason="essai")
        if refused:
            expect(page.locator("main .error-summary, main [role=alert]").first).to_be_visible()

    def begin(self) -> None:
        """Lead it to where the assessment is to be answered."""
        self.stage(self.board, "qualified")
        for one in (self.other, self.board):
            self.do(one, "score", **{f"score_{name}": "4" for name in CRITERIA})
        self.stage(self.board, "prioritised")
        self.stage(self.board, "assessed", refused=True)  # there is no approved assessment
        self.do(self.editor, "assess")

    def put_in_service(self) -> None:
        editor, board, other = self.editor, self.board, self.other
        self.do(board, "link", assessment="", until=SOON)
        self.stage(board, "assessed")
        self.do(board, "verdict", approves="yes", reason="utile")
        self.stage(board, "approved", refused=True)  # two people must approve
        self.do(other, "verdict", approves="yes", reason="utile")
        self.do(other, "condition", text="Répondre aussi en arabe", due_on=SOON, blocking=True)
        self.stage(other, "approved")
        texts = {
            f"{name}_{code}": f"{SAID[code]['problem']} {name}" for code in SAID for name in SHEET_FIELDS
        }
        self.do(editor, "sheet", **texts, public_from="in-service")
        self.stage(editor, "built")
        self.stage(board, "in-service", refused=True)  # a blocking condition is open
        self.do(editor, "meet", condition="", proof="rapport 12")
        self.stage(board, "in-service")

    def watch(self) -> None:
        self.do(self.editor, "indicator", name_ar="نسبة الأخطاء", name_fr="Part d’erreurs", high="5")
        self.do(self.editor, "reading", indicator="", value="9", measured_on=TODAY)
        self.do(self.editor, "incident", severity="4", harm="Des demandes perdues", happened_on=TODAY,
                informed="Les personnes, par lettre")  # fmt: skip
        self.do(self.editor, "tell", incident="", summary_ar="ضاعت طلبات ثم وجدت.", correction="Une sauvegarde",
                summary_fr="Des demandes perdues, puis retrouvées.", closes=True)  # fmt: skip

    def end(self) -> None:
        self.editor.goto(f"/{self.language}/ai/systems/{self.key}", wait_until="domcontentloaded")
        told = {"ar": "ضاعت طلبات", "fr": "Des demandes perdues"}[self.language]
        expect(self.editor.locator("main")).to_contain_text(told)
        self.do(self.board, "review", note="chiffres et incident")
        self.stage(self.board, "retired")


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
        lives = [Life(editor, board, other, language) for language in ("fr", "ar")]
        keys = [life.key for life in lives]
        for life in lives:
            life.begin()
        site.run("shell", "-v0", "-c", FILL.format(keys=keys))
        for life in lives:
            life.put_in_service()
            life.watch()
        editor.wait_for_timeout(1_200)  # another process sees the new epoch within a second
        for life in lives:
            life.end()
        editor.goto(lives[1].where)
        assert violations(editor, tools) == []  # type: ignore[arg-type]  # the folder of tools
        editor.set_viewport_size({"width": 320, "height": 640})
        assert too_wide(editor) == []
    for verbs in site.run("shell", "-v0", "-c", VERBS.format(keys=keys)).split("VERBS ")[1:]:
        assert verbs.split().count("ai.stepped") == 8
        for verb in ("proposed", "scored", "assessment-begun", "assessment-linked", "decided", "condition-set",
                     "condition-met", "sheet-written", "indicator-added", "reading-taken", "incident-reported",
                     "incident-told", "reviewed"):  # fmt: skip
            assert f"ai.{verb}" in verbs.split(), verb
