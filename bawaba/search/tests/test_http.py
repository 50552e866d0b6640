"""The search over HTTP."""

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.catalogue.tests.factories import publish, service_record
from bawaba.kernel.actors import system_actor
from bawaba.search.services import rebuild_index

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_services() -> None:
    cache.clear()
    publish(
        service_record(identifier="naissance"),
        service_record(
            identifier="passeport",
            titles={"ar": "جواز السفر البيومتري", "fr": "Passeport biométrique"},
            summaries={"fr": "Demander un passeport."},
            keywords={"fr": ("passeport", "voyage")},
            events=("identite-voyage",),
        ),
        service_record(
            identifier="passeport-mineur",
            titles={"ar": "جواز سفر القاصر", "fr": "Passeport du mineur"},
            summaries={"fr": "Demander un passeport pour un enfant."},
            keywords={"fr": ("passeport", "enfant")},
            audiences=("citizen", "business"),
            events=("identite-voyage",),
        ),
    )
    rebuild_index(actor=system_actor("tests"))


def found(client: Client, query: str) -> list[str]:
    return [item["key"] for item in client.get(f"/api/v1/search?{query}").json()["items"]]


def test_a_question_finds_services_with_their_texts_and_facets(client: Client) -> None:
    answer = client.get("/api/v1/search?q=passeport&lang=fr").json()
    assert {item["key"] for item in answer["items"]} == {"passeport", "passeport-mineur"}
    assert answer["total"] == 2
    assert answer["language"] == "fr"
    assert answer["facets"]["audience"]["citizen"] == 2
    assert list(answer["items"][0]["titles"]) == ["fr"]


def test_every_language_of_a_text_is_answered_when_asked_for(client: Client) -> None:
    items = client.get("/api/v1/search?q=passeport&lang=all").json()["items"]
    titles = {item["key"]: item["titles"] for item in items}
    assert titles["passeport"] == {"ar": "جواز السفر البيومتري", "fr": "Passeport biométrique"}


def test_results_go_on_from_their_cursor(client: Client) -> None:
    first = client.get("/api/v1/search?q=passeport&limit=1")
    following = first.headers["Link"].removeprefix("<").partition(">")[0]
    second = client.get(following)
    keys = [item["key"] for answer in (first, second) for item in answer.json()["items"]]
    assert sorted(keys) == ["passeport", "passeport-mineur"]
    assert second.json()["after"] == ""
    assert "Link" not in second.headers


def test_results_are_narrowed(client: Client) -> None:
    assert found(client, "q=passeport&audience=business") == ["passeport-mineur"]
    assert found(client, "q=passeport&event=naissance") == []


def test_an_empty_question_is_answered(client: Client) -> None:
    assert client.get("/api/v1/search").status_code == 200


def test_suggestions_lead_to_services(client: Client) -> None:
    items = client.get("/api/v1/suggest?q=passe&lang=fr").json()["items"]
    assert {item["key"] for item in items} == {"passeport", "passeport-mineur"}
    assert all(item["language"] == "fr" for item in items)


@pytest.mark.parametrize(
    "query", ["after=x", "after=99999", "limit=0", "audience=kings", "online=perhaps", f"q={'a' * 2001}"]
)
def test_a_value_that_is_not_accepted_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/search?{query}")
    assert answer.status_code == 422
    assert [error["name"] for error in answer.json()["errors"]] == [query.partition("=")[0]]
