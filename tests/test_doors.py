"""Every kind of page, over the starter catalogue, in every language of the interface."""

import html
import re

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from bawaba.project import preparation
from tests.addresses import DIRECTIONS, LANGUAGES, PAGES, ROOT_PAGES, address

MOST_QUERIES = 40  # of any page, from an empty memory: no page asks once per line that it shows


class Doors(TestCase):
    """The starter catalogue is loaded once, then each page is asked for as a visitor would."""

    @classmethod
    def setUpTestData(cls) -> None:
        with cls.captureOnCommitCallbacks(execute=True):
            for step in preparation.steps():
                if step.name != "static files":
                    step.run()

    def test_each_page_answers_in_each_language_with_title_language_and_direction(self) -> None:
        for language in LANGUAGES:
            for kind in PAGES:
                with self.subTest(language=language, kind=kind):
                    answer = Client().get(address(language, kind))
                    assert answer.status_code == 200, answer.status_code
                    page = answer.content.decode()
                    root = re.search(r"<html[^>]*>", page)
                    assert root is not None
                    assert f'lang="{language}"' in root[0]
                    assert f'dir="{DIRECTIONS[language]}"' in root[0]
                    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
                    assert title is not None
                    assert html.unescape(title[1]).strip()
                    assert len(re.findall(r"<h1[ >]", page)) == 1
                    assert "{{" not in page
                    assert "{%" not in page

    def test_no_page_asks_the_database_once_for_each_line_it_shows(self) -> None:
        for kind in PAGES:
            with self.subTest(kind=kind), CaptureQueriesContext(connection) as asked:
                Client().get(address("fr", kind))
            assert len(asked) <= MOST_QUERIES, (kind, len(asked))

    def test_each_answer_carries_the_security_headers(self) -> None:
        for kind in PAGES:
            with self.subTest(kind=kind):
                headers = Client().get(address("fr", kind)).headers
                assert "default-src 'none'" in headers["Content-Security-Policy"]
                assert "unsafe" not in headers["Content-Security-Policy"]
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert headers["X-Frame-Options"] == "DENY"

    def test_each_address_without_a_language_answers_with_its_type(self) -> None:
        for path, kind in ROOT_PAGES.items():
            with self.subTest(path=path):
                answer = Client().get(path)
                assert answer.status_code == 200, answer.status_code
                assert answer.headers["Content-Type"].split(";")[0] == kind
                body = b"".join(answer) if answer.streaming else answer.content
                assert body

    def test_an_unknown_address_says_so_in_the_language_of_its_address(self) -> None:
        for language in LANGUAGES:
            with self.subTest(language=language):
                answer = Client().get(f"/{language}/no-such-page")
                assert answer.status_code == 404
                assert f'lang="{language}"' in answer.content.decode()
                assert f'href="/{language}/' in answer.content.decode()

    def test_the_language_switch_of_a_page_leads_to_the_same_page(self) -> None:
        for kind in ("home", "service", "results", "event", "authority", "about"):
            with self.subTest(kind=kind):
                page = html.unescape(Client().get(address("fr", kind)).content.decode())
                for language in LANGUAGES:
                    if language != "fr":
                        assert f'href="{address(language, kind)}"' in page, language
