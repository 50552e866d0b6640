"""The API of assessments: what it answers, and what it refuses."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.assess import queries, services
from bawaba.assess.tests.methods import EXAMPLE, SECOND
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.kernel.actors import system_actor

pytestmark = pytest.mark.django_db

URN = "urn:bawaba:method:example"
SYSTEM = system_actor("test")


@pytest.fixture(autouse=True)
def digest() -> str:
    cache.clear()
    directory.ensure_bodies(
        actor=SYSTEM, bodies=[BodyRecord(key="ministry", names={"ar": "وزارة", "fr": "Ministère"})]
    )
    services.save_method(actor=SYSTEM, method=queries.read_file(text=EXAMPLE), owner="ministry")
    return services.publish_method(actor=SYSTEM, urn=URN, version="1.0.0")


def post(client: Client, path: str, body: object) -> tuple[int, Any]:
    answer = client.post(f"/api/v1/assess/{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_methods_in_force_are_listed_and_given_whole(client: Client, digest: str) -> None:
    services.save_method(actor=SYSTEM, method=queries.read_file(text=SECOND), owner="ministry")
    listed = client.get("/api/v1/assess/methods?lang=fr").json()["items"]
    assert [(one["urn"], one["version"], one["titles"], one["digest"]) for one in listed] == [
        (URN, "1.0.0", {"fr": "Exemple"}, digest)
    ]
    whole = client.get(f"/api/v1/assess/methods/{URN}").json()
    assert [one["id"] for one in whole["definition"]["sections"]] == ["plan", "people"]
    assert client.get(f"/api/v1/assess/methods/{URN}?version=2.0.0").status_code == 404
    assert client.get("/api/v1/assess/methods/urn:none:x").json()["code"] == "method-not-found"


def test_answers_are_scored_with_their_trace(client: Client, digest: str) -> None:
    status, found = post(client, "scores", {"method": URN, "answers": {"strategy": "adopted"}})
    assert (status, found["figures"]["index"], found["method"]["sha256"]) == (200, 100, digest)
    assert found["missing"] == ["skills"]
    status, found = post(client, "scores", {"method": "konveyor-risk", "answers": {"answers": ["red"]}})
    assert (status, found["figures"]) == (200, {"risk": "red", "confidence": 0})


def test_weights_and_rankings_are_computed(client: Client) -> None:
    assert post(client, "weights", {"matrix": [[1, 3], [1 / 3, 1]]})[1]["weights"] == pytest.approx(
        [0.75, 0.25]
    )
    decision = {"method": "wsm", "matrix": [[1, 4], [3, 4]], "weights": [1, 1], "types": [1, -1]}
    assert post(client, "rankings", decision)[1] == {
        "preference": pytest.approx([0.375, 0.625]),
        "order": [1, 0],
    }


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("scores", {"method": URN, "answers": {"strategy": "maybe"}}, "strategy"),
        ("scores", {"method": URN, "answers": {"other": 1}}, "other"),
        ("weights", {"matrix": [[1, 2], [2, 1]]}, "matrix.0.1"),
        ("rankings", {"method": "electre", "matrix": [[1], [2]], "weights": [1], "types": [1]}, "method"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_place(
    client: Client, path: str, body: object, place: str
) -> None:
    status, found = post(client, path, body)
    assert (status, found["code"]) == (422, "assessment-input-refused")
    assert [one["name"] for one in found["errors"]] == [place]
