"""Cookies laid quickly are Django's own, sign by sign."""

from typing import Any

import pytest
from django.http import HttpResponse

from bawaba.kernel.cookies import lay_cookie

pytestmark = pytest.mark.sqlite_is_enough


@pytest.mark.parametrize("value", ["plain", "with space; and=signs", 'quo"te', "عربي", ""])
@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"max_age": 3600, "httponly": True, "samesite": "Lax"},
        {"max_age": 0, "secure": True, "samesite": "Strict", "path": "/app/"},
        {"max_age": None, "expires": None, "secure": None, "httponly": None, "domain": "bawaba.example"},
        {"max_age": 60, "expires": "Thu, 01 Jan 2026 00:00:00 GMT", "samesite": "None"},
    ],
)
def test_a_cookie_is_written_as_django_writes_it(
    value: str, attributes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1_790_000_000.4)
    ours, theirs = HttpResponse(), HttpResponse()
    lay_cookie(ours, "sessionid", value, **attributes)
    theirs.set_cookie("sessionid", value, **attributes)
    assert ours.cookies["sessionid"].OutputString() == theirs.cookies["sessionid"].OutputString()
    assert dict(ours.cookies["sessionid"]) == dict(theirs.cookies["sessionid"])
    assert ours.cookies["sessionid"].value == value
    assert ours.cookies.output() == theirs.cookies.output()


def test_two_cookies_with_the_same_attributes_keep_their_values_apart() -> None:
    response = HttpResponse()
    lay_cookie(response, "one", "1", max_age=5)
    lay_cookie(response, "two", "2", max_age=5)
    response.cookies["one"]["path"] = "/elsewhere/"
    assert (response.cookies["one"].value, response.cookies["two"].value) == ("1", "2")
    assert response.cookies["two"]["path"] == "/"
