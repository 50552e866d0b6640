"""The building block's API on the site itself: an access token opens it, and only as far as it reaches."""

import base64
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.casework.govstack import documents, seeding
from bawaba.casework.govstack.words import foreign_id
from bawaba.casework.models import ApplicationFile, Case, CompletedTask, HeldDocument
from bawaba.casework.tests.factories import make_case
from bawaba.casework.tests.govstack_trial import HEADER, SEED
from bawaba.casework.tests.tokens import Holder, call, make_holder
from bawaba.forms.tests.factories import ANSWERS, SYSTEM, make_form
from bawaba.forms.types import Person
from bawaba.kernel import clock
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
ROOT = "/govstack/registration"
MEMBER = {"Information_Mediator_Client": HEADER["Information-Mediator-Client"]}


def ask(method: str, path: str, holder: Holder | None = None, body: Any = None) -> Any:
    return call(method, ROOT + path, holder, body, **MEMBER)


@pytest.fixture
def citizen() -> Holder:
    return make_holder("openid requests.read requests.write")


@pytest.fixture
def agent() -> Holder:
    return make_holder("openid desk.read desk.write", role="agent")


def case_of(holder: Holder) -> Case:
    return make_case(person=Person(owner=holder.owner, level="substantial"), service="birth")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/applications"), ("GET", "/applications/x"), ("PUT", "/applications/x"), ("GET", "/tasks"),
     ("GET", "/tasks/x"), ("POST", "/tasks/x/complete"), ("POST", "/documents"), ("GET", "/data/statistics"),
     ("POST", "/services/x/applications")],
)  # fmt: skip
def test_the_mediators_header_alone_opens_nothing(method: str, path: str) -> None:
    answer = ask(method, path, body={"applicantId": "a"} if method != "GET" else None)
    assert (answer.status_code, answer.json()["code"]) == (401, "access-token-refused")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_what_can_be_asked_for_is_open_to_everyone() -> None:
    form = make_form(service="birth")
    (service,) = ask("GET", "/services").json()
    assert service["id"] == foreign_id("service", "birth")
    (eform,) = ask("GET", f"/services/{service['id']}/eForms").json()
    assert eform["eFormId"] == foreign_id("eform", form)
    schema = ask("GET", f"/eForms/{eform['eFormId']}").json()["schema"]
    assert "given_name" in schema["properties"]


def test_a_person_hands_in_reads_and_lists_their_own_alone(citizen: Holder) -> None:
    make_form(service="birth")
    stranger = make_holder("openid requests.read requests.write")
    given = {
        "applicantId": "as-the-sender-says",
        "formData": {"data": ANSWERS | {"children": [{"child": "Adam"}]}},
    }
    path = f"/services/{foreign_id('service', 'birth')}/applications"
    made = ask("POST", path, citizen, given)
    assert made.status_code == 200, made.content
    case = Case.objects.get()
    assert (case.owner, case.service) == (citizen.owner, "birth")
    file = made.json()["fileId"]
    assert [one["fileId"] for one in ask("GET", "/applications", citizen).json()] == [file]
    assert ask("GET", f"/applications/{file}", citizen).status_code == 200
    assert ask("GET", "/applications", stranger).json() == []
    assert ask("GET", f"/applications/{file}", stranger).status_code == 404
    assert ask("PUT", f"/applications/{file}", citizen, given).status_code == 403
    assert ask("GET", "/data/statistics", citizen).status_code == 403


def test_answers_go_through_the_forms_own_checks(citizen: Holder) -> None:
    make_form(service="birth")
    given = {"applicantId": "a", "formData": {"data": ANSWERS | {"born": "not a day"}}}
    answer = ask("POST", f"/services/{foreign_id('service', 'birth')}/applications", citizen, given)
    assert (answer.status_code, answer.json()["code"]) == (400, "answers-invalid")
    assert "born" in answer.json()["message"]
    assert not Case.objects.exists()


def test_an_operator_sees_and_handles_the_cases_of_the_office_alone(citizen: Holder, agent: Holder) -> None:
    case = case_of(citizen)
    other = make_holder("openid desk.read desk.write", role="agent")
    Case.objects.filter(pk=case.pk).update(office="elsewhere")
    assert ask("GET", f"/applications/{case.key}", agent).status_code == 404
    assert ask("GET", "/tasks", agent).json() == []
    Case.objects.filter(pk=case.pk).update(office=case.office)
    (task,) = ask("GET", "/tasks", agent).json()
    done = ask("POST", f"/tasks/{task['taskId']}/complete", agent, {"data": {}})
    assert done.status_code == 200, done.content
    case.refresh_from_db()
    assert (case.state, CompletedTask.objects.get().by) == ("in-review", agent.owner)
    (task,) = ask("GET", "/tasks", other).json()
    refuse = {"data": {"transition": {"key": "refuse"}}}
    without = ask("POST", f"/tasks/{task['taskId']}/complete", agent, refuse)
    assert (without.status_code, without.json()["code"]) == (400, "step-incomplete")
    accept = ask(
        "POST", f"/tasks/{task['taskId']}/complete", agent, {"data": {"transition": {"key": "accept"}}}
    )
    assert accept.json()["status"]["code"] == "APPROVED"
    figures = ask("GET", "/data/statistics", agent).json()
    assert (figures[0]["processed"], figures[0]["approved"]) == (1, 1)


