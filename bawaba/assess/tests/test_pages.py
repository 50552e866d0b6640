"""The pages of assessments: answered, verified and published by the people who may, without a script."""

import io
import json
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from bawaba.assess import services
from bawaba.assess.models import Action, Answer, Assessment, Campaign, Evidence, MethodVersion
from bawaba.assess.queries.filling import open_filling
from bawaba.assess.services.reminding import send_reminders
from bawaba.assess.tests.methods import EXAMPLE, SECOND
from bawaba.assess.tests.people import SYSTEM, URN, key_of, make_account, make_campaign
from bawaba.assess.types import GivenAnswer
from bawaba.directory.queries import actor_for
from bawaba.kernel import clock
from bawaba.kernel.models import Account

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def campaign() -> None:
    make_campaign()


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def send(client: Client, path: str, **fields: object) -> str:
    answer = client.post(
        path, {name.replace("__", "-"): value for name, value in fields.items()}, follow=True
    )
    return answer.content.decode()


def test_an_assessment_goes_from_the_first_answer_to_publication() -> None:
    editor, key = signed_in(make_account("salma", "editor", "commune-1")), key_of("commune-1")
    first, second = (signed_in(make_account(name, "publisher", "ministry")) for name in ("nadia", "omar"))
    base = f"/fr/assessments/{key}"
    assert "Vague 1" in editor.get("/fr/assessments/").content.decode()
    assert "Commencer" in editor.get(f"{base}/").content.decode()
    page = send(editor, f"{base}/hand-in/")
    assert "Elle ne peut pas encore être remise" in page
    send(editor, f"{base}/sections/plan/", asked="strategy", answer__strategy="draft", was__strategy="",
         comment__strategy="Signé bientôt", act="next")  # fmt: skip
    send(
        editor,
        f"{base}/sections/people/",
        asked="skills",
        answer__skills=["data"],
        was__skills="",
        act="next",
    )
    send(editor, f"{base}/hand-in/")
    assert Assessment.objects.get(key=key).state == "submitted"
    assert "Signé bientôt" in first.get(f"{base}/review/plan/").content.decode()
    send(first, f"{base}/review/plan/", asked="strategy", meant__strategy="correct", answer__strategy="none",
         note__strategy="Rien de signé")  # fmt: skip
    assert "Dites pourquoi" in send(first, f"{base}/review/decide/", act="approve", reason="")
    send(first, f"{base}/review/decide/", act="approve", reason="Vu sur place")
    assert "Une autre personne doit la publier" in first.get(f"{base}/review/").content.decode()
    assert first.post(f"{base}/review/decide/", {"act": "publish"}).status_code == 403
    send(second, f"{base}/review/decide/", act="publish")
    result = editor.get(f"{base}/result/").content.decode()
    # plan (weight 2) is 0 of 100, people 75 of 100
    assert ">25</bdi>" in result
    assert "Écrire une stratégie" in result
    assert "Vu sur place" in result
    assert "réponses vérifiées" in result
    declared = editor.get(f"{base}/result/?kind=declared").content.decode()
    assert "non vérifiées" in declared


def test_who_takes_no_part_sees_nothing_and_who_is_nobody_signs_in() -> None:
    key = key_of("commune-1")
    stranger = signed_in(make_account("hamid", "editor", "commune-2"))
    for path in ("", "sections/plan/", "hand-in/", "review/", "result/", "questionnaire.xlsx", "result.json"):
        assert stranger.get(f"/fr/assessments/{key}/{path}").status_code == 404, path
    assert Client().get(f"/fr/assessments/{key}/").status_code == 302
    assert stranger.get("/fr/assessments/campaigns/wave-1/").status_code == 404
    editor = signed_in(make_account("salma", "editor", "commune-1"))
    assert editor.get(f"/fr/assessments/{key}/review/").status_code == 403


