"""The short way answers as the site's layers do: the same checks, the same pages, the same headers."""

import re
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client as Browser
from django.test import RequestFactory

from bawaba.identity import short_way
from bawaba.identity.models import Person
from bawaba.identity.oidc import gate
from bawaba.identity.tests.factories import make_person
from bawaba.identity.tests.phone_factories import ask, enrol, make_ciba_party, state_of
from bawaba.identity.tests.sign_in_steps import DOOR, LOGIN

pytestmark = pytest.mark.django_db
SECRET = "s" * 32
Told = tuple[str, dict[str, str], set[tuple[str, str]], str]
DRAWN = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w{64}|(?<="challenge": ")[\w-]+|(?<=&quot;challenge&quot;: &quot;)[\w-]+'
)
MOMENTS = {"Expires", "Date"}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Let Django's handler keep the test's own connection, as its test client does."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def told_by(application: Callable[..., Any], environ: dict[str, Any]) -> Told:
    """Return status, headers, names and attributes of cookies, and the page without what is drawn at random."""
    heard: list[Any] = []
    answered = application(environ, lambda *words: heard.append(words))
    content = b"".join(answered).decode()
    status, headers = heard[0][:2]
    cookies = {
        (
            name,
            re.sub(r"expires=[^;]+;", "", morsel.OutputString([*morsel._reserved.keys()]).partition(";")[2]),
        )  # type: ignore[attr-defined]
        for key, value in headers
        if key == "Set-Cookie"
        for name, morsel in SimpleCookie(value).items()
    }
    named = {key: value for key, value in headers if key not in {"Set-Cookie", "Vary", *MOMENTS}}
    vary = next((value for key, value in headers if key == "Vary"), "")
    named["Vary"] = " ".join(sorted(vary.split(", ")))
    return status, named, cookies, DRAWN.sub("…", content)


def both_ways(monkeypatch: pytest.MonkeyPatch, make: Callable[[], Any]) -> tuple[Told, Told]:
    site = WSGIHandler()
    short = told_by(gate.ProtocolApplication(site), make().environ)
    cache.clear()
    with monkeypatch.context() as patched:
        patched.setattr(gate, "find_page", lambda path: None)
        long = told_by(gate.ProtocolApplication(site), make().environ)
    cache.clear()
    return short, long


def as_browser(browser: Browser | None = None, **more: str) -> RequestFactory:
    """Return what makes requests with a browser's cookies and a secret against forged forms."""
    factory = RequestFactory(**more)
    factory.cookies["csrftoken"] = SECRET
    for name, morsel in browser.cookies.items() if browser else ():
        factory.cookies[name] = morsel.value
    return factory


AJAX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
FORM = {"csrfmiddlewaretoken": SECRET}
STRANGERS: dict[str, Callable[[RequestFactory], Any]] = {
    "the page to sign in": lambda to: to.get(LOGIN),
    "the page to sign in, in Arabic": lambda to: to.get("/ar/account/login/?next=/ar/my-data/"),
    "its head": lambda to: to.head(LOGIN),
    "a method that it has not": lambda to: to.put(LOGIN),
    "a wrong password": lambda to: to.post(LOGIN, {**FORM, "login": "nobody@example.test", "password": "no"}),
    "an empty form": lambda to: to.post(LOGIN, FORM),
    "a form without a token": lambda to: to.post(LOGIN, {"login": "a@example.test", "password": "no"}),
    "a form from another site": lambda to: to.post(
        LOGIN, {**FORM, "login": "a@example.test", "password": "no"}, HTTP_ORIGIN="https://evil.example"
    ),
    "a challenge": lambda to: to.get(DOOR, **AJAX),
    "a challenge without a script": lambda to: to.get(DOOR),
    "a passkey's answer out of nowhere": lambda to: to.post(DOOR, {**FORM, "credential": "{}"}),
    "news": lambda to: to.get("/app/requests/stream"),
    "news in another form": lambda to: to.get("/app/requests/waiting"),
    "a request": lambda to: to.get("/app/requests/1"),
    "a request in Arabic": lambda to: to.get("/app/requests/1", HTTP_ACCEPT_LANGUAGE="ar"),
    "an answer": lambda to: to.post("/app/requests/1", {**FORM, "decision": "refuse"}),
}


@pytest.mark.parametrize("what", STRANGERS)
def test_a_stranger_is_answered_the_same_both_ways(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = both_ways(monkeypatch, lambda: STRANGERS[what](as_browser()))
    assert short == long


@pytest.mark.parametrize("what", ["stream", "waiting", "pending", "{request}", "{foreign}", "9" * 18])
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_person_is_answered_the_same_both_ways(
    what: str, language: str, person: Person, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(person)
    party = make_ciba_party()
    own, foreign = ask(person, party).request_id, ask(make_person(), party).request_id
    path = f"/app/requests/{what.format(request=own, foreign=foreign)}"
    short, long = both_ways(monkeypatch, lambda: as_browser(browser, HTTP_ACCEPT_LANGUAGE=language).get(path))
    assert short == long
    assert short[1]["Content-Language"] == language


def test_a_forged_answer_changes_nothing(
    person: Person, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(person, make_ciba_party()).request_id
    forged = {"decision": "refuse", "csrfmiddlewaretoken": "f" * 32}
    short, long = both_ways(monkeypatch, lambda: as_browser(browser).post(f"/app/requests/{asked}", forged))
    assert short == long
    assert short[0].startswith("403")
    assert state_of(asked) == "waiting"


def test_another_host_is_refused_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = both_ways(monkeypatch, lambda: as_browser().get(LOGIN, HTTP_HOST="evil.example"))
    assert (short[0], short[3]) == (long[0], long[3])
    assert short[0].startswith("400")


def test_a_fault_of_ours_is_a_plain_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: object) -> None:
        raise RuntimeError("a mistake")

    page = short_way.find_page("/app/requests/stream")
    assert page is not None
    monkeypatch.setattr(page.match, "func", fail)
    told = told_by(gate.ProtocolApplication(WSGIHandler()), as_browser().get("/app/requests/stream").environ)
    assert told[0].startswith("500")
    assert "a mistake" not in told[3]


@pytest.mark.parametrize(
    "path", ["/app/requests/", "/app/requests/1/", "/app/requests/-1", "/app/requests/٣", "/fr/account/login", "/app/"]
)  # fmt: skip
def test_no_other_address_is_taken_for_one_of_these(path: str) -> None:
    assert short_way.find_page(path) is None
