"""Asking, narrowing, finding nothing, and what is noted of it."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bawaba.catalogue.tests.factories import service_record
from bawaba.portal.tests.factories import IDENTIFIER, open_site, several

pytestmark = pytest.mark.django_db


def test_a_question_finds_its_service_and_marks_its_words(client: Client) -> None:
    open_site()
    text = client.get("/fr/search?q=naissance").content.decode()
    assert f"/fr/services/{IDENTIFIER}" in text
    assert "<mark>naissance</mark>" in text
    assert '<meta name="robots" content="noindex' in text


@pytest.mark.parametrize("question", ["تزاد عندي ولد", "nsejjel weldi", "مولود", "bébé"])
def test_each_way_of_writing_finds_the_service(client: Client, question: str) -> None:
    open_site()
    assert f"/ar/services/{IDENTIFIER}" in client.get(f"/ar/search?q={quote(question)}").content.decode()


def test_facets_are_links_that_keep_the_question(client: Client) -> None:
    open_site(*several(3), *[service_record(identifier="autre", audiences=("business",))])
    text = client.get("/fr/search?q=naissance").content.decode()
    assert "q=naissance&amp;audience=business" in text
    narrowed = client.get("/fr/search?q=naissance&audience=business").content.decode()
    assert "/fr/services/autre" in narrowed
    assert "/fr/services/service-0" not in narrowed


def test_more_results_than_a_page_are_numbered(client: Client) -> None:
    open_site(*several(25))
    text = client.get("/fr/search?q=declaration&page=3").content.decode()
    assert text.count('class="service-card') >= 5
    assert 'aria-current="page"' in text
    assert 'start="21"' in text


def test_nothing_found_helps_and_is_noted_each_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    open_site()
    noted: list[str] = []
    monkeypatch.setattr(
        "bawaba.search.services.record_no_result", lambda *, text, **more: noted.append(text), raising=False
    )
    for _ in range(2):
        response = client.get("/fr/search?q=zzqqxxkkww")
        assert response.status_code == 200
    assert "Aucun service trouvé" in response.content.decode()
    assert "/fr/events/naissance" in response.content.decode()
    assert noted == ["zzqqxxkkww", "zzqqxxkkww"]


def test_the_events_nearest_to_a_question_without_answer_come_first(client: Client) -> None:
    open_site()
    text = client.get("/fr/search?q=retraite&territory=99").content.decode()
    assert "Aucun service trouvé" in text
    events = re.findall(r'href="/fr/events/([a-z-]+)"', text)
    assert events[0] == "retraite"


def test_a_followed_result_is_told_by_the_browser_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_site()
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "bawaba.search.services.record_click", lambda **values: told.append(values), raising=False
    )
    assert "/fr/search/click?q=naissance" in client.get("/fr/search?q=naissance").content.decode()
    response = client.post(f"/fr/search/click?q=naissance&service={IDENTIFIER}&rank=1", data="PING",
                           content_type="text/ping")  # fmt: skip
    assert response.status_code == 204
    assert told[0]["key"] == IDENTIFIER


def test_suggestions_lead_to_pages(client: Client) -> None:
    open_site()
    answer = json.loads(client.get("/fr/suggest?q=decl").content)
    assert answer["suggestions"][0]["url"] == f"/fr/services/{IDENTIFIER}"


def test_over_long_and_broken_questions_are_answered(client: Client) -> None:
    open_site()
    for question in ("x" * 5000, "%00%01%ff", quote("\u202eabc\u2066"), "%27%22%3E%3Cscript%3E"):
        assert client.get(f"/ar/search?q={question}").status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_no_question_breaks_the_result_page(client: Client, text: str) -> None:
    address = quote(text.encode("utf-8", "surrogatepass"))
    assert client.get(f"/fr/search?q={address}").status_code == 200
