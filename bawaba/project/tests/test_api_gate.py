"""The API holds to HTTP: negotiation, entity tags, limits, CORS, and problems for every refusal."""

import gzip
import json

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from bawaba.directory import queries
from bawaba.directory.tests.factories import body, make_bodies, make_tree

pytestmark = pytest.mark.django_db
BODIES = "/api/v1/bodies"
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.mark.parametrize(
    ("path", "accept", "language"),
    [
        (BODIES, "fr", "fr"),
        (BODIES, "en;q=0.9, ar;q=0.1", "en"),
        (f"{BODIES}?lang=zgh", "fr", "zgh"),
        (BODIES, "", "ar"),
        (f"{BODIES}?lang=all", "fr", "ar, fr, zgh, en"),
    ],
)
def test_the_language_is_negotiated_and_named(client: Client, path: str, accept: str, language: str) -> None:
    answer = client.get(path, headers={"accept-language": accept})
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Cookie" not in answer.headers["Vary"]


def test_a_reader_who_has_the_answer_gets_304(client: Client) -> None:
    make_tree()
    tag = client.get(BODIES).headers["ETag"]
    again = client.get(BODIES, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag
    make_bodies(body("new"))
    changed = client.get(BODIES, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_another_language_has_another_tag(client: Client) -> None:
    make_tree()
    tags = {client.get(f"{BODIES}?lang={language}").headers["ETag"] for language in ("ar", "fr", "all")}
    assert len(tags) == 3


def test_a_long_answer_is_compressed(client: Client) -> None:
    make_bodies(*(body(f"body-{number:02}") for number in range(40)))
    plain = client.get(f"{BODIES}?limit=40")
    packed = client.get(f"{BODIES}?limit=40", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    tag = packed.headers["ETag"]
    again = client.get(f"{BODIES}?limit=40", headers={"accept-encoding": "gzip", "if-none-match": tag})
    assert again.status_code == 304


def test_head_answers_as_get_without_the_content(client: Client) -> None:
    get, head = client.get(BODIES), client.head(BODIES)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "application/*", PROBLEM, "text/html, */*;q=0.1"]
)
def test_json_is_answered_to_whoever_takes_it(client: Client, accept: str) -> None:
    assert client.get(BODIES, headers={"accept": accept}).status_code == 200


def test_who_takes_no_json_is_told_so(client: Client) -> None:
    answer = client.get(BODIES, headers={"accept": "text/html"})
    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json()["code"] == "not-acceptable"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [BODIES, f"{BODIES}/agency", "/api/v1/openapi.json", "/api/v1/search"])
def test_reading_is_all_that_is_possible(method: str, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(path)
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/nothing", "/api/v1/bodies/", "/api/v1/services/a/b/c", "/api/v1/a%0Ab"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_address_is_a_problem(path: str, method: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json()["status"] == 404


def test_a_problem_has_the_members_of_rfc_9457_in_the_readers_language(client: Client) -> None:
    arabic = client.get(f"{BODIES}/unknown?lang=ar").json()
    english = client.get(f"{BODIES}/unknown?lang=en").json()
    assert english["type"].endswith("/api/v1/problems/body-not-found")
    assert english["title"] == "We know no public body under this name."
    assert (english["status"], english["instance"]) == (404, f"{BODIES}/unknown")
    assert arabic["title"] != english["title"]
    assert any("\u0600" <= letter <= "\u06ff" for letter in arabic["title"])


def test_the_type_of_a_problem_leads_to_its_explanation(client: Client, settings: Settings) -> None:
    problem = client.get(f"{BODIES}/unknown?lang=en").json()
    answer = client.get(problem["type"].removeprefix(settings.SITE_ADDRESS))
    assert answer.json()["code"] == "body-not-found"
    assert client.get("/api/v1/problems/unheard-of").status_code == 404


def test_a_fault_of_ours_is_noted_and_tells_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_arguments: object) -> None:
        raise ZeroDivisionError("the secret inside")

    monkeypatch.setattr(queries, "get_body", fail)
    answer = client.get(f"{BODIES}/agency")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == PROBLEM
    assert "secret" not in answer.content.decode()
    assert "the secret inside" in caplog.text


def test_a_client_that_asks_too_often_is_told_when_to_go_on(client: Client, settings: Settings) -> None:
    settings.API_RATE_PER_MINUTE = 2
    answers = [client.get(BODIES) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"client";q=2;w=60'
    assert answers[0].headers["RateLimit"].startswith('"client";r=1;t=')
    refused = answers[2]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["code"] == "too-many-requests"
    assert refused.headers["Content-Type"] == PROBLEM


def test_every_origin_may_read(client: Client) -> None:
    answer = client.get(BODIES, headers={"origin": "https://other.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Link" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_browser_that_asks_first_is_answered(client: Client) -> None:
    answer = client.options(
        BODIES, headers={"origin": "https://other.example", "access-control-request-method": "GET"}
    )
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


def test_pages_are_none_of_the_gates_business(client: Client) -> None:
    assert "RateLimit" not in client.get("/fr/about").headers