def test_nobody_writes_over_what_another_answered_meanwhile() -> None:
    editor, key = signed_in(make_account("salma", "editor", "commune-1")), key_of("commune-1")
    services.save_answer(actor=SYSTEM, key=key, question="strategy", value="adopted")
    path = f"/fr/assessments/{key}/sections/plan/"
    page = send(editor, path, asked="strategy", answer__strategy="draft", was__strategy="", act="next")
    assert "Quelqu’un d’autre a répondu entre-temps" in page
    assert "Adoptée" in page
    assert Answer.objects.get(question="strategy").value == "adopted"
    was = open_filling(actor=SYSTEM, key=key)
    assert was.answered == 1


def test_the_script_keeps_answers_and_learns_which_questions_come_up() -> None:
    editor, key = signed_in(make_account("salma", "editor", "commune-1")), key_of("commune-1")
    path = f"/fr/assessments/{key}/sections/plan/"
    told = editor.post(
        path, {"asked": "strategy", "answer-strategy": "adopted", "was-strategy": "", "act": "autosave"}
    ).json()
    assert told["asked"] == ["strategy", "budget"]
    assert told["errors"] == {}
    again = {"asked": ["strategy", "budget"], "answer-strategy": "adopted", "was-strategy": told["was"]["strategy"],
             "answer-budget": "lots", "was-budget": "", "act": "autosave"}  # fmt: skip
    told = editor.post(path, again).json()
    assert list(told["errors"]) == ["budget"]
    assert "strategy" in told["was"]
    assert Answer.objects.count() == 1


def test_unknown_and_not_applicable_are_answers_of_every_type() -> None:
    editor, key = signed_in(make_account("salma", "editor", "commune-1")), key_of("commune-1")
    send(
        editor,
        f"/fr/assessments/{key}/sections/plan/",
        asked="strategy",
        answer__strategy="~unknown",
        act="next",
    )
    send(
        editor,
        f"/fr/assessments/{key}/sections/people/",
        asked="skills",
        state__skills="~not-applicable",
        act="next",
    )
    assert dict(Answer.objects.values_list("question", "value")) == {
        "strategy": {"state": "unknown"}, "skills": {"state": "not-applicable"},
    }  # fmt: skip


def test_evidence_is_an_address_or_a_sealed_file_for_those_who_may() -> None:
    editor, key = signed_in(make_account("salma", "editor", "commune-1")), key_of("commune-1")
    auditor = signed_in(make_account("karim", "supervisor", "ministry"))
    path = f"/fr/assessments/{key}/sections/plan/"
    send(
        editor,
        path,
        asked="strategy",
        url__strategy="https://example.org/plan",
        title__strategy="Le plan",
        act="save",
    )
    page = editor.post(path, {"asked": "strategy", "url-strategy": "javascript:alert(1)", "act": "save"})
    assert page.status_code == 422
    upload = SimpleUploadedFile("decision.png", picture(), "image/png")
    send(editor, path, asked="strategy", file__strategy=upload, confidential__strategy="on", act="save")
    assert Evidence.objects.count() == 2
    kept = Evidence.objects.get(url="")
    assert editor.get(f"/fr/files/{kept.file}").status_code == 200
    assert auditor.get(f"/fr/files/{kept.file}").status_code in (403, 404)  # confidential
    assert signed_in(make_account("hamid", "editor", "commune-2")).get(
        f"/fr/files/{kept.file}"
    ).status_code in (403, 404)
    send(editor, path, asked="strategy", act=f"drop:{kept.pk}")
    assert Evidence.objects.count() == 1


