"""What the public suite of GovStackWorkingGroup/bb-registration asks, asked of the trial server over HTTP.

Expected shapes come from the description in `../shared/data/govstack`; expected answers from its words.
"""

import base64
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from bawaba.casework.tests.govstack_trial import (
    APPLICANT,
    EFORM,
    FILE,
    HEADER,
    HEALTH,
    HUNGER,
    MAIN_TASK,
    OTHER_FILE,
    REGISTRATION,
    TASK,
    Trial,
    running,
)
from bawaba.kernel.tests.file_samples import make_pdf

SHARED = Path(os.environ.get("BAWABA_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "govstack"
NOBODY = "n0t-ex1st1ng-1d"
TEXT = base64.b64encode(b"{ fieldname: 'image', size: 538524 }").decode()


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with running(tmp_path_factory.mktemp("govstack")) as server:
        yield server


@pytest.fixture
def api(trial: Trial) -> httpx.Client:
    return trial.client


@cache
def description(name: str) -> dict[str, Any]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the description is not there: {path} (BAWABA_SHARED names its folder)")
    read: dict[str, Any] = json.loads(path.read_text())
    form = read["components"]["schemas"].get("formData")
    if (
        form
    ):  # answers are said to be objects; the description's own ExamplePayload.json has texts and numbers
        del form["properties"]["data"]["additionalProperties"]
    return read


def assert_described(answer: httpx.Response, schema: str, *, many: bool = False) -> None:
    """Hold an answer to a schema of the description, where identifiers may have any form."""
    document = description("GovStack_Registration_BB_API.json")
    described: dict[str, Any] = {
        "$ref": f"#/components/schemas/{schema}", "components": document["components"],
    }  # fmt: skip
    rule = {"type": "array", "items": described["components"]["schemas"][schema]} if many else described
    jsonschema_rs.Draft4Validator(
        {**rule, "components": document["components"]}, validate_formats=False
    ).validate(answer.json())


def assert_error(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert set(answer.json()) == {"traceId", "code", "message", "localizedMessage"}


@pytest.mark.parametrize(
    ("name", "found"),
    [("Register Mother and Child", 0), ("Good Health and Well-Being", 1), ("Industry and Infrastructure", 0),
     ("Zero Hunger", 1), ("zero hung", 1)],
)  # fmt: skip
def test_services_are_found_by_their_name(api: httpx.Client, name: str, found: int) -> None:
    answer = api.get("/services", params={"name": name})
    assert answer.status_code == 200
    assert len(answer.json()) == found
    assert_described(answer, "service", many=True)


def test_a_service_is_shown_as_described_and_as_a_list_to_the_suite(api: httpx.Client) -> None:
    plain = api.get(f"/services/{HEALTH}")
    assert plain.status_code == 200
    assert_described(plain, "service")
    assert plain.json()["id"] == HEALTH
    assert api.get(f"/services/{HEALTH}", headers=HEADER).json() == [plain.json()]
    assert_error(api.get(f"/services/{NOBODY}"), 404)


def test_the_eforms_of_a_service_are_listed(api: httpx.Client) -> None:
    answer = api.get(f"/services/{REGISTRATION}/eForms")
    assert_described(answer, "EFormListItem", many=True)
    assert [one["eFormId"] for one in answer.json()] == [EFORM]
    assert api.get(f"/services/{NOBODY}/eForms").json() == []


def test_an_eform_comes_with_the_schema_of_its_answers(api: httpx.Client) -> None:
    answer = api.get(f"/eForms/{EFORM}")
    assert_described(answer, "EForm")
    assert answer.json()["eFormId"] == EFORM
    assert jsonschema_rs.is_valid(answer.json()["schema"], {"remark": "urgent"})
    assert_error(api.get(f"/eForms/{NOBODY}"), 404)


@pytest.mark.parametrize(
    "given",
    [
        {"applicantId": "42962de0-bdb2-11ed-9397-0242ac120004"},
        {"applicantId": "sgh123h5-bdb2-11ed-9397-fdae352dfa10", "applicationName": "Amya Yuko",
         "created": "2022-10-21T00:00:00.000Z"},
        {"applicantId": "fdae352d-9397-bdb2-11ed-11ed9397bdb2", "applicationName": "Application name",
         "created": "2022-11-22T00:00:00.000Z"},
        {"applicantId": "11ed9397-11ed-9397-bdb2-sgh123h511ed", "applicationName": "Application",
         "created": "2022-12-23T00:00:00.000Z", "formData": {"eFormId": EFORM, "data": {"remark": "urgent"}}},
    ],
)  # fmt: skip
def test_an_application_is_taken_and_can_be_read_again(api: httpx.Client, given: dict[str, Any]) -> None:
    answer = api.post(f"/services/{REGISTRATION}/applications", json=given, headers=HEADER)
    assert answer.status_code == 200
    assert_described(answer, "applicationFileResponse")
    made = answer.json()
    assert (made["serviceId"], made["status"]["code"], made["ended"]) == (REGISTRATION, "PENDING", False)
    for name in ("applicantId", "applicationName", "created"):
        assert given.get(name) in (None, made["applicationData"].get(name))
    assert made["applicationData"]["formData"]["data"] == given.get("formData", {}).get("data", {})
    again = api.get(f"/applications/{made['fileId']}", headers=HEADER)
    assert again.json() == made
    listed = api.get("/applications", headers=HEADER, params={"applicantId": given["applicantId"]}).json()
    assert made["fileId"] in [one["fileId"] for one in listed]


def test_an_application_sent_again_with_its_key_is_one_application(api: httpx.Client) -> None:
    headers = {**HEADER, "Idempotency-Key": "sent-twice"}
    given = {"applicantId": "twice"}
    first, second = (
        api.post(f"/services/{REGISTRATION}/applications", json=given, headers=headers) for _ in range(2)
    )
    assert first.json() == second.json()
    assert len(api.get("/applications", headers=HEADER, params={"applicantId": "twice"}).json()) == 1


def test_nothing_is_taken_for_a_service_that_nobody_knows(api: httpx.Client) -> None:
    given = {"applicantId": "23qwef41-bdb2-11ed-qwef-efg4345aqwef"}
    assert_error(api.post(f"/services/{NOBODY}/applications", json=given, headers=HEADER), 404)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"applicantId": 7}', b'{"applicantId": ""}', b'{"applicantId": "a\\u0000"}',
     b'{"applicantId": "\\ud800"}', b'{"applicantId": "a", "formData": []}', b'{"applicantId": NaN}',
     b'{"applicantId": "a", "created": "tomorrow"}', b'{"applicantId": "a", "documentUrls": "x"}',
     b'{"applicantId": "a", "formData": {"eFormId": "of-nobody"}}', b"[" * 100_000,
     b'{"applicantId": "a", "formData": {"data": {"unknown": 1}}}'],
)  # fmt: skip
def test_a_body_that_cannot_be_taken_is_refused_in_words(api: httpx.Client, body: bytes) -> None:
    answer = api.post(
        f"/services/{REGISTRATION}/applications",
        content=body,
        headers={**HEADER, "Content-Type": "application/json"},
    )
    assert_error(answer, 400)


