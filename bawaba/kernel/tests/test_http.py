"""The doors answer in the language asked for and name the next page."""

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from bawaba.kernel.http import answer_texts, language_of, link_next, reading_languages
from bawaba.kernel.tests.factories import make_request


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [
        ("/", "", "ar"),
        ("/", "fr-MA,fr;q=0.9,ar;q=0.8", "fr"),
        ("/", "de,es;q=0.9", "ar"),
        ("/", "de,en;q=0.3", "en"),
        ("/", "AR-ma", "ar"),
        ("/", "*", "ar"),
        ("/", "fr;q=banana,,;;", "ar"),
        ("/?lang=zgh", "fr", "zgh"),
        ("/?lang=all", "fr", "all"),
        ("/?lang=xx", "fr", "fr"),
    ],
)
def test_the_language_is_what_is_asked_for_or_the_best_that_exists(
    path: str, accept: str, expected: str, settings: Settings
) -> None:
    settings.LANGUAGE_CODE = "ar"
    assert language_of(make_request(path, **{"accept-language": accept})) == expected


def test_one_language_is_answered_with_the_fallback_named() -> None:
    texts = {"ar": "نص", "fr": "texte"}
    assert answer_texts(texts, make_request("/?lang=fr")) == {"fr": "texte"}
    assert answer_texts(texts, make_request("/?lang=zgh")) == {"ar": "نص"}
    assert answer_texts({}, make_request("/?lang=fr")) == {}


def test_every_language_is_answered_when_all_are_asked_for() -> None:
    texts = {"ar": "نص", "fr": "texte", "en": ""}
    assert answer_texts(texts, make_request("/?lang=all")) == {"ar": "نص", "fr": "texte"}
    assert reading_languages(make_request("/?lang=all")) == ("ar", "fr", "zgh", "en")


def test_the_next_page_keeps_the_question_and_replaces_the_cursor(settings: Settings) -> None:
    settings.SITE_ADDRESS = "https://portal.example"
    response = HttpResponse()
    link_next(make_request("/api/v1/bodies?limit=2&after=a&lang=ar"), response, "b c")
    expected = '<https://portal.example/api/v1/bodies?limit=2&after=b+c&lang=ar>; rel="next"'
    assert response.headers["Link"] == expected


def test_the_last_page_names_no_next_one() -> None:
    response = HttpResponse()
    link_next(make_request("/"), response, "")
    assert "Link" not in response.headers
