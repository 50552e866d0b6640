"""In a rush, results found by words alone are shown and not kept."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from bawaba.portal.queries import results
from bawaba.portal.tests.factories import open_site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("hurried", "searches"), [(True, 2), (False, 1)])
def test_a_page_found_in_a_rush_is_made_anew_the_next_time(
    client: Client, monkeypatch: pytest.MonkeyPatch, hurried: bool, searches: int
) -> None:
    open_site()
    asked: list[str] = []
    search = results.search

    def counted(**question: Any) -> Any:
        asked.append(question["text"])
        return replace(search(**question), hurried=hurried)

    monkeypatch.setattr(results, "search", counted)
    answers = [client.get("/fr/search?q=naissance") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(asked) == searches
