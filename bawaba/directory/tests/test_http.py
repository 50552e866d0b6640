"""Bodies and territories over HTTP."""

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.directory.tests.factories import SAMPLE_CONTACT, body, make_bodies, make_territory, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def test_bodies_are_listed_page_by_page(client: Client) -> None:
    make_tree()
    first = client.get("/api/v1/bodies?limit=3&lang=fr")
    assert [item["key"] for item in first.json()["items"]] == ["agency", "ministry", "office"]
    assert first.json()["items"][0]["names"] == {"fr": "Organisme agency"}
    following = first.headers["Link"].removeprefix("<").partition(">")[0]
    rest = client.get(following)
    assert [item["key"] for item in rest.json()["items"]] == ["other"]
    assert rest.json()["after"] == ""
    assert "Link" not in rest.headers


def test_bodies_are_narrowed_to_the_parts_of_one(client: Client) -> None:
    make_tree()
    assert [item["key"] for item in client.get("/api/v1/bodies?parent=ministry").json()["items"]] == [
        "agency"
    ]
    top = client.get("/api/v1/bodies?top_only=true").json()["items"]
    assert [item["key"] for item in top] == ["ministry", "other"]


def test_one_body_comes_with_its_contact_points_and_hours(client: Client) -> None:
    make_bodies(body("agency", contacts=(SAMPLE_CONTACT,)))
    answer = client.get("/api/v1/bodies/agency?lang=fr").json()
    assert answer["contacts"] == [
        {
            "label": {"fr": "Guichet d'essai"},
            "phone": "+212 500 000 000",
            "email": "guichet@demo.example",
            "url": "https://demo.example/guichet",
            "address": {"fr": "1, rue de l'Exemple"},
            "hours": [
                {"weekday": 1, "opens": "08:30", "closes": "12:00"},
                {"weekday": 1, "opens": "13:00", "closes": "16:30"},
                {"weekday": 5, "opens": "09:00", "closes": "11:00"},
            ],
        }
    ]
    every = client.get("/api/v1/bodies/agency?lang=all").json()
    assert every["names"] == {"ar": "هيئة agency", "fr": "Organisme agency"}


def test_an_unknown_body_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/bodies/unknown")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "body-not-found"


def test_territories_are_listed_by_kind_and_by_what_they_lie_in(client: Client) -> None:
    region = make_territory("01", "region")
    make_territory("01.1", "province", region)
    assert [item["code"] for item in client.get("/api/v1/territories?kind=region").json()["items"]] == ["01"]
    assert [item["code"] for item in client.get("/api/v1/territories?parent=01").json()["items"]] == ["01.1"]


def test_one_territory_tells_its_population_and_its_year(client: Client) -> None:
    make_territory("01.511.01.09")
    answer = client.get("/api/v1/territories/01.511.01.09?lang=ar").json()
    assert answer["names"] == {"ar": "01.511.01.09 ar"}
    assert (answer["population"], answer["population_year"]) == (10, 2024)


@pytest.mark.parametrize("code", ["99", "%00", "01%27", "x" * 500, "%F0%9F%8F%9B"])
def test_an_unknown_territory_is_a_problem(client: Client, code: str) -> None:
    answer = client.get(f"/api/v1/territories/{code}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "territory-not-found"


@pytest.mark.parametrize(
    ("query", "name"),
    [("kind=planet", "kind"), ("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"),
     ("lang=xx", "lang"), ("parent=a%00", "parent"), (f"after={'a' * 201}", "after")],
)  # fmt: skip
def test_a_value_that_is_not_accepted_is_named(client: Client, query: str, name: str) -> None:
    answer = client.get(f"/api/v1/territories?{query}")
    assert answer.status_code == 422
    assert [error["name"] for error in answer.json()["errors"]] == [name]
