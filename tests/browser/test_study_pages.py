"""The signed-in pages of assessments and of the study: accessible, narrow, valid. Chromium asks Django itself."""

import json
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from bawaba.assess import services as assess
from bawaba.assess.models import Answer, Assessment
from bawaba.assess.tests.people import SYSTEM, make_account
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.kernel import clock
from bawaba.kernel.models import Account
from bawaba.maturity import services, shipped
from tests.browser.page_checks import too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.sqlite_is_enough]
HOST = "http://testserver"
LEAD, BODY, OTHER = "ministry", "agency-0", "agency-1"


def make_study() -> dict[str, str]:
    """Make a wave with one body that is published, one that answers and others; return the addresses to look at."""
    directory.ensure_bodies(actor=SYSTEM, bodies=[
        BodyRecord(key=LEAD, names={"ar": "وزارة الانتقال الرقمي", "fr": "Ministère de la transition numérique"}, kind="ministry"),
        *(BodyRecord(key=f"agency-{n}", names={"ar": f"الوكالة رقم {n}", "fr": f"Agence numéro {n}"}, kind="agency") for n in range(6)),
    ])  # fmt: skip
    services.load_method(actor=SYSTEM, owner=LEAD)
    method = shipped.default_method()
    services.plan_wave(
        actor=SYSTEM, key="wave-1", titles={"ar": "موجة 2026", "fr": "Vague 2026"}, owner=LEAD, kinds=["agency"],
        opens_on=date(2026, 1, 1), due_on=date(2026, 3, 1),
    )  # fmt: skip
    services.open_wave(actor=SYSTEM, key="wave-1")
    keys = dict(Assessment.objects.values_list("body", "key"))
    for place, body in enumerate(sorted(keys)[:5]):
        give(body, {one.id: f"l{1 + (place + number) % 3}" for number, one in enumerate(method.questions)})
    for piece in method.questions:
        if piece.evidence:
            for body in sorted(keys)[:5]:
                assess.add_evidence(
                    actor=SYSTEM, key=keys[body], question=piece.id, url="https://example.org/preuve"
                )
    roadmap = services.make_roadmap(
        actor=SYSTEM, key="wave-1", body=BODY, budget_mad=Decimal(2_000_000), waves=2
    )
    for body in (BODY, "agency-2", "agency-3", "agency-4"):
        assess.submit_assessment(actor=SYSTEM, key=keys[body])
    assess.approve_assessment(actor=SYSTEM, key=keys[BODY], reason="Vérifié sur pièces")
    assess.plan_action(actor=SYSTEM, key=keys[BODY], title="Adopter la stratégie", due_on=date(2027, 1, 1))
    section = method.sections[0].id
    done, now, waiting = keys[BODY], keys[OTHER], keys["agency-2"]
    return {
        "mine": "assessments/", "overview": f"assessments/{now}/", "section": f"assessments/{now}/sections/{section}/",
        "hand in": f"assessments/{now}/hand-in/", "review": f"assessments/{waiting}/review/",
        "review of a section": f"assessments/{waiting}/review/{section}/", "result": f"assessments/{done}/result/",
        "campaigns": "assessments/campaigns/", "campaign": "assessments/campaigns/wave-1/",
        "new campaign": "assessments/campaigns/new/", "methods": "assessments/methods/",
        "method": f"assessments/methods/{method.urn}/", "bring in": "assessments/methods/new/",
        "waves": "digital-maturity/waves/", "wave": "digital-maturity/waves/wave-1/",
        "bodies": "digital-maturity/waves/wave-1/bodies/", "body": f"digital-maturity/waves/wave-1/bodies/{BODY}/",
        "road map": f"digital-maturity/road-maps/{roadmap}/",
    }  # fmt: skip


def give(body: str, answers: dict[str, str]) -> None:
    row = Assessment.objects.get(body=body)
    Answer.objects.bulk_create(
        Answer(assessment=row, question=name, value=value, author="account:1", answered_at=clock.now())
        for name, value in answers.items()
    )


def make_reader() -> Account:
    """Somebody who leads the study and writes for two bodies: every page opens to them."""
    account = make_account("salma", "publisher", LEAD)
    for body in (BODY, OTHER):
        directory.grant_membership(actor=SYSTEM, account_id=account.pk, role="editor", body=body)
    return account


def render(client: Client, addresses: dict[str, str], language: str) -> dict[str, bytes]:
    """Return every page as Django answers it."""
    pages = {}
    for kind, path in addresses.items():
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == 200, kind
        pages[f"{HOST}/{language}/{path}"] = answer.content
    return pages


def serve(page: Page, pages: dict[str, bytes]) -> None:
    """Give pages that were rendered beforehand, and the static files."""

    def take(route: Route) -> None:
        url = route.request.url
        if url in pages:
            route.fulfill(content_type="text/html; charset=utf-8", body=pages[url])
        elif isinstance(file := finders.find(url.partition("/static/")[2].partition("?")[0]), str):
            route.fulfill(path=file)
        else:
            route.abort()

    page.route("**/*", take)


def html_faults(pages: dict[str, bytes], tools: Path, folder: Path) -> list[str]:
    """Return what the HTML checker says against pages."""
    for number, content in enumerate(pages.values()):
        (folder / f"{number}.html").write_bytes(content)
    checker = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", checker, "--format", "json", "--errors-only", *sorted(folder.glob("*.html"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = list(pages)
    return [
        f"{names[int(Path(one['url']).stem)]}: {one['message']} {one.get('extract', '')[:120]}"
        for one in json.loads(done.stderr)["messages"]
        if one["type"] != "info"
    ]


def test_each_signed_in_page_is_accessible_narrow_and_valid(
    browser: Browser, tools: Path, tmp_path: Path
) -> None:
    addresses = make_study()
    client = Client()
    client.force_login(make_reader())
    pages = render(client, addresses, "ar") | render(client, addresses, "fr")
    faults = html_faults(pages, tools, tmp_path)
    with browser.new_context(service_workers="block", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        serve(page, pages)
        for url in pages:
            page.set_viewport_size({"width": 320, "height": 640})
            page.goto(url)
            faults += [f"{url}: {fault}" for fault in too_wide(page)]
            if "/ar/" in url:
                faults += [f"{url}: {fault}" for fault in violations(page, tools)]
    assert "\n".join(faults) == ""
