"""Ending a session for a relying party, and telling the others."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from django_tasks_db.models import DBTaskResult

from bawaba.identity.models import BrowserSession, Grant
from bawaba.identity.oidc import backchannel_logout, grants, jose, keys, registration
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.sids import sid_for
from bawaba.identity.oidc.subjects import subject_for
from bawaba.identity.services.deliveries import RETRY_AFTER, Outcome
from bawaba.identity.tests.factories import make_person, sign_in
from bawaba.identity.tests.oidc_factories import ISSUER, OPERATOR, make_client
from bawaba.identity.types import Authentication
from bawaba.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]
AFTER = "https://party.example/bye"
GONE = "https://party.example/logged-out"


def party(**members: Any) -> Client:
    return make_client(post_logout_redirect_uris=[AFTER], backchannel_logout_uri=GONE, **members)[0]


def signed_in(client: Client, *, scope: str = "openid") -> tuple[Browser, Authentication, str]:
    """Return a browser whose person signed in at the relying party, and the ID token it got."""
    browser, person = Browser(raise_request_exception=False), make_person()
    kept = sign_in(browser, person)
    grant = grants.open_grant(
        kind="code", client=client, person_id=person.pk, subject=person.subject, scopes=scope.split(),
        level=kept.level, amr=kept.amr, auth_time=kept.auth_time, sid=kept.sid,
    )  # fmt: skip
    return browser, kept, grants.issue_tokens(grant=grant, client=client)["id_token"]


def ask(browser: Browser, **parameters: str) -> Any:
    return browser.get(f"/oidc/logout?{urlencode(parameters)}")


def test_a_hint_ends_the_session_and_goes_back_with_the_state() -> None:
    browser, kept, token = signed_in(party())
    answer = ask(browser, id_token_hint=token, post_logout_redirect_uri=AFTER, state="a b&c")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{AFTER}?state=a+b%26c")
    assert not BrowserSession.objects.filter(sid=kept.sid).exists()
    assert Grant.objects.get(sid=kept.sid).revoked_at is not None
    assert "identity" not in browser.session


def test_an_old_hint_still_names_the_session() -> None:
    browser, _, token = signed_in(party())
    keys.rotate_keys(actor=OPERATOR, ahead=timedelta(0), overlap=timedelta(0))
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        assert ask(browser, id_token_hint=token, post_logout_redirect_uri=AFTER).headers["Location"] == AFTER


def test_a_post_from_another_site_becomes_a_get_that_carries_the_session() -> None:
    browser, _, token = signed_in(party())
    answer = Browser().post("/oidc/logout", {"id_token_hint": token, "other": "x"})
    assert answer.status_code == 303
    assert "other" not in answer.headers["Location"]
    assert browser.get(answer.headers["Location"]).status_code == 200
    assert "identity" not in browser.session


def test_without_a_hint_the_person_is_asked_first() -> None:
    client = party()
    browser, kept, _ = signed_in(client)
    page = ask(browser, client_id=client.client_id, post_logout_redirect_uri=AFTER, state="x")
    assert page.status_code == 200
    assert BrowserSession.objects.filter(sid=kept.sid).exists()
    assert "A party" in page.content.decode()
    assert "form-action 'self' https:;" in page.headers["Content-Security-Policy"]
    form = {"client_id": client.client_id, "post_logout_redirect_uri": AFTER, "state": "x"}
    answer = browser.post("/oidc/logout/confirm", form)
    assert answer.headers["Location"] == f"{AFTER}?state=x"
    assert not BrowserSession.objects.filter(sid=kept.sid).exists()


def test_a_stranger_cannot_confirm_for_the_person() -> None:
    browser, kept, _ = signed_in(party())
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post("/oidc/logout/confirm", {}).status_code == 403
    assert BrowserSession.objects.filter(sid=kept.sid).exists()


def test_a_hint_of_somebody_else_asks_first() -> None:
    client = party()
    browser, kept, _ = signed_in(client)
    _, _, foreign = signed_in(client)
    assert ask(browser, id_token_hint=foreign, post_logout_redirect_uri=AFTER).status_code == 200
    assert BrowserSession.objects.filter(sid=kept.sid).exists()


@pytest.mark.parametrize(
    "uri", ["https://evil.example/", AFTER + "/", AFTER + "?x=1", "javascript:alert(1)", AFTER.upper()]
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(uri: str) -> None:
    browser, kept, token = signed_in(party())
    answer = ask(browser, id_token_hint=token, post_logout_redirect_uri=uri)
    assert (answer.status_code, "Location" in answer.headers) == (400, False)
    assert BrowserSession.objects.filter(sid=kept.sid).exists()


def test_an_address_without_a_client_is_refused() -> None:
    browser, _, _ = signed_in(party())
    assert ask(browser, post_logout_redirect_uri=AFTER).status_code == 400
    assert ask(browser, post_logout_redirect_uri=AFTER, client_id="nobody").status_code == 400


def test_a_forged_or_foreign_hint_is_refused() -> None:
    client, other = party(), party()
    browser, kept, token = signed_in(client)
    for parameters in (
        {"id_token_hint": "x.y.z"}, {"id_token_hint": token[:-4] + "AAAA"},
        {"id_token_hint": token, "client_id": other.client_id},
        {"id_token_hint": keys.sign(claims={"sub": "a"}, type="logout+jwt")},
    ):  # fmt: skip
        assert ask(browser, **parameters).status_code == 400
    assert browser.get(f"/oidc/logout?state=1&state=2&id_token_hint={token}").status_code == 400
    assert BrowserSession.objects.filter(sid=kept.sid).exists()


def test_a_suspended_client_ends_nothing() -> None:
    client = party()
    browser, _, token = signed_in(client)
    registration.suspend_client(actor=OPERATOR, client_id=client.client_id)
    assert ask(browser, id_token_hint=token, post_logout_redirect_uri=AFTER).status_code == 400


def test_who_is_not_signed_in_is_told_so_or_sent_on() -> None:
    client = party()
    assert "<h1>" in ask(Browser()).content.decode()
    answer = ask(Browser(), client_id=client.client_id, post_logout_redirect_uri=AFTER)
    assert answer.headers["Location"] == AFTER


@pytest.mark.parametrize(("locales", "word"), [("fr", "déconnec"), ("ar-MA fr", "الخروج"), ("xx", "الخروج")])
def test_the_page_speaks_the_language_asked_for(locales: str, word: str) -> None:
    browser, _, _ = signed_in(party())
    assert word in ask(browser, ui_locales=locales).content.decode()


def queued() -> list[dict[str, Any]]:
    rows = DBTaskResult.objects.filter(task_path__endswith="send_logout").order_by("enqueued_at")
    return [row.args_kwargs["kwargs"] for row in rows]


def test_every_relying_party_of_the_session_is_told_and_no_other() -> None:
    first, second, third = party(), party(id_token_signed_response_alg="RS256"), party()
    browser, kept, token = signed_in(first)
    person = Grant.objects.get(sid=kept.sid).person
    for client in (second, second):
        grants.open_grant(
            kind="code", client=client, person_id=person.pk, subject=person.subject, scopes=["openid"],
            level=kept.level, amr=kept.amr, auth_time=kept.auth_time, sid=kept.sid,
        )  # fmt: skip
    signed_in(third)
    ask(browser, id_token_hint=token)
    assert {job["client_id"] for job in queued()} == {first.client_id, second.client_id}
    assert len(queued()) == 2


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_a_logout_token_says_who_and_which_session(monkeypatch: pytest.MonkeyPatch, algorithm: str) -> None:
    client = party(id_token_signed_response_alg=algorithm)
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(backchannel_logout, "post", lambda **call: calls.append(call) or Outcome.TAKEN)
    backchannel_logout.send_logout.func(client.client_id, "the-subject", "the-sid", 1)
    token = calls[0]["form"]["logout_token"]
    claims = keys.verify_own(token=token, type="logout+jwt")
    assert calls[0]["url"] == GONE
    assert jose.peek(token).header["alg"] == algorithm
    assert claims is not None
    assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert (claims["iss"], claims["aud"], claims["sid"]) == (
        ISSUER, client.client_id, sid_for(client_id=client.client_id, sid="the-sid"),
    )  # fmt: skip
    assert claims["sub"] == subject_for(client=client, subject="the-subject")
    assert "nonce" not in claims
    assert claims["exp"] - claims["iat"] == 120


@pytest.mark.parametrize(
    ("outcome", "again"), [(Outcome.TAKEN, 0), (Outcome.REFUSED, 0), (Outcome.UNREACHED, 1)]
)
def test_a_relying_party_that_does_not_answer_is_told_again(
    monkeypatch: pytest.MonkeyPatch, outcome: Outcome, again: int
) -> None:
    client = party()
    monkeypatch.setattr(backchannel_logout, "post", lambda **_: outcome)
    backchannel_logout.send_logout.func(client.client_id, "the-subject", "the-sid", 1)
    assert len(queued()) == again
    backchannel_logout.send_logout.func(client.client_id, "the-subject", "the-sid", len(RETRY_AFTER) + 1)
    assert len(queued()) == again
    assert "secret" not in json.dumps(queued())
