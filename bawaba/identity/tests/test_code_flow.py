"""The code flow: what a relying party gets, how often the database is asked, and what may happen once."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.identity.oidc import keys
from bawaba.identity.oidc.tokens import hash_half
from bawaba.identity.tests.provider import (
    REDIRECT,
    make_party,
    signed_in,
)
from bawaba.kernel import epochs

pytestmark = pytest.mark.django_db


def test_a_signed_in_person_who_agreed_before_is_sent_back_at_once_with_a_code() -> None:
    party = make_party()
    answer = party.authorize(signed_in(party).browser)
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{REDIRECT}?code=")
    assert (found["state"], found["iss"]) == (["a-state"], [settings.ISSUER])
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_id_token_tells_who_when_and_how() -> None:
    party = make_party()
    reader = signed_in(party)
    tokens = party.tokens(reader.browser)
    claims = keys.verify_own(token=tokens["id_token"])
    assert claims is not None
    assert claims["iss"] == settings.ISSUER
    assert claims["aud"] == party.client_id
    assert claims["nonce"] == "a-nonce"
    assert claims["sid"] == reader.authentication.sid
    assert claims["auth_time"] == int(reader.authentication.auth_time.timestamp())
    assert claims["acr"] == reader.authentication.level.acr
    assert claims["amr"] == list(reader.authentication.amr)
    assert claims["at_hash"] == hash_half(tokens["access_token"], "ES256")
    assert claims["exp"] == claims["iat"] + settings.OIDC_ACCESS_TTL_S
    assert claims["sub"] != reader.person.subject
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", settings.OIDC_ACCESS_TTL_S)
    assert tokens["scope"] == "openid profile email offline_access"


def count_queries(act: object) -> list[str]:
    epochs.current("identity-clients")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()  # type: ignore[operator]
    kept = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in kept if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]


def test_an_immediate_answer_and_its_tokens_cost_twelve_queries() -> None:
    party = make_party()
    reader = signed_in(party)
    party.tokens(reader.browser)
    codes: list[str] = []
    at_authorize = count_queries(lambda: codes.append(party.code(reader.browser)))
    assert len(at_authorize) == 7, at_authorize
    at_token = count_queries(lambda: party.redeem(codes[0]))
    assert len(at_token) == 5, at_token