@pytest.mark.parametrize("member", [None, "", "''", "invalid_header", "eGovStack/GOV/90000009/", "a/b/c/d/e"])
@pytest.mark.parametrize(
    "path", ["/data/statistics", "/data/statistics/1.0", "/applications", f"/applications/{FILE}"]
)
def test_the_mediators_header_is_asked_for(api: httpx.Client, path: str, member: str | None) -> None:
    headers = {} if member is None else {"Information-Mediator-Client": member}
    assert_error(api.get(path, headers=headers), 400)


def test_documents_are_taken_in_every_form_and_linked_to_an_application(api: httpx.Client) -> None:
    pdf = make_pdf()
    answers = [
        api.post("/documents", data={"file": TEXT}),
        api.post("/documents", data={"file": TEXT}, params={"additionalMetadata": "additional metadata"}),
        api.post("/documents", json={"file": [TEXT, base64.b64encode(pdf).decode()]}),
        api.post("/documents", files={"file": ("paper.pdf", pdf)}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert_described(answer, "uploadResponse")
    assert [one.json()["type"] for one in answers] == [
        "text/plain",
        "text/plain",
        "text/plain",
        "application/pdf",
    ]
    urls = [url for one in answers for url in one.json()["urls"]]
    assert len(set(urls)) == 5
    given = {"applicantId": "with-documents", "documentUrls": urls}
    made = api.post(f"/services/{HUNGER}/applications", json=given, headers=HEADER).json()
    assert made["applicationData"]["documentUrls"] == urls


@pytest.mark.parametrize(
    "sent",
    [{}, {"data": {"file": "not base64!"}}, {"json": {"file": [7]}}, {"json": {"file": []}},
     {"files": {"file": ("run.exe", b"MZ\x00\x01\x02")}}, {"files": {"file": ("empty.pdf", b"")}}],
)  # fmt: skip
def test_what_is_no_document_is_refused(api: httpx.Client, sent: dict[str, Any]) -> None:
    assert_error(api.post("/documents", **sent), 400)


def test_the_descriptions_own_example_holds_answers_that_are_no_objects() -> None:
    text = (SHARED / "ExamplePayload.json").read_text() if SHARED.exists() else pytest.skip(f"no {SHARED}")
    example = json.loads(text[text.index("{") :])
    assert {type(value) for value in example.values()} >= {str, bool, int}


def test_application_files_are_listed_and_narrowed(api: httpx.Client) -> None:
    everything = api.get("/applications", headers=HEADER)
    assert_described(everything, "applicantApplicationFileListResponse", many=True)
    assert {FILE, OTHER_FILE} <= {one["fileId"] for one in everything.json()}
    for query, found in (
        ({"applicantId": APPLICANT}, [FILE]),
        ({"serviceId": "n0t-ex1st1ng-serv1ce#-1d"}, []),
        ({"applicantId": "n0t-ex1st1ng-applicant#-1d"}, []),
        ({"serviceId": REGISTRATION, "applicantId": APPLICANT, "sortBy": "created", "sortOrder": "asc",
          "firstResult": "0", "maxResult": "20"}, [FILE]),
        ({"applicantId": APPLICANT, "firstResult": "1"}, []),
    ):  # fmt: skip
        answer = api.get("/applications", headers=HEADER, params=query)
        assert (answer.status_code, [one["fileId"] for one in answer.json()]) == (200, found)
    first, second = (
        api.get("/applications", headers=HEADER, params={"maxResult": "1", "sortOrder": way}).json()
        for way in ("asc", "desc")
    )
    assert first != second


@pytest.mark.parametrize(
    "query",
    [{"firstResult": "-1"}, {"maxResult": "many"}, {"firstResult": "9" * 40}, {"sortBy": "colour"},
     {"sortOrder": "up"}, {"firstResult": "٣"}],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/applications", "/tasks"])
def test_a_part_of_a_list_that_cannot_be_is_refused(
    api: httpx.Client, path: str, query: dict[str, str]
) -> None:
    assert_error(api.get(path, headers=HEADER, params=query), 400)


def test_an_application_file_is_found_by_its_identifier(api: httpx.Client) -> None:
    answer = api.get(f"/applications/{FILE}", headers=HEADER)
    assert_described(answer, "applicationFileResponse")
    assert (answer.json()["fileId"], answer.json()["applicationData"]["applicantId"]) == (FILE, APPLICANT)
    assert answer.json()["applicationData"]["documentUrls"] == ["/documents/a-document"]
    assert_error(api.get("/applications/n0t-ex1st1ng-serv1ce", headers=HEADER), 404)


def test_an_operator_adds_to_a_file_and_the_persons_answers_stay(api: httpx.Client) -> None:
    given = {"applicantId": "owner", "formData": {"data": {"remark": "mine"}, "eFormId": EFORM}}
    file = api.post(f"/services/{REGISTRATION}/applications", json=given, headers=HEADER).json()["fileId"]
    added = {
        "applicationName": "Amya Yuko", "applicantId": "another", "created": "2000-10-23T00:00:00.000Z",
        "formData": {"data": {"additionalProp1": {}}, "eFormId": "42962de0-bdb2-11ed-9397-0242ac120004"},
        "documentUrls": ["string"],
    }  # fmt: skip
    answer = api.put(f"/applications/{file}", json=added, headers=HEADER)
    assert_described(answer, "applicationFileResponse")
    data = answer.json()["applicationData"]
    assert data["formData"]["data"] == {"remark": "mine", "additionalProp1": {}}
    assert (data["applicantId"], data["applicationName"], data["documentUrls"]) == (
        "owner",
        "Amya Yuko",
        ["string"],
    )
    assert api.put(f"/applications/{OTHER_FILE}", json=added, headers=HEADER).json()["fileId"] == OTHER_FILE
    assert_error(api.put("/applications/n0t-ex1st1ng-file", json=added, headers=HEADER), 404)


def test_tasks_are_listed_and_narrowed(api: httpx.Client) -> None:
    everything = api.get("/tasks", headers=HEADER)
    assert_described(everything, "userTaskResponse", many=True)
    for query, found in (
        ({"fileId": OTHER_FILE}, [MAIN_TASK]),
        ({"mainTaskId": MAIN_TASK}, [MAIN_TASK]),
        ({"assigneeId": "42962de0-bdb2-11ed-9397-0242ac120022"}, []),
        ({"fileId": "n0t-ex1st1ng-file#-1d"}, []),
        ({"mainTaskId": "n0t-ex1st1ng-main-task#-1d"}, []),
        ({"assigneeId": "n0t-ex1st1ng-assignee#-1d"}, []),
        ({"fileId": "99be529c-fe1a-11ed-be56-0242ac120555", "mainTaskId": MAIN_TASK, "firstResult": "2",
          "maxResult": "20", "sortBy": "created", "sortOrder": "asc"}, []),
    ):  # fmt: skip
        answer = api.get("/tasks", headers=HEADER, params=query)
        assert (answer.status_code, [one["taskId"] for one in answer.json()]) == (200, found)


def test_a_task_is_shown_completed_once_and_gone_from_the_list(api: httpx.Client) -> None:
    shown = api.get(f"/tasks/{FILE}")
    assert_described(shown, "dataUserTaskResponse")
    assert (shown.json()["taskId"], shown.json()["fileId"]) == (FILE, FILE)
    given = {"data": {"additionalProp1": {}, "additionalProp2": {}}}
    first, second = (api.post(f"/tasks/{TASK}/complete", json=given) for _ in range(2))
    assert_described(first, "completedTaskResponse")
    assert (first.status_code, first.json()) == (200, second.json())
    assert first.json()["variables"] == {"completion": given}
    left = api.get("/tasks", headers=HEADER, params={"fileId": FILE}).json()
    assert [one["taskId"] for one in left] == [FILE]


def test_a_task_that_nobody_knows_is_not_found_whatever_is_asked_of_it(api: httpx.Client) -> None:
    assert_error(api.get("/tasks/n0t-ex1st1ng-task"), 404)
    assert_error(api.post(f"/tasks/{NOBODY}/complete", json={"data": {}}), 404)
    assert_error(api.post("/tasks/n0t-ex1st1ng-task", json={"data": {}}), 404)


def test_a_decision_is_taken_by_completing_a_task_and_shows_in_file_and_figures(api: httpx.Client) -> None:
    given = {"applicantId": "to-be-decided"}
    file = api.post(f"/services/{HEALTH}/applications", json=given, headers=HEADER).json()["fileId"]
    for step in ({}, {"transition": {"key": "accept"}}):
        (task,) = api.get("/tasks", headers=HEADER, params={"fileId": file}).json()
        assert api.post(f"/tasks/{task['taskId']}/complete", json={"data": step}).status_code == 200
    shown = api.get(f"/applications/{file}", headers=HEADER).json()
    assert (shown["status"]["code"], shown["ended"]) == ("APPROVED", True)
    query = {"registrationName": "Good Health and Well-Being"}
    (figures,) = api.get("/data/statistics", headers=HEADER, params=query).json()
    assert {name: figures[name] for name in ("processed", "approved", "sentBack", "rejected")} == {
        "processed": 1, "approved": 1, "sentBack": 0, "rejected": 0,
    }  # fmt: skip


def test_a_task_with_several_ways_on_asks_which(api: httpx.Client) -> None:
    given = {"applicantId": "two-ways"}
    file = api.post(f"/services/{HEALTH}/applications", json=given, headers=HEADER).json()["fileId"]
    (task,) = api.get("/tasks", headers=HEADER, params={"fileId": file}).json()
    api.post(f"/tasks/{task['taskId']}/complete", json={"data": {}})
    (task,) = api.get("/tasks", headers=HEADER, params={"fileId": file}).json()
    refused = api.post(f"/tasks/{task['taskId']}/complete", json={"data": {}})
    assert_error(refused, 409)
    assert "accept" in refused.json()["message"]


@pytest.mark.parametrize("path", ["/data/statistics", "/data/statistics/1.0"])
@pytest.mark.parametrize(
    ("start", "end", "frame", "spans"),
    [("2021-01-30", "2021-01-30", "day", 1), ("2021-01-30", "2021-02-06", "week", 2),
     ("2020-12-30", "2021-01-30", "month", 2), ("2021-01-30", "2022-01-30", "year", 2)],
)  # fmt: skip
def test_figures_come_by_spans_of_time(
    api: httpx.Client, path: str, start: str, end: str, frame: str, spans: int
) -> None:
    query = {"startDate": start, "endDate": end, "registrationName": "MCTS", "operator": "Ingmar Vali",
             "role": "Handler", "timeframe": frame}  # fmt: skip
    answer = api.get(path, headers=HEADER, params=query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json; charset=utf-8")
    found = answer.json()
    assert len(found) == spans
    assert (found[0]["references"]["startDate"], found[-1]["references"]["endDate"]) == (start, end)
    document = description("GovStack_Registration_BB_API_statistics.json")
    rule = {"type": "array", "items": {"$ref": "#/components/schemas/inline_response_200"},
            "components": document["components"]}  # fmt: skip
    jsonschema_rs.Draft4Validator(rule).validate(found)


def test_figures_of_a_registration_that_nobody_knows_are_not_found(api: httpx.Client) -> None:
    assert_error(api.get("/data/statistics", headers=HEADER, params={"registrationName": "n0tex1st"}), 404)


@pytest.mark.parametrize(
    "query",
    [{"timeframe": "decade"}, {"startDate": "yesterday"}, {"startDate": "2022-01-02", "endDate": "2022-01-01"},
     {"startDate": "1900-01-01", "endDate": "2022-01-01", "timeframe": "day"}, {"startDate": "20220101"}],
)  # fmt: skip
def test_a_span_that_cannot_be_is_refused(api: httpx.Client, query: dict[str, str]) -> None:
    assert_error(api.get("/data/statistics", headers=HEADER, params=query), 400)


@pytest.mark.parametrize("path", ["/", "/nothing", "/../../ar/", "/ar/", "/api/v1/services", "/services/"])
def test_nothing_else_is_served(api: httpx.Client, path: str) -> None:
    assert_error(api.get(path), 404)
    assert_error(api.post(path), 404)


def test_an_address_that_does_not_answer_a_method_says_which_it_does(api: httpx.Client) -> None:
    answer = api.delete("/applications")
    assert_error(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD"


def test_the_temporary_home_goes_with_the_server(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        homes = list(server.home.glob("bawaba-govstack-*"))
        assert len(homes) == 1
    assert not homes[0].exists()
