"""Who fills a form in: as identity knows them, else their account, else their browser session."""

from datetime import date

import pytest
from django.http import HttpRequest

from bawaba.forms.queries import VISITOR_COOKIE, person_of
from bawaba.forms.queries.people import claims_of
from bawaba.identity.types import Particulars
from bawaba.kernel.tests.factories import make_request


def request_with(**session: object) -> HttpRequest:
    request = make_request()
    request.session = session  # type: ignore[assignment]  # a session read by key alone
    return request


KEPT = {
    "person": 3,
    "account": 7,
    "subject": "s-1",
    "sid": "x",
    "auth_time": 1_790_000_000,
    "amr": ["pwd"],
    "level": "substantial",
}


def test_claims_carry_what_is_known_and_verified_alone() -> None:
    known = Particulars(
        given_names={"ar": "أمينة", "latn": "Amina"}, family_names={"latn": "Alaoui"}, birth_date=date(1990, 3, 27),
        cnie="AB123456", email="a@example.ma", phone="+212612345678", phone_verified=True,
    )  # fmt: skip
    assert claims_of(known) == {
        "given_name": "Amina", "family_name": "Alaoui", "birthdate": "1990-03-27", "cnie": "AB123456",
        "phone_number": "+212612345678", "given_name#ar": "أمينة", "given_name#latn": "Amina", "family_name#latn": "Alaoui",
    }  # fmt: skip


def test_the_level_is_that_of_the_session() -> None:
    person = person_of(request=request_with(identity=KEPT), actor_key="account:7")
    assert (person.owner, person.level) == ("account:7", "substantial")


@pytest.mark.parametrize(("actor", "owner", "level"), [("account:8", "account:8", "low"), ("", "", "none")])
def test_a_session_of_another_account_proves_nothing(actor: str, owner: str, level: str) -> None:
    person = person_of(request=request_with(identity=KEPT), actor_key=actor)
    assert (person.owner, person.level, dict(person.claims)) == (owner, level, {})


def test_a_browser_is_known_by_a_digest_of_its_secret() -> None:
    request = make_request()
    request.COOKIES[VISITOR_COOKIE] = "s" * 32
    owner = person_of(request=request).owner
    assert owner.startswith("visitor:")
    assert "s" * 32 not in owner
    request.COOKIES[VISITOR_COOKIE] = "t" * 32
    assert person_of(request=request).owner not in ("", owner)


@pytest.mark.parametrize("secret", ["", "short", "a" * 65, "x" * 30 + "é"])
def test_what_is_no_secret_makes_nobody_known(secret: str) -> None:
    request = make_request()
    request.COOKIES[VISITOR_COOKIE] = secret
    assert person_of(request=request).owner == ""