def test_a_colleague_is_invited_to_one_section_and_answers_no_other() -> None:
    editor, key = signed_in(make_account("salma", "editor", "commune-1")), key_of("commune-1")
    account = make_account("youssef", "agent", "commune-1")
    colleague, base = signed_in(account), f"/fr/assessments/{key}"
    assert colleague.get(f"{base}/").status_code == 404
    stranger = make_account("hamid", "agent", "commune-2")
    refused = editor.post(
        f"{base}/people/", {"act": "invite", "account": f"account:{stranger.pk}", "section": "people"}
    )
    assert refused.status_code == 422
    send(editor, f"{base}/people/", act="invite", account=f"account:{account.pk}", section="people")
    assert "Vague 1" in colleague.get("/fr/assessments/").content.decode()
    send(colleague, f"{base}/sections/people/", asked="skills", answer__skills=["law"], act="next")
    assert Answer.objects.get(question="skills").author == f"account:{account.pk}"
    assert (
        colleague.post(f"{base}/sections/plan/", {"asked": "strategy", "answer-strategy": "none"}).status_code
        == 403
    )
    assert colleague.post(f"{base}/hand-in/").status_code == 403
    send(editor, f"{base}/people/", act="dismiss", account=f"account:{account.pk}", section="people")
    assert colleague.get(f"{base}/").status_code == 404


def test_actions_are_planned_done_and_shown_over_time() -> None:
    editor, key = signed_in(make_account("salma", "editor", "commune-1")), key_of("commune-1")
    services.save_answer(actor=SYSTEM, key=key, question="strategy", value="none")
    services.submit_assessment(actor=SYSTEM, key=key)
    base = f"/fr/assessments/{key}"
    send(
        editor,
        f"{base}/actions/",
        act="plan",
        title="Former dix agents",
        owner="Salma",
        due="2027-01-31",
        cost="12 500,50",
    )
    send(
        editor, f"{base}/actions/", act="plan", title="Écrire", suggestion="write-strategy", due="2027-03-31"
    )
    action = Action.objects.get(title="Former dix agents")
    assert action.cost_mad == Decimal("12500.50")
    page = send(editor, f"{base}/actions/", act=f"done:{action.pk}")
    assert 'id="chart-plan-title"' in page
    assert 'id="chart-left-title"' in page
    assert editor.post(f"{base}/actions/", {"act": "plan", "title": "x", "cost": "-5"}).status_code == 422
    assert editor.post(f"{base}/actions/", {"act": "drop:999999"}).status_code == 404


def test_the_centre_opens_and_follows_a_campaign() -> None:
    centre = signed_in(make_account("nadia", "publisher", "ministry"))
    new = {
        "key": "wave-2", "method": f"{URN}@1.0.0", "title_ar": "الموجة 2", "title_fr": "Vague 2", "owner": "ministry",
        "kind": "commune", "opens": "2026-06-01", "due": "2026-07-01", "reminders": "14 1", "previous": "wave-1",
    }  # fmt: skip
    assert centre.post("/fr/assessments/campaigns/new/", {**new, "due": ""}).status_code == 422
    page = send(centre, "/fr/assessments/campaigns/new/", **new)
    assert "3 administrations" in page  # the ministry is a commune here too
    followed = centre.get("/fr/assessments/campaigns/wave-2/?state=draft").content.decode()
    assert "Administration commune-1" in followed
    assert "17 juin 2026" in followed
    send(centre, "/fr/assessments/campaigns/wave-2/close/")
    assert Campaign.objects.get(key="wave-2").closed_at is not None


def test_reminders_go_once_to_the_editors_who_have_not_handed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    make_account("salma", "editor", "commune-1")
    make_account("hamid", "editor", "commune-2")
    services.save_answer(actor=SYSTEM, key=key_of("commune-2"), question="strategy", value="none")
    services.submit_assessment(actor=SYSTEM, key=key_of("commune-2"))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 2, 21))
    assert send_reminders(actor=SYSTEM) == {"sent": 0}  # eight days before
    monkeypatch.setattr(clock, "today", lambda: date(2026, 2, 22))
    assert send_reminders(actor=SYSTEM) == {"sent": 1}
    assert send_reminders(actor=SYSTEM) == {"sent": 0}
    assert mail.outbox[0].to == ["salma@example.org"]
    assert "الموجة 1" in mail.outbox[0].body
    assert "Vague 1" in mail.outbox[0].body
    assert key_of("commune-1") in mail.outbox[0].body


