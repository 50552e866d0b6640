"""Known and unknown people are answered alike, and nobody can lock a stranger out."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from bawaba.identity.tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db
UNKNOWN = ("unknown@example.org", "+212699999999", "nobody")


@pytest.fixture(autouse=True)
def _in_french() -> None:
    translation.activate("fr")


def named(email: str, **changes: Any) -> str:
    """Create a person and return the address that names them."""
    make_person(email=email, **changes)
    return email


def send(
    name: str, form: dict[str, str], *, sender: str = "192.0.2.1", browser: Browser | None = None
) -> Any:
    return (browser or Browser()).post(reverse(name), form, REMOTE_ADDR=sender)


def without_what_differs(answer: Any, *typed: str) -> tuple[int, str, str]:
    """Return status, address and page of an answer, without tokens and without what was typed."""
    page = answer.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    for text in typed:
        page = page.replace(text, "…").replace(text.replace("+", "%2B"), "…")
    return answer.status_code, answer.headers.get("Location", ""), page


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_a_wrong_password_and_an_unknown_person_get_the_same_page(unknown: str) -> None:
    known = named("salma@example.org")
    pages = [
        without_what_differs(send("account_login", {"login": who, "password": "wrong-password"}), who)
        for who in (known, unknown)
    ]
    assert pages[0] == pages[1]
    assert pages[0][0] == 200


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_a_wrong_password_and_an_unknown_person_cost_the_same_work(
    unknown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash is what takes time: it is computed once, whoever is named, even without a password."""
    known = named("salma@example.org")
    without = named("sans@example.org", password="")
    hasher, computed = type(get_hasher()), []
    encode = hasher.encode

    def counted(self: Any, *words: Any) -> Any:
        computed.append(words)
        return encode(self, *words)

    monkeypatch.setattr(hasher, "encode", counted)
    counts = {}
    for who in (known, without, unknown):
        computed.clear()
        send("account_login", {"login": who, "password": "wrong-password"})
        counts[who] = len(computed)
    assert set(counts.values()) == {1}, counts


@pytest.mark.parametrize("door", ["account_reset_password", "account_request_login_code"])
def test_asking_for_a_code_answers_alike_for_known_and_unknown_addresses(door: str) -> None:
    known = named("salma@example.org")
    seen = []
    for who in (known, "unknown@example.org"):
        browser = Browser()
        answer = send(door, {"email": who}, browser=browser)
        after = (
            browser.get(answer.headers["Location"], REMOTE_ADDR="192.0.2.1")
            if "Location" in answer.headers
            else answer
        )
        seen.append((without_what_differs(answer, who)[:2], without_what_differs(after, who)))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("door", ["account_login", "account_request_login_code", "account_reset_password"])
def test_an_empty_form_is_shown_again(door: str) -> None:
    assert send(door, {}).status_code == 200


def test_an_address_that_has_an_account_signs_up_like_any_other() -> None:
    known = named("salma@example.org")
    seen = []
    for who in (known, "unknown@example.org"):
        answer = send("account_signup", {"email": who, "password1": PASSWORD})
        seen.append(without_what_differs(answer, who)[:2])
    assert seen[0] == seen[1]


def test_a_stranger_who_guesses_does_not_lock_the_owner_out() -> None:
    owner = named("salma@example.org")
    for number in range(40):
        send(
            "account_login",
            {"login": owner, "password": f"guess-{number}"},
            sender=f"198.51.100.{number % 4}",
        )
    answer = send("account_login", {"login": owner, "password": PASSWORD}, sender="203.0.113.9")
    assert answer.status_code == 302


def test_a_stranger_who_guesses_from_one_place_is_slowed_down() -> None:
    owner = named("salma@example.org")
    for number in range(40):
        send("account_login", {"login": owner, "password": f"guess-{number}"}, sender="198.51.100.7")
    answer = send("account_login", {"login": owner, "password": PASSWORD}, sender="198.51.100.7")
    assert answer.status_code != 302
