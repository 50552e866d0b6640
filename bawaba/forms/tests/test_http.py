"""Forms over HTTP: what is in force is public; answers are checked by their schema; nothing sent makes a 500."""

import json
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bawaba.forms.tests.factories import ANSWERS, make_form

pytestmark = pytest.mark.django_db
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ANSWERS, "zz"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def send(client: Client, form: str, body: Any) -> Any:
    return client.post(f"/api/v1/forms/{form}/validations", json.dumps(body), content_type="application/json")


def test_forms_in_force_are_listed(client: Client) -> None:
    form = make_form()
    make_form(publish=False)
    items = client.get("/api/v1/forms?lang=fr").json()["items"]
    assert [(one["key"], one["version"], one["titles"]) for one in items] == [
        (form, 1, {"fr": "Copie d’acte de naissance"})
    ]
    assert client.get(f"/api/v1/forms/{form}?lang=ar").json()["titles"] == {"ar": "نسخة من عقد الازدياد"}


def test_a_form_that_is_being_written_is_nobodys_business(client: Client) -> None:
    form = make_form(publish=False)
    for path in ("", "/definition", "/schema", "/definition?version=1", "/schema?version=1"):
        assert client.get(f"/api/v1/forms/{form}{path}").status_code == 404
    assert send(client, form, {"answers": {}}).status_code == 404


def test_the_schema_served_is_json_schema_and_accepts_what_the_form_accepts(client: Client) -> None:
    form = make_form()
    schema = client.get(f"/api/v1/forms/{form}/schema").json()
    assert jsonschema_rs.meta.is_valid(schema)
    assert jsonschema_rs.is_valid(schema, ANSWERS)
    assert not jsonschema_rs.is_valid(schema, ANSWERS | {"copy": "full"})  # then a reason is asked
    assert schema["$id"].endswith(f"/api/v1/forms/{form}/schema?version=1")


def test_answers_are_checked_and_nothing_is_kept(client: Client) -> None:
    form = make_form()
    assert send(client, form, {"answers": ANSWERS}).json() == {"version": 1, "valid": True, "faults": []}
    wrong = send(client, form, {"answers": ANSWERS | {"phone": "12", "zz": 1}}).json()
    assert wrong["faults"] == [{"name": "phone", "code": "wrong-format"}, {"name": "zz", "code": "not-asked"}]


def test_the_definition_is_whole(client: Client) -> None:
    form = make_form()
    answer = client.get(f"/api/v1/forms/{form}/definition").json()
    assert answer["definition"]["pages"][0]["fields"][0]["key"] == "given_name"
    assert len(answer["digest"]) == 64


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=JSON)
def test_whatever_is_sent_is_answered(client: Client, answers: Any) -> None:
    form = "always-there"
    if client.get(f"/api/v1/forms/{form}").status_code == 404:
        make_form(key=form)
    assert send(client, form, {"answers": answers}).status_code in {200, 422}
