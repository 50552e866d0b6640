"""The code flow: what a relying party gets, how often the database is asked, and what may happen once."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.identity.models import Activity, Consent, Grant
from bawaba.identity.oidc import codes, grants, keys, unredeemed
from bawaba.identity.oidc.sids import read_sid
from bawaba.identity.oidc.tokens import hash_half
from bawaba.identity.services import end_session
from bawaba.identity.tests.factories import ACTOR
from bawaba.identity.tests.provider import (
    REDIRECT,
    Party,
    Reader,
    answered_error,
    claims_in,
    give_consent,
    make_party,
    signed_in,
)
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def queries_of(act: Callable[[], object]) -> list[str]:
    """Return the statements that read or write rows, without the marks of transactions."""
    epochs.current("identity-clients")
    with CaptureQueriesContext(connection) as captured:
        act()
    kept = [str(query["sql"]) for query in captured.captured_queries]
    return [sql for sql in kept if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]


def test_a_signed_in_person_who_agreed_before_is_sent_back_at_once_with_a_code() -> None:
    party = make_party()
    answer = party.authorize(signed_in(party).browser)
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{REDIRECT}?code=")
    assert (found["state"], found["iss"]) == (["a-state"], [settings.ISSUER])
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_address_that_has_a_query_keeps_it() -> None:
    party = make_party(redirect_uris=[f"{REDIRECT}?tenant=1"])
    answer = party.authorize(signed_in(party).browser, redirect_uri=f"{REDIRECT}?tenant=1")
    assert answer.headers["Location"].startswith(f"{REDIRECT}?tenant=1&code=")


def test_the_id_token_tells_who_when_and_how() -> None:
    party = make_party()
    reader = signed_in(party)
    tokens = party.tokens(reader.browser)
    claims = keys.verify_own(token=tokens["id_token"])
    assert claims is not None
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (settings.ISSUER, party.client_id, "a-nonce")
    assert read_sid(client_id=party.client_id, told=claims["sid"]) == reader.authentication.sid
    assert claims["auth_time"] == int(reader.authentication.auth_time.timestamp())
    assert claims["acr"] == reader.authentication.level.acr
    assert claims["amr"] == list(reader.authentication.amr)
    assert claims["at_hash"] == hash_half(tokens["access_token"], "ES256")
    assert claims["exp"] == claims["iat"] + settings.OIDC_ACCESS_TTL_S
    assert claims["sub"] not in (reader.person.subject, str(reader.person.pk))
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", settings.OIDC_ACCESS_TTL_S)
    assert tokens["scope"] == "openid profile email offline_access"


@pytest.mark.parametrize(("algorithm", "hash_length"), [("ES256", 22), ("RS256", 22), ("EdDSA", 43)])
def test_the_id_token_is_signed_as_the_client_registered(algorithm: str, hash_length: int) -> None:
    party = make_party(id_token_signed_response_alg=algorithm)
    claims = keys.verify_own(token=party.tokens(signed_in(party).browser)["id_token"])
    assert claims is not None
    assert len(claims["at_hash"]) == hash_length


def test_at_hash_is_the_left_half_of_the_tokens_hash() -> None:
    token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"  # OpenID Connect Core, appendix A.3
    assert hash_half(token, "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"


def test_subjects_differ_by_sector_and_are_the_same_for_a_public_client() -> None:
    first, same, public = (
        make_party(redirect_uris=[uri], subject_type=kind)
        for uri, kind in [
            ("https://one.example/cb", "pairwise"), ("https://one.example/other", "pairwise"),
            (REDIRECT, "public"),
        ]
    )  # fmt: skip
    reader = signed_in(first, same, public)
    subjects = []
    for party, uri in [
        (first, "https://one.example/cb"),
        (same, "https://one.example/other"),
        (public, REDIRECT),
    ]:
        answer = party.redeem(party_code(party, reader, uri), redirect_uri=uri)
        subjects.append(claims_in(answer.json()["id_token"])["sub"])
    assert subjects[0] == subjects[1] != subjects[2] == reader.person.subject


def party_code(party: Party, reader: Reader, uri: str) -> str:
    answer = party.authorize(reader.browser, redirect_uri=uri)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def test_two_relying_parties_cannot_tell_that_they_serve_the_same_session() -> None:
    """Pairwise subjects would be worth nothing beside a `sid` that is the same everywhere (Core, section 17.3)."""
    one, other = make_party(), make_party(redirect_uris=["https://other.example/callback"])
    reader = signed_in(one)
    give_consent(reader.person, other)
    answers = [one.redeem(one.code(reader.browser)), one.redeem(one.code(reader.browser))]
    elsewhere = {"redirect_uri": "https://other.example/callback"}
    answers.append(other.redeem(other.code(reader.browser, **elsewhere), **elsewhere))
    told = [claims_in(answer.json()["id_token"]) for answer in answers]
    assert told[0]["sid"] == told[1]["sid"]
    assert told[0]["sid"] != told[2]["sid"]
    assert told[0]["sub"] != told[2]["sub"]
    assert read_sid(client_id=other.client_id, told=told[0]["sid"]) == ""


def test_an_immediate_answer_and_its_tokens_cost_eight_queries() -> None:
    party = make_party()
    reader = signed_in(party)
    party.tokens(reader.browser)
    codes: list[str] = []
    at_authorize = queries_of(lambda: codes.append(party.code(reader.browser)))
    assert len(at_authorize) == 2, at_authorize
    at_token = queries_of(lambda: party.redeem(codes[0]))
    assert len(at_token) == 6, at_token


def test_a_refresh_costs_four_queries() -> None:
    party = make_party()
    tokens = party.tokens(signed_in(party).browser)
    assert len(queries_of(lambda: party.refresh(tokens["refresh_token"]))) == 4


def test_the_person_may_read_who_asked_for_what() -> None:
    party = make_party()
    reader = signed_in(party)
    party.tokens(reader.browser)
    line = Activity.objects.filter(person=reader.person, kind="authentication").get()
    assert line.relying_party_id == party.client.id
    assert set(line.claims) == party.client.approved_claims
    assert line.place == "127.0.0.0/24"


def test_every_step_is_in_the_audit_and_no_secret_is() -> None:
    party = make_party()
    reader = signed_in(party)
    code = party.code(reader.browser)
    tokens = party.redeem(code).json()
    party.refresh(tokens["refresh_token"])
    party.redeem(code)
    rows = list(AuditEntry.objects.filter(target_type="identity.grant").order_by("sequence"))
    assert [row.verb for row in rows] == [
        "identity.tokens-issued", "identity.tokens-renewed", "identity.grant-revoked",
    ]  # fmt: skip
    written = str([(row.detail, row.target_id, row.actor) for row in rows])
    assert not any(secret in written for secret in (code, *map(str, tokens.values()), reader.person.subject))
    assert audit.verify()[1] == []


def test_a_refresh_renews_all_three_and_keeps_who_and_when() -> None:
    party = make_party()
    tokens = party.tokens(signed_in(party).browser)
    renewed = party.refresh(tokens["refresh_token"]).json()
    old, new = claims_in(tokens["id_token"]), claims_in(renewed["id_token"])
    assert renewed["refresh_token"] != tokens["refresh_token"]
    assert renewed["access_token"] != tokens["access_token"]
    assert all(old[name] == new[name] for name in ("iss", "sub", "aud", "auth_time", "acr", "sid"))
    assert party.introspect(tokens["access_token"])["active"]


def test_a_refresh_may_ask_for_less_and_later_again_for_all() -> None:
    party = make_party()
    tokens = party.tokens(signed_in(party).browser)
    fewer = party.refresh(tokens["refresh_token"], scope="openid email").json()
    assert fewer["scope"] == "openid email"
    assert party.introspect(fewer["access_token"])["scope"] == "openid email"
    assert party.refresh(fewer["refresh_token"]).json()["scope"] == "openid profile email offline_access"


def test_a_family_of_refresh_tokens_ends_however_often_it_is_renewed() -> None:
    party = make_party()
    tokens = party.tokens(signed_in(party).browser)
    late = clock.now() + timedelta(seconds=settings.OIDC_REFRESH_TTL_S - 5)
    with clock.frozen_at(late):
        renewed = party.refresh(tokens["refresh_token"]).json()
    with clock.frozen_at(late + timedelta(seconds=10)):
        assert answered_error(party.refresh(renewed["refresh_token"])) == (400, "invalid_grant")


def test_a_withdrawn_consent_ends_what_rests_on_it() -> None:
    party = make_party()
    reader = signed_in()
    consent = give_consent(reader.person, party)
    tokens = party.tokens(reader.browser)
    unused = party.code(reader.browser)
    for _ in range(2):
        grants.withdraw_consent(actor=ACTOR, person_id=reader.person.pk, consent_id=consent.pk)
    assert answered_error(party.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    assert answered_error(party.redeem(unused)) == (400, "invalid_grant")
    assert party.introspect(tokens["access_token"]) == {"active": False}
    assert party.authorize(reader.browser).headers["Location"].partition("?")[0].endswith("/consent/")
    assert AuditEntry.objects.filter(verb="identity.consent-withdrawn").count() == 1


def test_signing_out_spares_what_was_granted_for_offline_use_and_an_incident_does_not() -> None:
    party = make_party()
    reader = signed_in(party)
    offline = party.tokens(reader.browser)
    online = party.tokens(reader.browser, scope="openid")
    sid = reader.authentication.sid
    assert grants.revoke_grants_of(sid=sid, reason="signed-out") == 1
    assert party.introspect(online["access_token"]) == {"active": False}
    assert party.introspect(offline["access_token"])["active"]
    assert grants.revoke_grants_of(person_id=reader.person.pk, reason="incident") == 1
    assert party.introspect(offline["access_token"]) == {"active": False}


def test_which_grants_must_end_has_to_be_said() -> None:
    with pytest.raises(ValueError, match="which grants"):
        grants.revoke_grants_of(reason="incident")


def test_a_code_that_was_sealed_for_this_site_reveals_nothing_and_is_read_in_one_form() -> None:
    party = make_party()
    reader = signed_in(party)
    code = party.code(reader.browser)
    assert reader.person.subject not in str(base64.urlsafe_b64decode(code.removeprefix("bwc_") + "=="))
    assert len(code) < 1000
    assert codes.read_code(code) is not None
    assert codes.read_code(code + "=") is None
    assert codes.read_code(code[:-1] + chr(ord(code[-1]) ^ 1)) is None


def test_a_code_is_worth_nothing_once_its_session_has_ended() -> None:
    party = make_party()
    reader = signed_in(party)
    code = party.code(reader.browser)
    end_session(actor=ACTOR, sid=reader.authentication.sid)
    assert answered_error(party.redeem(code)) == (400, "invalid_grant")
    assert not Grant.objects.exists()
    assert not AuditEntry.objects.filter(verb="identity.tokens-issued").exists()


def test_a_refresh_that_read_the_token_before_another_won_loses_and_ends_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    party = make_party()
    token = party.tokens(signed_in(party).browser)["refresh_token"]
    read_before = grants.find_by_refresh_token(token)
    won = party.refresh(token).json()
    monkeypatch.setattr(grants, "find_by_refresh_token", lambda token: read_before)
    assert answered_error(party.refresh(token)) == (400, "invalid_grant")
    assert party.introspect(won["access_token"]) == {"active": False}


needs_many_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory refuses a second writer; run on PostgreSQL"
)


@needs_many_writers
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["code", "refresh"])
def test_of_two_redemptions_at_the_same_moment_one_wins_and_nothing_stays_alive(what: str) -> None:
    party = make_party()
    reader = signed_in(party)
    code = party.code(reader.browser)
    act: Callable[[], Any] = lambda: party.redeem(code)  # noqa: E731
    if what == "refresh":
        token = party.redeem(code).json()["refresh_token"]
        act = lambda: party.refresh(token)  # noqa: E731
    start = Barrier(4)

    def redeem() -> Any:
        try:
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = [turn.result() for turn in [pool.submit(redeem) for _ in range(4)]]
    won = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert all(
        answered_error(answer) == (400, "invalid_grant") for answer in answers if answer.status_code != 200
    )
    assert party.introspect(won[0]["access_token"]) == {"active": False}
    assert Grant.objects.get().revoked_at is not None
    assert audit.verify()[1] == []


def test_the_person_reads_about_a_code_that_its_site_never_brought_back() -> None:
    party = make_party()
    reader = signed_in(party)
    lost, kept = party.code(reader.browser), party.code(reader.browser)
    sent_at = clock.now()
    assert party.redeem(kept).status_code == 200
    with clock.frozen_at(sent_at + timedelta(seconds=settings.OIDC_CODE_TTL_S + 6)):
        assert answered_error(party.redeem(lost)) == (400, "invalid_grant")
    line = Activity.objects.get(person=reader.person, kind="code-unused")
    assert line.relying_party_id == party.client.id
    assert abs(line.at - sent_at) < timedelta(seconds=5)
    assert Activity.objects.filter(person=reader.person, kind="authentication").count() == 1
    assert AuditEntry.objects.get(verb="identity.codes-unredeemed").detail == {"codes": 1}
    assert audit.verify()[1] == []


def test_a_code_of_somebody_who_is_gone_leaves_no_line_and_no_fault() -> None:
    party = make_party()
    reader = signed_in(party)
    party.code(reader.browser)
    reader.person.delete()
    with clock.frozen_at(clock.now() + timedelta(seconds=settings.OIDC_CODE_TTL_S + 6)):
        assert unredeemed.write_expired() == 0


def test_a_code_of_a_consent_taken_back_is_dead_even_once_the_person_agrees_again() -> None:
    party = make_party()
    reader = signed_in(party)
    code, consent = party.code(reader.browser), Consent.objects.get(person=reader.person)
    grants.withdraw_consent(actor=ACTOR, person_id=reader.person.pk, consent_id=consent.pk)
    give_consent(reader.person, party)
    assert answered_error(party.redeem(code)) == (400, "invalid_grant")
    assert party.redeem(party.code(reader.browser)).status_code == 200
