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
            for step in preparation.starter_steps():
                step.run()

    def test_each_page_answers_in_each_language_with_title_language_and_direction(self) -> None:
        faults = []
        for language in LANGUAGES:
            for kind in PAGES:
                answer = Client(raise_request_exception=False).get(address(language, kind))
                page = answer.content.decode()
                root = re.search(r"<html[^>]*>", page)
                title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
                facts = {
                    "status": answer.status_code == 200,
                    "lang": root is not None and f'lang="{language}"' in root[0],
                    "dir": root is not None and f'dir="{DIRECTIONS[language]}"' in root[0],
                    "title": title is not None and bool(html.unescape(title[1]).strip()),
                    "one h1": len(re.findall(r"<h1[ >]", page)) == 1,
                    "no template mark": "{{" not in page and "{%" not in page,
                }
                faults += [f"{address(language, kind)}: {fact}" for fact, holds in facts.items() if not holds]
        assert faults == []

    def test_no_page_asks_the_database_once_for_each_line_it_shows(self) -> None:
        counts = {}
        for kind in PAGES:
            with CaptureQueriesContext(connection) as asked:
                Client(raise_request_exception=False).get(address("fr", kind))
            counts[kind] = len(asked)
        assert {kind: count for kind, count in counts.items() if count > MOST_QUERIES} == {}

    def test_each_answer_carries_the_security_headers(self) -> None:
        bare = []
        for kind in PAGES:
            headers = Client(raise_request_exception=False).get(address("fr", kind)).headers
            policy = headers.get("Content-Security-Policy", "")
            if not ("default-src 'none'" in policy and "unsafe" not in policy):
                bare.append(f"{kind}: Content-Security-Policy")
            wanted = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}
            bare += [f"{kind}: {name}" for name, value in wanted.items() if headers.get(name) != value]
        assert bare == []

    def test_each_address_without_a_language_answers_with_its_type(self) -> None:
        faults = []
        for path, kind in ROOT_PAGES.items():
            answer = Client(raise_request_exception=False).get(path)
            found = (answer.status_code, answer.headers.get("Content-Type", "").split(";")[0])
            body = b"".join(answer) if answer.streaming else answer.content
            if found != (200, kind) or not body:
                faults.append((path, *found))
        assert faults == []

    def test_an_unknown_address_says_so_in_the_language_of_its_address(self) -> None:
        for language in LANGUAGES:
            answer = Client().get(f"/{language}/no-such-page")
            assert answer.status_code == 404
            assert f'lang="{language}"' in answer.content.decode()
            assert f'href="/{language}/' in answer.content.decode()

    def test_the_language_switch_of_a_page_leads_to_the_same_page(self) -> None:
        lost = []
        for kind in ("home", "service", "results", "event", "authority", "about"):
            page = html.unescape(
                Client(raise_request_exception=False).get(address("fr", kind)).content.decode()
            )
            others = (language for language in LANGUAGES if language != "fr")
            lost += [f"{kind} {other}" for other in others if f'href="{address(other, kind)}"' not in page]
        assert lost == []
