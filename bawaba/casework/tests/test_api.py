"""API v1 for citizens' and agents' systems: by access token, as far as its scope and its person's roles reach."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from bawaba.casework.models import Case, Decision, Message, Note
from bawaba.casework.tests.factories import OFFICE, make_case
from bawaba.casework.tests.tokens import Holder, call, make_holder
from bawaba.forms.models import Draft
from bawaba.forms.queries import open_draft
from bawaba.forms.tests.factories import ANSWERS, TWO_PAGES, make_form
from bawaba.forms.types import Person
from bawaba.identity.types import Level
from bawaba.kernel import epochs

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/casework"
COMPLETE = ANSWERS | {"children": [{"child": "Adam"}]}
KEY = {"Idempotency_Key": "0123456789abcdef"}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def citizen() -> Holder:
    return make_holder("openid requests.read requests.write")


@pytest.fixture
def agent() -> Holder:
    return make_holder("openid desk.read desk.write", role="agent")


def ask(method: str, path: str, holder: Holder | None = None, body: Any = None, **headers: str) -> Any:
    return call(method, ROOT + path, holder, body, **headers)


def hand_in(holder: Holder, form: str = "", **headers: str) -> Any:
    given = {"form": form or make_form(service="birth"), "answers": COMPLETE}
    return ask("POST", "/requests", holder, given, **{**KEY, **headers})


def case_of(holder: Holder) -> Case:
    return make_case(person=Person(owner=holder.owner, level="substantial"), service="birth")


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────

OPERATIONS = [
    ("requests.read", "GET", "/requests"), ("requests.read", "GET", "/requests/k"),
    ("requests.read", "GET", "/requests/k/messages"), ("requests.write", "POST", "/requests"),
    ("requests.write", "POST", "/drafts"), ("requests.write", "POST", "/requests/k/messages"),
    ("requests.write", "POST", "/requests/k/correction"), ("requests.write", "POST", "/requests/k/withdrawal"),
    ("requests.read", "GET", "/drafts/k"), ("requests.write", "POST", "/drafts/k/submission"),
    ("requests.write", "POST", "/drafts/k/files/f"), ("requests.write", "POST", "/requests/k/correction/files/f"),
    ("desk.read", "GET", "/desk/cases"), ("desk.read", "GET", "/desk/cases/k"),
    ("desk.write", "POST", "/desk/cases/k/steps"), ("desk.write", "POST", "/desk/cases/k/confirmation"),
    ("desk.write", "POST", "/desk/cases/k/return"), ("desk.write", "POST", "/desk/cases/k/notes"),
    ("desk.write", "POST", "/desk/cases/k/messages"), ("desk.write", "POST", "/desk/cases/k/assignment"),
    ("desk.read", "GET", "/webhooks?body=commune"), ("desk.write", "POST", "/webhooks"),
    ("desk.read", "GET", "/webhooks/k"), ("desk.write", "PATCH", "/webhooks/k"),
    ("desk.write", "DELETE", "/webhooks/k"), ("desk.write", "POST", "/webhooks/k/secret"),
    ("desk.write", "POST", "/webhooks/k/pause"), ("desk.write", "POST", "/webhooks/k/resumption"),
    ("desk.write", "POST", "/webhooks/k/pings"), ("desk.read", "GET", "/webhooks/k/deliveries"),
    ("desk.write", "POST", "/webhooks/k/deliveries/m/repetition"),
]  # fmt: skip


@pytest.mark.parametrize(("scope", "method", "path"), OPERATIONS)
def test_nothing_opens_without_a_token_or_with_the_wrong_scope(scope: str, method: str, path: str) -> None:
    body = None if method == "GET" else {}
    refused = ask(method, path, None, body)
    assert code(refused) == (401, "access-token-refused")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    others = " ".join({"requests.read", "requests.write", "desk.read", "desk.write"} - {scope})
    narrow = ask(method, path, make_holder(f"openid {others}"), body)
    assert code(narrow) == (403, "scope-missing")
    assert f'scope="{scope}"' in narrow.headers["WWW-Authenticate"]


def test_every_operation_of_the_room_is_named_above(client: Any) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    known = {(method, path.partition("?")[0]) for _scope, method, path in OPERATIONS}
    described = {
        (
            method.upper(),
            path.removeprefix("/casework")
            .replace("{key}", "k")
            .replace("{message}", "m")
            .replace("{field}", "f"),
        )
        for path, methods in paths.items()
        for method, operation in methods.items()
        if path.startswith("/casework") and operation.get("security")
    }
    assert described == known


def test_what_a_token_is_answered_is_kept_by_no_cache(citizen: Holder) -> None:
    answer = ask("GET", "/requests", citizen)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer.headers
    assert "Authorization" in answer.headers["Vary"]


# ── a person's requests ──────────────────────────────────────────────────────────────────────────────


def test_a_request_is_handed_in_once_however_often_it_is_sent(citizen: Holder) -> None:
    form = make_form(service="birth")
    first, second = hand_in(citizen, form), hand_in(citizen, form)
    assert first.status_code == 200, first.content
    assert first.json() == second.json()
    assert Case.objects.count() == 1
    changed = {"form": form, "answers": COMPLETE | {"given_name": "Salma"}}
    assert code(ask("POST", "/requests", citizen, changed, **KEY)) == (409, "idempotency-key-reused")
    other = make_holder("openid requests.write")
    assert hand_in(other, form).json()["key"] != first.json()["key"]  # a key is its sender's own
    assert code(ask("POST", "/requests", citizen, changed))[0] == 422  # without a key


def test_answers_are_checked_and_each_fault_is_named(citizen: Holder) -> None:
    given = {"form": make_form(), "answers": COMPLETE | {"born": "tomorrow", "surprise": 1}}
    answer = ask("POST", "/requests", citizen, given, **KEY)
    assert code(answer) == (422, "answers-invalid")
    assert "born" in {one["name"] for one in answer.json()["errors"]}
    assert not Case.objects.exists()
    unknown = ask("POST", "/requests", citizen, {"form": "nothing", "answers": {}}, **KEY)
    assert code(unknown) == (404, "form-not-found")


def test_a_form_that_asks_for_a_surer_identity_is_refused_to_a_weaker_token() -> None:
    form = make_form({**TWO_PAGES, "sign_in": "substantial"}, service="birth")
    weak = make_holder("openid requests.write", level=Level.LOW)
    assert hand_in(weak, form).status_code == 401
    assert hand_in(make_holder("openid requests.write"), form).status_code == 200


def test_a_person_reads_where_their_request_is_and_no_other(citizen: Holder) -> None:
    key = hand_in(citizen).json()["key"]
    stranger = make_holder("openid requests.read requests.write")
    found = ask("GET", f"/requests/{key}", citizen, Accept_Language="fr").json()
    assert (found["case"]["state"], found["where"], found["holder"]) == (
        "received", {"fr": "Demande reçue"}, "agent",
    )  # fmt: skip
    assert [one["kind"] for one in found["timeline"]] == ["submitted"]
    assert (found["receipt"]["number"], found["decision"], found["steps"]) == (
        found["case"]["number"], None, ["withdraw"],
    )  # fmt: skip
    assert "/verify/" in found["receipt"]["verify"]
    assert [one["key"] for one in ask("GET", "/requests", citizen).json()["items"]] == [key]
    assert ask("GET", "/requests", stranger).json()["items"] == []
    assert code(ask("GET", f"/requests/{key}", stranger)) == (404, "case-not-found")
    for path, body in (("messages", {"text": "hello"}), ("withdrawal", {}), ("correction", {"answers": {}})):
        assert code(ask("POST", f"/requests/{key}/{path}", stranger, body)) == (404, "case-not-found")


def test_own_requests_are_listed_in_pages(citizen: Holder) -> None:
    keys = [case_of(citizen).key for _ in range(3)]
    first = ask("GET", "/requests?limit=2", citizen)
    second = ask("GET", f"/requests?limit=2&after={first.json()['after']}", citizen)
    listed = [one["key"] for answer in (first, second) for one in answer.json()["items"]]
    assert listed == keys[::-1]
    assert 'rel="next"' in first.headers["Link"]
    assert "Link" not in second.headers


def test_messages_go_both_ways(citizen: Holder, agent: Holder) -> None:
    case = case_of(citizen)
    assert ask("POST", f"/requests/{case.key}/messages", citizen, {"text": "When?"}).status_code == 200
    assert ask("POST", f"/desk/cases/{case.key}/messages", agent, {"text": "Soon."}).status_code == 200
    items = ask("GET", f"/requests/{case.key}/messages", citizen).json()["items"]
    assert [(one["from_person"], one["text"]) for one in items] == [(True, "When?"), (False, "Soon.")]
    assert b"When?" not in bytes(Message.objects.order_by("pk")[0].sealed)


def test_a_correction_is_asked_for_and_answered_and_the_decision_is_read(
    citizen: Holder, agent: Holder
) -> None:
    key = case_of(citizen).key
    steps = f"/desk/cases/{key}/steps"
    assert ask("POST", steps, agent, {"step": "take-up"}).json()["state"] == "in-review"
    missing = ask("POST", steps, agent, {"step": "ask-correction"})
    assert code(missing) == (422, "step-incomplete")
    beyond = {"step": "ask-correction", "message": "And this?", "fields": ["something-else"]}
    assert code(ask("POST", steps, agent, beyond)) == (422, "correction-beyond-form")
    asked = {"step": "ask-correction", "message": "Which one?", "fields": ["given_name"]}
    assert ask("POST", steps, agent, asked).json()["phase"] == "paused"
    found = ask("GET", f"/requests/{key}", citizen).json()
    assert (found["pause"]["message"], found["pause"]["fields"]) == ("Which one?", ["given_name"])
    given = {"answers": {"given_name": "Salma"}}
    assert ask("POST", f"/requests/{key}/correction", citizen, given).json()["phase"] == "open"
    assert ask("POST", steps, agent, {"step": "accept"}).json()["outcome"] == "accepted"
    decided = ask("GET", f"/requests/{key}", citizen).json()["decision"]
    assert (decided["outcome"], Decision.objects.get().code in decided["verify"]) == ("accepted", True)


def test_a_refusal_waits_for_a_second_pair_of_eyes(citizen: Holder, agent: Holder) -> None:
    key = case_of(citizen).key
    second = make_holder("openid desk.read desk.write", role="agent")
    for body in ({"step": "take-up"}, {"step": "refuse", "reasons": "The paper names somebody else."}):
        ask("POST", f"/desk/cases/{key}/steps", agent, body)
    assert ask("GET", f"/requests/{key}", citizen).json()["decision"] is None
    assert code(ask("POST", f"/desk/cases/{key}/confirmation", agent)) == (409, "same-eyes")
    returned = ask("POST", f"/desk/cases/{key}/return", second, {"text": "Say which paper."})
    assert returned.json()["phase"] == "open"
    ask(
        "POST",
        f"/desk/cases/{key}/steps",
        agent,
        {"step": "refuse", "reasons": "The extract names somebody else."},
    )
    assert ask("POST", f"/desk/cases/{key}/confirmation", second).json()["outcome"] == "refused"
    told = ask("GET", f"/requests/{key}", citizen).json()["decision"]
    assert (told["reasons"], told["appeal_until"] is None) == ("The extract names somebody else.", False)


def test_a_request_is_withdrawn(citizen: Holder) -> None:
    key = case_of(citizen).key
    assert (
        ask("POST", f"/requests/{key}/withdrawal", citizen, {"note": "No need."}).json()["outcome"]
        == "withdrawn"
    )
    assert code(ask("POST", f"/requests/{key}/withdrawal", citizen, {})) == (409, "step-not-possible")


def test_a_draft_is_begun_for_a_person_and_what_they_wrote_wins(citizen: Holder) -> None:
    form = make_form(service="birth")
    for answers in (
        {"given_name": "Amina", "phone": "+212612345678"},
        {"given_name": "Another", "copy": "short"},
    ):
        answer = ask("POST", "/drafts", citizen, {"form": form, "answers": answers}, Accept_Language="ar")
    assert answer.status_code == 200, answer.content
    assert answer.json()["address"].endswith(f"/ar/my-drafts/{answer.json()['key']}/")
    assert Draft.objects.count() == 1
    values = open_draft(key=answer.json()["key"], owner=citizen.owner).content.values
    assert (values["given_name"], values["copy"]) == ("Amina", "short")


# ── the desk ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_agent_sees_the_cases_of_the_office_alone(citizen: Holder, agent: Holder) -> None:
    case, other = case_of(citizen), case_of(citizen)
    Case.objects.filter(pk=other.pk).update(office="elsewhere")
    listed = ask("GET", "/desk/cases", agent).json()["items"]
    assert [one["key"] for one in listed] == [case.key]
    whole = ask("GET", f"/desk/cases/{case.key}", agent).json()
    assert (whole["answers"]["given_name"], whole["case"]["office"]) == ("Amina", OFFICE)
    assert code(ask("GET", f"/desk/cases/{other.key}", agent)) == (403, "not-case-officer")
    nobody = make_holder("openid desk.read desk.write")
    assert ask("GET", "/desk/cases", nobody).json()["items"] == []
    for path, body in (("steps", {"step": "take-up"}), ("notes", {"text": "x"}), ("messages", {"text": "x"}),
                       ("assignment", {})):  # fmt: skip
        assert code(ask("POST", f"/desk/cases/{case.key}/{path}", nobody, body))[0] == 403
    assert code(ask("GET", f"/desk/cases/{case.key}", nobody))[0] == 403


def test_the_list_is_narrowed_and_read_in_pages(citizen: Holder, agent: Holder) -> None:
    cases = [case_of(citizen) for _ in range(3)]
    Case.objects.filter(pk=cases[0].pk).update(assignee=agent.owner)
    for query, found in (
        ("assignee=" + agent.owner, [cases[0].key]),
        ("unassigned=true", [cases[1].key, cases[2].key]),
        ("state=in-review", []), ("service=another", []), ("phase=closed", []),
        ("number=" + cases[1].number, [cases[1].key]), ("order=newest&limit=1", [cases[2].key]),
        ("due_before=2000-01-01", []),
    ):  # fmt: skip
        answer = ask("GET", f"/desk/cases?{query}", agent)
        assert [one["key"] for one in answer.json()["items"]] == found, query
    first = ask("GET", "/desk/cases?limit=2", agent).json()
    rest = ask("GET", f"/desk/cases?limit=2&after={first['after']}", agent).json()
    assert [one["key"] for one in (*first["items"], *rest["items"])] == [one.key for one in cases]


def test_a_step_on_what_somebody_changed_meanwhile_is_refused(citizen: Holder, agent: Holder) -> None:
    key = case_of(citizen).key
    body = {"step": "take-up", "revision": 1}
    assert ask("POST", f"/desk/cases/{key}/steps", agent, body).status_code == 200
    late = {"step": "accept", "revision": 1}
    assert code(ask("POST", f"/desk/cases/{key}/steps", agent, late)) == (409, "case-changed-meanwhile")


def test_notes_and_assignment(citizen: Holder, agent: Holder) -> None:
    case = case_of(citizen)
    assert (
        ask("POST", f"/desk/cases/{case.key}/notes", agent, {"text": "Ask the archive."}).status_code == 200
    )
    assert Note.objects.get().author == agent.owner
    given = ask("POST", f"/desk/cases/{case.key}/assignment", agent, {"assignee": agent.owner})
    assert given.status_code == 200, given.content
    case.refresh_from_db()
    assert case.assignee == agent.owner
    assert "Ask the archive." not in str(ask("GET", f"/requests/{case.key}", citizen).content)


def test_lists_ask_the_database_as_often_for_many_as_for_one(citizen: Holder, agent: Holder) -> None:
    def count(path: str, holder: Holder) -> int:
        counts = []
        for _ in range(3):  # what is kept for an epoch may be read anew once a second
            with CaptureQueriesContext(connection) as asked:
                assert ask("GET", path, holder).status_code == 200
            counts.append(len(asked))
        return min(counts)

    case_of(citizen)
    before = [count("/requests", citizen), count("/desk/cases", agent)]
    for _ in range(4):
        case_of(citizen)
    assert [count("/requests", citizen), count("/desk/cases", agent)] == before
    assert max(before) <= 7


# ── webhooks ─────────────────────────────────────────────────────────────────────────────────────────


def test_webhooks_are_managed_over_http(agent: Holder) -> None:
    manager = make_holder("openid desk.read desk.write", role="casework-administrator")
    given = {"body": OFFICE, "url": "https://example.org/hooks", "kinds": ["decided"]}
    assert code(ask("POST", "/webhooks", agent, given)) == (403, "not-casework-administrator")
    made = ask("POST", "/webhooks", manager, given).json()
    key = made["webhook"]["key"]
    assert made["secret"].startswith("whsec_")
    epochs.forget()
    assert [one["key"] for one in ask("GET", f"/webhooks?body={OFFICE}", manager).json()["items"]] == [key]
    assert made["secret"] not in ask("GET", f"/webhooks/{key}", manager).content.decode()
    assert code(ask("GET", f"/webhooks/{key}", agent)) == (404, "webhook-not-found")
    changed = ask("PATCH", f"/webhooks/{key}", manager, {"kinds": []}).json()
    assert (changed["kinds"], changed["url"]) == ([], "https://example.org/hooks")
    assert ask("POST", f"/webhooks/{key}/secret", manager).json()["secret"] != made["secret"]
    assert ask("POST", f"/webhooks/{key}/pause", manager).json()["state"] == "paused"
    assert ask("POST", f"/webhooks/{key}/resumption", manager).json()["state"] == "active"
    message = ask("POST", f"/webhooks/{key}/pings", manager).json()["message"]
    assert [one["message"] for one in ask("GET", f"/webhooks/{key}/deliveries", manager).json()["items"]] == [
        message
    ]
    again = ask("POST", f"/webhooks/{key}/deliveries/{message}/repetition", manager)
    assert again.json() == {"message": message}
    bad = ask("POST", "/webhooks", manager, {**given, "url": "http://example.org/"})
    assert code(bad) == (422, "webhook-refused")
    assert ask("DELETE", f"/webhooks/{key}", manager).json() == {"key": key}
    assert code(ask("GET", f"/webhooks/{key}", manager)) == (404, "webhook-not-found")


@pytest.mark.parametrize("path", ["/requests", "/drafts"])
@pytest.mark.parametrize("value", ["\\ud800", "\\u0000", "a\\u202eb"])
def test_text_that_cannot_be_kept_is_refused_and_no_fault(citizen: Holder, path: str, value: str) -> None:
    form = make_form(service="birth")
    text = json.dumps({"form": form, "answers": COMPLETE}).replace('"Amina"', f'"{value}"')
    answer = Browser(raise_request_exception=False).post(
        ROOT + path, text, content_type="application/json",
        headers={**citizen.headers, "Idempotency-Key": "0123456789abcdef"},
    )  # fmt: skip
    assert answer.status_code == 400 if value == "\\ud800" else answer.status_code in {200, 422}
