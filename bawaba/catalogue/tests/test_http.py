"""Services and events over HTTP."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bawaba.catalogue.tests.factories import BODY, publish, service_record
from bawaba.kernel import epochs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def publish_many(number: int) -> None:
    publish(*(service_record(identifier=f"service-{one:02}") for one in range(number)))


def test_services_are_listed_page_by_page(client: Client) -> None:
    publish_many(5)
    seen, address = [], "/api/v1/services?limit=2&lang=fr"
    while address:
        answer = client.get(address)
        seen += [item["identifier"] for item in answer.json()["items"]]
        address = answer.headers.get("Link", "").removeprefix("<").partition(">")[0]
    assert sorted(seen) == [f"service-{one:02}" for one in range(5)]


def test_a_card_names_the_language_that_its_text_is_in(client: Client) -> None:
    publish(service_record(titles={"fr": "Acte"}, summaries={"ar": "ملخص", "fr": "Résumé"}))
    card = client.get("/api/v1/services?lang=ar").json()["items"][0]
    assert card["titles"] == {"fr": "Acte"}
    assert card["summaries"] == {"ar": "ملخص"}
    assert card["authority_names"] == {"ar": "مصلحة الحالة المدنية"}
    every = client.get("/api/v1/services?lang=all").json()["items"][0]
    assert every["summaries"] == {"ar": "ملخص", "fr": "Résumé"}
    assert every["authority_names"] == {"ar": "مصلحة الحالة المدنية", "fr": "Service de l'état civil"}


def test_a_longer_list_costs_no_more_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish_many(12)
    client.get("/api/v1/services")
    epochs.current()
    with django_assert_max_num_queries(6):
        assert len(client.get("/api/v1/services?limit=10").json()["items"]) == 10


def test_services_are_narrowed(client: Client) -> None:
    publish(
        service_record(identifier="one", audiences=("citizen",), events=("naissance",)),
        service_record(identifier="two", audiences=("business",), events=()),
    )

    def found(query: str) -> list[str]:
        return [item["identifier"] for item in client.get(f"/api/v1/services?{query}").json()["items"]]

    assert found("audience=business") == ["two"]
    assert found("event=naissance") == ["one"]
    assert found(f"body={BODY}&country=MA") == ["one", "two"]
    assert found("country=FR") == []


def test_one_service_is_answered_whole_with_its_sources(client: Client) -> None:
    publish(service_record())
    answer = client.get("/api/v1/services/declaration-essai?lang=fr").json()
    assert answer["titles"] == {"fr": "Déclaration de naissance"}
    assert answer["documents"][0] == {"key": "d1", "texts": {"fr": "Certificat d'accouchement"}}
    assert answer["cost"]["amount"] is None
    assert answer["sources"] == [{"page": "https://exemple.ma/page", "seen": "documents"}]
    assert answer["confidence"] == "official"
    assert answer["verified_on"] == "2026-06-01"
    assert answer["revision"] == 1
    assert "verified_by" not in answer


def test_what_is_not_published_is_not_there(client: Client) -> None:
    answer = client.get("/api/v1/services/unknown?lang=en")
    assert answer.status_code == 404
    assert answer.json()["code"] == "service-not-found"
    assert client.get("/api/v1/services/unknown/related").status_code == 404


def test_services_near_one_another_are_listed(client: Client) -> None:
    publish_many(3)
    cards = client.get("/api/v1/services/service-00/related?limit=2").json()
    assert [card["identifier"] for card in cards] == ["service-01", "service-02"]


def test_events_count_their_services(client: Client) -> None:
    publish_many(3)
    events = {event["key"]: event for event in client.get("/api/v1/events?kind=life&lang=fr").json()["items"]}
    assert events["naissance"]["services"] == 3
    assert list(events["naissance"]["names"]) == ["fr"]
    one = client.get("/api/v1/events/naissance?lang=all").json()
    assert {"ar", "fr"} <= set(one["names"])
    assert client.get("/api/v1/events/unknown").json()["code"] == "event-not-found"


@pytest.mark.parametrize("query", ["after=abc", "audience=kings", "event=a%00b", "limit=-1"])
def test_a_value_that_is_not_accepted_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/services?{query}")
    assert answer.status_code == 422
    assert [error["name"] for error in answer.json()["errors"]] == [query.partition("=")[0]]