def test_a_person_answers_a_request_for_correction_by_its_task(citizen: Holder, agent: Holder) -> None:
    case = case_of(citizen)
    assert ask("GET", "/tasks", citizen).json() == []
    for data in (
        {},
        {"transition": {"key": "ask-correction", "message": "Which one?", "fields": ["given_name"]}},
    ):
        (task,) = ask("GET", "/tasks", agent).json()
        assert ask("POST", f"/tasks/{task['taskId']}/complete", agent, {"data": data}).status_code == 200
    (task,) = ask("GET", "/tasks", citizen).json()
    assert task["status"]["code"] == "SENDBACK"
    answer = ask("POST", f"/tasks/{task['taskId']}/complete", citizen, {"data": {"given_name": "Salma"}})
    assert answer.status_code == 200, answer.content
    shown = ask("GET", f"/applications/{case.key}", citizen).json()
    assert shown["applicationData"]["formData"]["data"]["given_name"] == "Salma"
    assert ask("GET", "/data/statistics", agent).json()[0]["sentBack"] == 1


def test_a_token_that_may_only_read_changes_nothing(citizen: Holder) -> None:
    reader = make_holder("openid requests.read")
    answer = ask("POST", "/services/x/applications", reader, {"applicantId": "a"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert ask("GET", "/applications", make_holder("openid desk.read")).status_code == 403
    assert ask("GET", "/applications", reader).status_code == 200


def test_documents_of_another_cannot_be_taken(citizen: Holder) -> None:
    stranger = make_holder("openid requests.read requests.write")
    make_form(service="birth")
    text = base64.b64encode(b"a text").decode()
    url = ask("POST", "/documents", stranger, {"file": [text]}).json()["url"]
    assert url.startswith("http")
    given = {"applicantId": "a", "documentUrls": [url],
             "formData": {"data": ANSWERS | {"children": [{"child": "Adam"}]}}}  # fmt: skip
    ask("POST", f"/services/{foreign_id('service', 'birth')}/applications", citizen, given)
    held = HeldDocument.objects.get()
    assert (held.case, Case.objects.count()) == (None, 1)
    assert b"a text" not in bytes(held.sealed)


def test_texts_that_nobody_named_are_forgotten_after_a_month(citizen: Holder) -> None:
    ask("POST", "/documents", citizen, {"file": [base64.b64encode(b"a text").decode()]})
    assert documents.forget_documents(actor=SYSTEM) == 0
    with clock.frozen_at(clock.now() + documents.KEEP * 1.1):
        assert documents.forget_documents(actor=SYSTEM) == 1


def test_what_is_written_leaves_rows_in_the_audit_without_personal_data(citizen: Holder) -> None:
    make_form(service="birth")
    given = {"applicantId": "as-the-sender-says", "applicationName": "Amina",
             "formData": {"data": ANSWERS | {"children": [{"child": "Adam"}]}}}  # fmt: skip
    ask("POST", f"/services/{foreign_id('service', 'birth')}/applications", citizen, given)
    rows = list(AuditEntry.objects.values_list("verb", "detail"))
    assert {"casework.submitted", "forms.answers-submitted"} <= {verb for verb, _detail in rows}
    assert "Amina" not in str(rows)
    assert b"Amina" not in bytes(ApplicationFile.objects.get().sealed)


def test_a_list_asks_the_database_as_often_for_one_file_as_for_many(citizen: Holder) -> None:
    def count(path: str) -> int:
        counts = []
        for _ in range(3):  # what is kept for an epoch may be read anew once a second
            with CaptureQueriesContext(connection) as asked:
                ask("GET", path, citizen)
            counts.append(len(asked))
        return min(counts)

    case_of(citizen)
    first = [count("/applications"), count("/tasks")]
    case_of(citizen)
    assert [count("/applications"), count("/tasks")] == first
    assert max(first) <= 12


def test_a_seed_that_is_sown_twice_makes_nothing_twice() -> None:
    for _ in range(2):
        assert seeding.seed(given=SEED) == {"services": 3, "applications": 2}
    assert (Case.objects.count(), ApplicationFile.objects.count()) == (2, 2)
