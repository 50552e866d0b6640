"""Assessments over HTTP, as the systems of an administration and of the centre use them."""

import base64
import io
import json
import zipfile
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.assess.models import Assessment, Campaign, MethodVersion
from bawaba.assess.tests.methods import EXAMPLE, SECOND
from bawaba.assess.tests.people import URN, key_of, make_campaign
from bawaba.identity.tests.holders import TokenHolder, make_token_holder
from bawaba.kernel import audit
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/assess"
BOTH = "openid assess.read assess.write"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(autouse=True)
def _campaign() -> None:
    cache.clear()
    make_campaign()


@pytest.fixture
def editor() -> TokenHolder:
    return make_token_holder(BOTH, [("editor", "commune-1")])


@pytest.fixture
def reviewer() -> TokenHolder:
    return make_token_holder(BOTH, [("publisher", "ministry")])


@pytest.fixture
def second() -> TokenHolder:
    return make_token_holder(BOTH, [("publisher", "ministry")])


@pytest.fixture
def auditor() -> TokenHolder:
    return make_token_holder(BOTH, [("supervisor", "ministry")])


def ask(holder: TokenHolder, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    answer = holder.call(method, f"{ROOT}/{path}", body, Accept_Language="fr")
    assert answer.status_code == status, answer.content.decode()
    if status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.json()


def own(rest: str = "") -> str:
    return f"assessments/{key_of('commune-1')}{rest}"


FILLED = {"answers": [{"question": "strategy", "value": "adopted", "comment": "Signée"},
                      {"question": "skills", "value": ["data"]}]}  # fmt: skip


def test_an_assessment_goes_from_answers_to_a_published_result(
    editor: TokenHolder, reviewer: TokenHolder, second: TokenHolder
) -> None:
    incomplete = ask(editor, "POST", own("/submission"), status=422)
    assert [one["name"] for one in incomplete["errors"]] == ["strategy"]
    assert ask(editor, "PUT", own("/answers"), FILLED) == {"revision": 1, "changed": 2}
    declared = ask(editor, "POST", own("/submission"))
    assert declared["figures"]["index"] == pytest.approx((2 * 100 + 75) / 3)  # weights 2 and 1
    assert [one["key"] for one in ask(reviewer, "GET", "reviews")["items"]] == [key_of("commune-1")]
    checked = {"answers": [{"question": "strategy", "value": "draft", "note": "Pas signée"}]}
    assert ask(reviewer, "PUT", own("/verified"), checked)["state"] == "review"
    ask(editor, "POST", own("/approval"), {"reason": "Parfait"}, status=403)
    assert ask(reviewer, "POST", own("/approval"), {"reason": "  "}, status=422)["code"] == "invalid-input"
    verified = ask(reviewer, "POST", own("/approval"), {"reason": "Vu", "expires_on": "2030-01-01"})
    assert verified["figures"]["index"] == pytest.approx((2 * 25 + 75) / 3)
    refused = ask(reviewer, "POST", own("/publication"), status=403)
    assert refused["code"] == "assessment-second-person"
    assert ask(second, "POST", own("/publication"))["state"] == "published"
    results = ask(editor, "GET", own("/results"))["items"]
    assert [one["kind"] for one in results] == ["verified", "declared"]
    assert any(line.get("question") == "strategy" and line.get("score") == 25 for line in results[0]["trace"])
    found = ask(editor, "GET", own())
    assert (found["state"], found["revision"], found["decisions"][0]["verdict"]) == (
        "published",
        1,
        "approved",
    )
    assert {one["question"]: one["verified"] for one in found["answers"]}["strategy"] == "draft"
    told = ask(editor, "GET", own("/explanation?kind=declared"))
    assert (told["main"], told["kind"]) == ("index", "declared")
    assert audit.verify()[1] == []
    verbs = set(AuditEntry.objects.filter(actor__startswith="account:").values_list("verb", flat=True))
    assert verbs >= {
        "assess.answered",
        "assess.submitted",
        "assess.verified",
        "assess.approved",
        "assess.published",
    }


def test_what_somebody_else_changed_meanwhile_is_refused_by_name_and_nothing_is_kept(
    editor: TokenHolder,
) -> None:
    ask(editor, "PUT", own("/answers"), FILLED)
    read = {one["question"]: one["print"] for one in ask(editor, "GET", own())["answers"]}
    ask(editor, "PUT", own("/answers/strategy"), {"value": "draft", "revision": 1})
    late = {"answers": [
        {"question": "strategy", "value": "none", "was": read["strategy"]},
        {"question": "skills", "value": ["law"], "was": read["skills"]},
    ]}  # fmt: skip
    refused = ask(editor, "PUT", own("/answers"), late, status=409)
    assert refused["code"] == "answer-changed-meanwhile"
    assert refused["next_step"]
    assert [one["name"] for one in refused["errors"]] == ["strategy"]
    assert ask(editor, "PUT", own("/answers/skills"), {"value": None, "revision": 1}, status=409)
    kept = {one["question"]: one["value"] for one in ask(editor, "GET", own())["answers"]}
    assert kept == {"strategy": "draft", "skills": ["data"]}


@pytest.mark.parametrize(
    ("question", "value"),
    [("strategy", 3), ("strategy", "lost"), ("skills", "data"), ("budget", True), ("budget", 10**400),
     ("budget", 11), ("nowhere", 1), ("strategy", {"state": "lost"}), ("skills", [["data"]])],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused_with_its_question(
    editor: TokenHolder, question: str, value: Any
) -> None:
    refused = ask(editor, "PUT", own(f"/answers/{question}"), {"value": value}, status=422)
    assert refused["code"] == "assessment-input-refused"
    assert [one["name"] for one in refused["errors"]] == [question]
    assert Assessment.objects.get(body="commune-1").revision == 0


def test_a_body_sees_itself_the_auditor_reads_and_strangers_see_nothing(
    editor: TokenHolder, reviewer: TokenHolder, auditor: TokenHolder
) -> None:
    stranger = make_token_holder(BOTH, [("editor", "commune-2")])
    citizen = make_token_holder(BOTH)
    for other in (stranger, citizen):
        for path in ("", "/results", "/actions", "/explanation", "/report", "/benchmark?figure=index",
                     "/migration?version=2.0.0", "/evidence/1/content"):  # fmt: skip
            assert ask(other, "GET", own(path), status=404)["code"] == "assessment-not-found"
        ask(other, "GET", "assessments?body=commune-1", status=404)
        ask(other, "GET", "campaigns/wave-1", status=404)
        ask(other, "PUT", own("/answers"), FILLED, status=403)
        ask(other, "POST", own("/submission"), status=403)
        assert ask(other, "GET", "campaigns") == {"items": []}
        assert ask(other, "GET", "reviews") == {"items": []}
        assert ask(other, "GET", "drafts") == {"items": []}
    assert [one["body"] for one in ask(stranger, "GET", "mine")["items"]] == ["commune-2"]
    assert ask(citizen, "GET", "mine") == {"items": []}
    assert ask(auditor, "GET", own())["state"] == "draft"
    assert ask(auditor, "GET", "campaigns/wave-1")["leads"] is False
    for way in ("/submission", "/publication"):
        ask(auditor, "POST", own(way), status=403)
    ask(auditor, "PUT", own("/answers"), FILLED, status=403)
    ask(auditor, "POST", "campaigns/wave-1/closing", status=403)
    assert len(ask(reviewer, "GET", "campaigns/wave-1")["items"]) == 2
    assert ask(editor, "GET", "assessments?body=commune-1&limit=1")["items"][0]["campaign"] == "wave-1"


def test_a_token_opens_only_what_its_scopes_say(editor: TokenHolder) -> None:
    reads = make_token_holder("openid assess.read", [("editor", "commune-1")])
    other = make_token_holder("openid requests.read requests.write", [("editor", "commune-1")])
    assert reads.call("GET", f"{ROOT}/{own()}").status_code == 200
    missing = reads.call("PUT", f"{ROOT}/{own('/answers')}", FILLED)
    assert missing.status_code == 403
    assert 'scope="assess.write"' in missing.headers["WWW-Authenticate"]
    assert other.call("GET", f"{ROOT}/{own()}").status_code == 403
    nobody = TokenHolder(editor.person, {})
    assert nobody.call("GET", f"{ROOT}/{own()}").status_code == 401
    assert nobody.call("POST", f"{ROOT}/campaigns", {}).status_code == 401


def test_a_campaign_is_opened_followed_and_closed_and_a_bad_one_changes_nothing(
    reviewer: TokenHolder, editor: TokenHolder
) -> None:
    body = {
        "key": "wave-2", "titles": {"ar": "الموجة 2", "fr": "Vague 2"}, "urn": URN, "version": "1.0.0",
        "owner": "ministry", "bodies": ["commune-1"], "opens_on": "2027-01-01", "due_on": "2027-03-01",
        "reminders": [7], "previous": "wave-1",
    }  # fmt: skip
    for changed, code in (
        ({"key": "wave 2"}, "invalid-input"), ({"titles": {"ar": "أ", "fr": " "}}, "invalid-input"),
        ({"bodies": ["nowhere"]}, "campaign-refused"), ({"bodies": []}, "campaign-refused"),
        ({"due_on": "2026-01-01"}, "campaign-refused"), ({"key": "wave-1"}, "campaign-refused"),
    ):  # fmt: skip
        assert ask(reviewer, "POST", "campaigns", body | changed, status=422)["code"] == code
    assert (
        ask(reviewer, "POST", "campaigns", body | {"urn": "urn:x"}, status=404)["code"] == "method-not-found"
    )
    assert ask(editor, "POST", "campaigns", body, status=403)["code"] == "not-method-keeper"
    assert Campaign.objects.count() == 1
    assert ask(reviewer, "POST", "campaigns", body) == {"key": "wave-2", "assessments": 1}
    found = ask(reviewer, "GET", "campaigns/wave-2?state=draft")
    assert (found["counts"], found["pages"], found["items"][0]["body"]) == ({"draft": 1}, 1, "commune-1")
    assert [one["key"] for one in ask(reviewer, "GET", "campaigns")["items"]] == ["wave-2", "wave-1"]
    assert ask(reviewer, "POST", "campaigns/wave-2/closing") == {"key": "wave-2"}
    assert (
        ask(reviewer, "POST", "campaigns/wave-2/closing", status=409)["code"]
        == "assessment-step-not-possible"
    )


def test_a_method_is_brought_in_by_one_person_and_published_by_another(
    reviewer: TokenHolder, second: TokenHolder, editor: TokenHolder
) -> None:
    broken = SECOND.replace("type: number", "type: numbers")
    line = 1 + broken[: broken.index("type: numbers")].count("\n")
    refused = ask(reviewer, "POST", "methods", {"text": broken, "owner": "ministry"}, status=422)
    assert str(line) in refused["detail"]
    assert MethodVersion.objects.count() == 1
    assert ask(editor, "POST", "methods", {"text": SECOND, "owner": "ministry"}, status=403)
    saved = ask(reviewer, "POST", "methods", {"text": SECOND, "owner": "ministry"})
    assert (saved["version"], saved["questions"]) == ("2.0.0", 3)
    assert ask(second, "GET", "drafts")["items"][0]["saved_by"] == reviewer.account
    assert ask(second, "GET", f"drafts/{URN}")["definition"]["version"] == "2.0.0"
    ask(editor, "GET", f"drafts/{URN}", status=404)
    way = f"methods/{URN}/versions/2.0.0/publication"
    assert ask(reviewer, "POST", way, status=403)["code"] == "method-second-person"
    assert ask(second, "POST", way) == {"digest": saved["digest"]}
    again = ask(reviewer, "POST", "methods", {"text": SECOND.replace("en: Example", "en: New"), "owner": "ministry"}, status=409)  # fmt: skip
    assert again["code"] == "method-version-taken"
    ask(editor, "PUT", own("/answers/strategy"), {"value": "draft"})
    assert ask(editor, "GET", own("/migration?version=2.0.0"))["lost"] == {"strategy": "choice-gone"}
    moved = ask(editor, "POST", own("/succession"), {"version": "2.0.0"})
    assert ask(editor, "GET", f"assessments/{moved['key']}")["version"] == "2.0.0"


def test_evidence_is_an_address_or_a_file_and_what_is_confidential_stays_so(
    editor: TokenHolder, auditor: TokenHolder
) -> None:
    refused = ask(editor, "POST", own("/evidence"), {"question": "strategy", "url": "javascript:alert(1)"}, status=422)  # fmt: skip
    assert refused["code"] == "evidence-refused"
    link = {
        "question": "strategy",
        "url": "https://example.org/plan",
        "title": "Le plan",
        "valid_until": "2030-01-01",
    }
    first = ask(editor, "POST", own("/evidence"), link)["id"]
    place = f"{ROOT}/{own('/evidence/strategy/files')}"
    tus = {"Tus_Resumable": "1.0.0"}
    name = base64.b64encode(b"preuve.png").decode()
    begun = editor.call("POST", place, Upload_Length=str(len(PNG)), Upload_Metadata=f"filename {name}", **tus)
    assert begun.status_code == 201, begun.content
    spot = begun.headers["Location"]
    assert auditor.call("HEAD", spot, **tus).status_code == 403
    sent = send_piece(editor, spot, PNG)
    assert sent.status_code == 204, sent.content
    pieces = ask(editor, "GET", own())["evidence"]
    assert [(one["id"], one["name"], one["is_file"]) for one in pieces] == [
        (first, "Le plan", False), (first + 1, "preuve.png", True),
    ]  # fmt: skip
    read = editor.call("GET", f"{ROOT}/{own(f'/evidence/{first + 1}/content')}", Accept="image/png")
    assert (read.status_code, read.headers["Content-Type"]) == (200, "image/png")
    assert read.content.startswith(b"\x89PNG")
    assert auditor.call("GET", f"{ROOT}/{own(f'/evidence/{first + 1}/content')}").status_code == 200
    Assessment.objects.get(body="commune-1").evidence.update(confidential=True)
    ask(auditor, "GET", own(f"/evidence/{first + 1}/content"), status=404)
    ask(auditor, "DELETE", own(f"/evidence/{first}"), status=403)
    ask(editor, "DELETE", own(f"/evidence/{first}"))
    ask(editor, "DELETE", own(f"/evidence/{first}"), status=404)


def send_piece(holder: TokenHolder, path: str, content: bytes) -> Any:
    headers = {**holder.headers, "Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    return Client().generic(
        "PATCH", path, content, content_type="application/offset+octet-stream", headers=headers
    )


def test_who_is_invited_to_a_section_answers_there_only(editor: TokenHolder) -> None:
    helper = make_token_holder(BOTH, [("agent", "commune-1")])
    ask(helper, "GET", own(), status=404)
    ask(editor, "POST", own("/contributors"), {"account": helper.account, "section": "people"})
    ask(helper, "PUT", own("/answers/skills"), {"value": ["law"]})
    ask(helper, "PUT", own("/answers/strategy"), {"value": "draft"}, status=403)
    stranger = make_token_holder(BOTH)
    assert ask(editor, "POST", own("/contributors"), {"account": stranger.account}, status=422)
    ask(editor, "DELETE", own(f"/contributors/{helper.account}?section=people"))
    ask(helper, "PUT", own("/answers/skills"), {"value": ["data"]}, status=403)


def test_results_are_taken_away_in_four_forms_and_small_groups_tell_nothing(
    editor: TokenHolder, reviewer: TokenHolder
) -> None:
    assert ask(editor, "GET", own("/report"), status=404)["code"] == "assessment-result-not-found"
    ask(editor, "PUT", own("/answers"), FILLED)
    ask(editor, "POST", own("/submission"))
    path = f"{ROOT}/{own('/report')}"
    told = editor.call("GET", f"{path}?form=json").json()
    assert told["figures"]["index"] == pytest.approx(275 / 3)
    table = editor.call("GET", f"{path}?form=csv", Accept="text/csv", Accept_Language="ar")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "معتمدة" in table.content.decode()
    book = zipfile.ZipFile(io.BytesIO(reviewer.call("GET", f"{path}?form=xlsx").content))
    assert sum(name.startswith("xl/worksheets/") for name in book.namelist()) == 3
    paper = editor.call("GET", f"{path}?form=pdf", Accept="application/pdf")
    assert paper.content.startswith(b"%PDF-")
    assert paper.headers["Cache-Control"] == "no-store"
    assert editor.call("GET", f"{path}?form=json", Accept="text/html").status_code == 406
    ask(editor, "GET", own("/report?form=exe"), status=422)
    standing = ask(editor, "GET", own("/benchmark?figure=index"))
    assert (standing["own"], standing["count"], standing["median"], standing["rank"]) == (
        pytest.approx(275 / 3), 1, None, None,
    )  # fmt: skip


def test_actions_are_planned_done_and_dropped(editor: TokenHolder, auditor: TokenHolder) -> None:
    body = {
        "title": "Adopter le plan",
        "owner": "SG",
        "due_on": "2026-12-31",
        "cost_mad": "1000.50",
        "expected_gain": 8,
    }
    number = ask(editor, "POST", own("/actions"), body)["id"]
    ask(editor, "POST", own("/actions"), {"title": " "}, status=422)
    ask(auditor, "POST", own("/actions"), body, status=403)
    ask(editor, "PUT", own(f"/actions/{number}/completion"), {"done": True})
    found = ask(auditor, "GET", own("/actions"))["items"][0]
    assert (found["title"], json.loads(str(found["cost_mad"])), bool(found["done_at"])) == (
        "Adopter le plan",
        1000.5,
        True,
    )
    ask(editor, "DELETE", own(f"/actions/{number}"))
    assert (
        ask(editor, "DELETE", own(f"/actions/{number}"), status=404)["code"] == "assessment-action-not-found"
    )


def test_an_assessment_is_begun_outside_of_any_campaign(editor: TokenHolder) -> None:
    begun = ask(editor, "POST", "assessments", {"urn": URN, "body": "commune-1", "subject": "Paie"})
    assert ask(editor, "GET", f"assessments/{begun['key']}")["subject"] == "Paie"
    ask(editor, "POST", "assessments", {"urn": URN, "body": "commune-2"}, status=403)
    ask(editor, "POST", "assessments", {"urn": URN, "version": "9.9.9", "body": "commune-1"}, status=404)


def test_texts_come_in_the_language_that_is_asked_for(editor: TokenHolder) -> None:
    found = editor.call("GET", f"{ROOT}/{own('?lang=ar')}").json()
    assert found["sections"][0]["titles"] == {"ar": "خطة"}
    every = editor.call("GET", f"{ROOT}/{own('?lang=all')}").json()
    assert set(every["sections"][0]["titles"]) == {"ar", "fr", "en"}
    assert EXAMPLE.count("خطة") == 1
