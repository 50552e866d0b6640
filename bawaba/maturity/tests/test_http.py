"""The study over HTTP."""

import json

import pytest
from django.test import Client

from bawaba.maturity import services, shipped
from bawaba.maturity.tests.factories import SYSTEM

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/maturity"


def test_peers_are_answered_with_source_and_licence_and_an_unknown_index_is_refused() -> None:
    services.import_shipped_indices(actor=SYSTEM)
    found = Client().get(f"{ROOT}/indices/gtmi?year=2025").json()
    own = next(one for one in found["items"] if one["own"])
    assert (own["country"], round(own["value"], 3), own["group"]) == (
        "MAR",
        0.516,
        "B",
    )  # World Bank, GTMI 2025
    assert found["licence"] == "CC BY 4.0"
    refused = Client().get(f"{ROOT}/indices/nothing")
    assert (refused.status_code, refused.json()["code"]) == (404, "index-not-found")


def test_a_road_map_is_planned_and_bad_answers_are_told() -> None:
    answers = {one.id: "l2" for one in shipped.default_method().questions}
    body = {"answers": answers, "budget_mad": 800000, "waves": 2}
    found = Client().post(f"{ROOT}/plans", json.dumps(body), content_type="application/json").json()
    assert found["index_before"] == pytest.approx(50)
    assert found["index_after"] == pytest.approx(50 + found["gain"])
    assert found["cost_mad"] <= 800000
    wrong = {**body, "answers": {**answers, "online-share": "l9"}}
    refused = Client().post(f"{ROOT}/plans", json.dumps(wrong), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "assessment-input-refused")


def test_open_data_is_empty_before_anything_was_published() -> None:
    assert Client().get(f"{ROOT}/results").json() == {"items": []}