def test_a_method_is_brought_in_line_by_line_and_published_by_a_second_person() -> None:
    first, second = (signed_in(make_account(name, "publisher", "ministry")) for name in ("nadia", "omar"))
    bad = SimpleUploadedFile("m.yaml", EXAMPLE.replace("type: number", "type: colour").encode())
    line = next(at for at, one in enumerate(EXAMPLE.splitlines(), 1) if "type: number" in one)
    refused = first.post("/fr/assessments/methods/new/", {"file": bad, "owner": "ministry"})
    assert refused.status_code == 422
    assert f"ligne {line}" in refused.content.decode()
    good = SimpleUploadedFile("m.yaml", SECOND.encode())
    assert "Une autre personne" in send(first, "/fr/assessments/methods/new/", file=good, owner="ministry")
    path = f"/fr/assessments/methods/{URN}/"
    assert first.post(f"{path}publish/", {"version": "2.0.0"}).status_code == 403
    send(second, f"{path}publish/", version="2.0.0")
    assert MethodVersion.objects.get(version="2.0.0").state == "published"
    assert "Stratégie" in second.get(f"{path}?version=1.0.0").content.decode()
    changed = second.get(f"{path}changes/?before=1.0.0&after=2.0.0").content.decode()
    assert "Supprimée" in changed
    assert "Nouvelle" in changed
    assert "Modifiée" in changed


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_reports_carry_the_whole_trace(code: str) -> None:
    editor, key = signed_in(make_account("salma", "editor", "commune-1")), key_of("commune-1")
    services.save_answers(
        actor=SYSTEM,
        key=key,
        answers=[
            GivenAnswer("strategy", "adopted", "=cmd|' /C calc'!A0"),
            GivenAnswer("skills", ["law", "data"]),
        ],
    )
    services.submit_assessment(actor=SYSTEM, key=key)
    base = f"/{code}/assessments/{key}/result"
    report = json.loads(editor.get(f"{base}.json").content)
    assert report["figures"]["index"] == 100
    worth = {one["question"]: one["score"] for one in report["trace"] if one["rule"] == "index"}
    assert worth == {"strategy": 100, "budget": None, "skills": 100}  # the share of the budget was not told
    assert ("Adoptée" if code == "fr" else "معتمدة") in editor.get(f"{base}.csv").content.decode()
    assert editor.get(f"{base}.xlsx").content[:2] == b"PK"
    assert editor.get(f"{base}.exe").status_code == 404


@pytest.mark.sqlite_is_enough
def test_a_report_is_a_pdf_for_everybody() -> None:
    from bawaba.ui.printing import can_print

    if not can_print():
        pytest.skip("WeasyPrint's Pango is not installed: scripts/setup.sh")
    editor, key = signed_in(make_account("salma", "editor", "commune-1")), key_of("commune-1")
    services.save_answer(actor=SYSTEM, key=key, question="strategy", value="none")
    services.submit_assessment(actor=SYSTEM, key=key)
    pdf = editor.get(f"/ar/assessments/{key}/result.pdf").content
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.Lang == "ar"
        assert document.Root.MarkInfo.Marked


def test_a_page_of_answers_takes_few_statements(django_assert_max_num_queries: object) -> None:
    actor = actor_for(account=make_account("salma", "editor", "commune-1"))
    key = key_of("commune-1")
    services.save_answers(
        actor=actor, key=key, answers=[GivenAnswer("strategy", "adopted"), GivenAnswer("skills", ["law"])]
    )
    with django_assert_max_num_queries(15):  # type: ignore[operator]  # pytest-django's fixture
        assert open_filling(actor=actor, key=key).answered == 2
