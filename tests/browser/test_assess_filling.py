"""The script of a questionnaire keeps answers while one writes. Chromium asks Django itself: no site is started."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from bawaba.assess.models import Answer
from bawaba.assess.tests.people import key_of, make_account, make_campaign

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.sqlite_is_enough]
HOST = "http://testserver"


class Wire:
    """Gives Django's answers to a page's requests. Saves wait until the test lets them through.

    Requests arrive in a greenlet of their own, which has no database: pages are asked for beforehand.
    """

    def __init__(self, client: Client, page: Page, path: str) -> None:
        self.client, self.page, self.path = client, page, path
        self.waiting: list[Route] = []
        self.shown = client.get(path)
        page.route("**/*", self.take)

    def take(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if route.request.method == "POST":
            self.waiting.append(route)
        elif path == self.path:
            route.fulfill(headers=dict(self.shown.headers), body=self.shown.content)
        elif isinstance(file := finders.find(path.removeprefix("/static/").partition("?")[0]), str):
            route.fulfill(path=file)
        else:
            route.abort()

    def let_through(self) -> None:
        """Answer the save that waits, once the page has sent it."""
        for _turn in range(300):
            if self.waiting:
                break
            self.page.wait_for_timeout(100)
        route = self.waiting.pop(0)
        sent = route.request.post_data_buffer or b""
        told = self.client.generic("POST", self.path, sent, "application/x-www-form-urlencoded")
        self.shown = self.client.get(self.path)
        route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)


def test_an_answer_is_kept_and_what_is_typed_meanwhile_is_not_lost(browser: Browser) -> None:
    make_campaign()
    client = Client()
    client.force_login(make_account("salma", "editor", "commune-1"))
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        wire = Wire(client, page, f"/fr/assessments/{key_of('commune-1')}/sections/plan/")
        page.goto(HOST + wire.path)
        page.locator("[name=answer-strategy][value=adopted]").check(force=True)
        expect(page.locator("[name=answer-budget]")).to_have_count(0)
        page.wait_for_timeout(200)  # the save is on its way
        comment = page.locator("[name=comment-strategy]")
        comment.evaluate(
            "box => { for (let up = box; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true; }"
        )
        comment.fill("Adoptée en mai")
        wire.let_through()
        expect(page.locator("[data-status]")).to_contain_text("Enregistré à")
        expect(comment).to_have_value("Adoptée en mai")
        wire.let_through()
        expect(page.locator("[name=answer-budget]").first).to_be_attached()  # the question that comes up
        expect(comment).to_have_value("Adoptée en mai")
    kept = Answer.objects.get(question="strategy")
    assert (kept.value, kept.comment) == ("adopted", "Adoptée en mai")
