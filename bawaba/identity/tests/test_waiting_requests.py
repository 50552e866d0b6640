"""What a person is asked before the answer, and how the request goes on afterwards."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client as Browser

from bawaba.identity.models import Activity, Consent, RelyingParty
from bawaba.identity.oidc import interactions
from bawaba.identity.oidc.keys import forget_registry
from bawaba.identity.oidc.registration import approve_client, suspend_client
from bawaba.identity.rules.levels import Method
from bawaba.identity.tests.factories import make_person, sign_in
from bawaba.identity.tests.oidc_factories import OPERATOR
from bawaba.identity.tests.provider import (
    FORM,
    Party,
    assert_page_without_redirect,
    challenge_of,
    claims_in,
    give_consent,
    make_party,
    redirected_error,
    signed_in,
)
from bawaba.identity.types import Level
from bawaba.kernel import clock

pytestmark = pytest.mark.django_db
PASSKEY = (Method.HARDWARE_PASSKEY,)


def goes_to(answer: HttpResponse) -> tuple[str, dict[str, str]]:
    """Return the page that the person is sent to, without its language, and its parameters."""
    assert answer.status_code in (302, 303), answer.content[:500]
    parts = urlsplit(answer.headers["Location"])
    return parts.path.partition("/")[2].partition("/")[2], {
        name: values[0] for name, values in parse_qs(parts.query).items()
    }


def resume(browser: Browser, answer: HttpResponse) -> HttpResponse:
    """Go on with the request, as the page does that the person was sent to."""
    given = goes_to(answer)[1]
    return browser.get(given.get("next") or f"{interactions.RESUME}?request={given['request']}")


def code_in(answer: HttpResponse) -> str:
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def test_who_is_not_signed_in_signs_in_and_goes_on() -> None:
    party, browser = make_party(), Browser()
    asked = party.authorize(browser, login_hint="salma@example.org", ui_locales="fr-MA ar")
    page, given = goes_to(asked)
    assert page == "account/login/"
    assert asked.headers["Location"].startswith("/fr/")
    assert given["login_hint"] == "salma@example.org"
    person = make_person()
    give_consent(person, party)
    sign_in(browser, person)
    assert party.redeem(code_in(resume(browser, asked))).status_code == 200


def test_a_request_that_was_answered_does_not_go_on_twice() -> None:
    party, browser = make_party(), Browser()
    asked = party.authorize(browser)
    person = make_person()
    give_consent(person, party)
    sign_in(browser, person)
    resume(browser, asked)
    assert_page_without_redirect(resume(browser, asked))


def test_a_request_of_another_browser_does_not_go_on() -> None:
    party = make_party()
    asked = party.authorize(Browser())
    assert_page_without_redirect(resume(signed_in(party).browser, asked))


def test_a_request_that_waited_too_long_does_not_go_on() -> None:
    party, browser = make_party(), Browser()
    asked = party.authorize(browser)
    with clock.frozen_at(clock.now() + interactions.LONGEST_WAIT + timedelta(seconds=1)):
        assert_page_without_redirect(resume(browser, asked))


def test_of_more_than_five_requests_the_oldest_is_forgotten() -> None:
    party, browser = make_party(), Browser()
    asked = [party.authorize(browser) for _ in range(6)]
    assert len(browser.session[interactions.SESSION_KEY]) == interactions.MOST_WAITING
    assert_page_without_redirect(resume(browser, asked[0]))
    assert goes_to(resume(browser, asked[5]))[0] == "account/login/"


def test_a_client_suspended_meanwhile_gets_nothing() -> None:
    party, browser = make_party(), Browser()
    asked = party.authorize(browser)
    suspend_client(actor=OPERATOR, client_id=party.client_id)
    assert_page_without_redirect(resume(browser, asked))


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "0"}])
def test_a_new_proof_is_asked_for_although_the_session_is_fresh(changes: dict[str, str]) -> None:
    party = make_party()
    reader = signed_in(party)
    asked = party.authorize(reader.browser, **changes)
    page, given = goes_to(asked)
    assert (page, given["max_age"]) == ("account/step-up", "0")
    assert goes_to(resume(reader.browser, asked))[0] == "account/step-up"  # nothing was proved yet
    later = clock.now() + timedelta(seconds=2)
    with clock.frozen_at(later):
        sign_in(reader.browser, reader.person)
        code = code_in(resume(reader.browser, asked))
        token = party.redeem(code).json()["id_token"]
    assert claims_in(token)["auth_time"] == int(later.timestamp())


def test_a_session_older_than_max_age_is_proved_again_and_a_younger_one_is_not() -> None:
    party = make_party()
    reader = signed_in(party)
    assert party.code(reader.browser, max_age="60")
    with clock.frozen_at(clock.now() + timedelta(seconds=61)):
        page, given = goes_to(party.authorize(reader.browser, max_age="60"))
    assert (page, given["max_age"]) == ("account/step-up", "60")


def test_the_registered_max_age_holds_where_none_is_asked() -> None:
    party = make_party(default_max_age=30)
    reader = signed_in(party)
    with clock.frozen_at(clock.now() + timedelta(seconds=31)):
        assert goes_to(party.authorize(reader.browser))[0] == "account/step-up"
        assert party.code(reader.browser, max_age="600")


@pytest.mark.parametrize("essential", [False, True])
def test_a_higher_level_is_tried_once_and_told_when_reached(essential: bool) -> None:
    party = make_party()
    reader = signed_in(party, proofed="substantial")
    acr = Level.SUBSTANTIAL.acr
    changes = {"acr_values": acr} if not essential else {"claims": _essential(acr)}
    asked = party.authorize(reader.browser, **changes)
    page, given = goes_to(asked)
    assert (page, given["level"]) == ("account/step-up", "substantial")
    sign_in(reader.browser, reader.person, (Method.PASSWORD, Method.TOTP))
    token = party.redeem(code_in(resume(reader.browser, asked))).json()["id_token"]
    assert claims_in(token)["acr"] == acr


def test_a_wished_level_that_is_out_of_reach_is_answered_with_the_one_reached() -> None:
    party = make_party()
    reader = signed_in(party)
    asked = party.authorize(reader.browser, acr_values=Level.HIGH.acr)
    token = party.redeem(code_in(resume(reader.browser, asked))).json()["id_token"]
    assert claims_in(token)["acr"] == Level.LOW.acr


def test_an_essential_level_that_is_out_of_reach_is_the_standards_error() -> None:
    party = make_party()
    reader = signed_in(party)
    asked = party.authorize(reader.browser, claims=_essential(Level.HIGH.acr))
    assert redirected_error(resume(reader.browser, asked)) == "unmet_authentication_requirements"


def test_an_essential_level_that_nobody_knows_is_refused_at_once() -> None:
    party = make_party()
    answer = party.authorize(signed_in(party).browser, claims=_essential("urn:example:unheard-of"))
    assert redirected_error(answer) == "unmet_authentication_requirements"


def test_a_higher_level_than_asked_for_is_told_as_the_one_asked_for() -> None:
    party = make_party()
    reader = signed_in(party, methods=PASSKEY, proofed="high")
    tokens = party.tokens(reader.browser, acr_values=f"{Level.SUBSTANTIAL.acr} {Level.LOW.acr}")
    assert claims_in(tokens["id_token"])["acr"] == Level.SUBSTANTIAL.acr
    assert claims_in(party.tokens(reader.browser)["id_token"])["acr"] == Level.HIGH.acr


def _essential(acr: str) -> str:
    return json.dumps({"id_token": {"acr": {"essential": True, "values": [acr]}}})


def test_claims_asked_by_name_come_in_the_id_token_and_nothing_else_does() -> None:
    party = make_party(bawaba_claims=["birthdate"])
    reader = signed_in(party)
    give_consent(reader.person, party, claims=["birthdate"])
    tokens = party.tokens(reader.browser, scope="openid", claims='{"id_token": {"birthdate": null}}')
    claims = claims_in(tokens["id_token"])
    assert claims["birthdate"] == "1990-05-17"
    assert "name" not in claims
    assert Activity.objects.filter(person=reader.person, kind="release", claims=["birthdate"]).exists()


def decide(browser: Browser, answer: HttpResponse, decision: str) -> HttpResponse:
    page, given = goes_to(answer)
    assert page == "consent/"
    return browser.post(answer.headers["Location"], {"request": given["request"], "decision": decision})


def test_consent_is_asked_once_and_remembered_for_what_it_covers() -> None:
    party = make_party(scope="openid profile email phone offline_access")
    reader = signed_in()
    asked = party.authorize(reader.browser, scope="openid profile")
    agreed = decide(reader.browser, asked, "accept")
    assert code_in(reader.browser.get(agreed.headers["Location"]))
    assert party.code(reader.browser, scope="openid profile")
    assert goes_to(party.authorize(reader.browser, scope="openid profile phone"))[0] == "consent/"
    assert goes_to(party.authorize(reader.browser, scope="openid offline_access"))[0] == "consent/"
    assert Activity.objects.filter(person=reader.person, kind="consent").count() == 1


def test_a_consent_given_twice_is_one_row_that_covers_both() -> None:
    party = make_party(scope="openid profile email phone")
    reader = signed_in()
    for scope in ("openid profile", "openid phone"):
        agreed = decide(reader.browser, party.authorize(reader.browser, scope=scope), "accept")
        assert code_in(reader.browser.get(agreed.headers["Location"]))
    assert Consent.objects.filter(person=reader.person).count() == 1
    assert party.code(reader.browser, scope="openid profile phone")


def test_a_consent_ends_by_itself() -> None:
    party = make_party()
    reader = signed_in()
    decide(reader.browser, party.authorize(reader.browser), "accept")
    consent = Consent.objects.get()
    assert consent.expires_at == consent.granted_at + timedelta(days=settings.OIDC_CONSENT_DAYS)
    Consent.objects.update(expires_at=clock.now())
    assert goes_to(party.authorize(reader.browser))[0] == "consent/"


def test_a_refusal_is_access_denied_and_gives_nothing() -> None:
    party = make_party()
    reader = signed_in()
    refused = decide(reader.browser, party.authorize(reader.browser), "refuse")
    assert redirected_error(reader.browser.get(refused.headers["Location"])) == "access_denied"
    assert not Consent.objects.exists()
    assert Activity.objects.filter(person=reader.person, kind="consent-refused").exists()


def test_prompt_consent_asks_although_it_was_given() -> None:
    party = make_party()
    reader = signed_in(party)
    asked = party.authorize(reader.browser, prompt="consent")
    agreed = decide(reader.browser, asked, "accept")
    assert code_in(reader.browser.get(agreed.headers["Location"]))


def test_select_account_lets_the_person_leave_for_another_account() -> None:
    party, other = make_party(), make_person()
    give_consent(other, party)
    reader = signed_in(party)
    asked = party.authorize(reader.browser, prompt="select_account")
    changed = decide(reader.browser, asked, "change")
    page = reader.browser.get(changed.headers["Location"])
    assert goes_to(page)[0] == "account/login/"
    with clock.frozen_at(clock.now() + timedelta(seconds=1)):
        sign_in(reader.browser, other)
        assert code_in(resume(reader.browser, page))


def test_the_site_itself_needs_no_consent_for_a_name_and_does_for_more() -> None:

    party = make_party(scope="openid profile email phone")
    RelyingParty.objects.filter(client_id=party.client_id).update(first_party=True)
    forget_registry()
    reader = signed_in()
    assert party.code(reader.browser, scope="openid profile email")
    assert goes_to(party.authorize(reader.browser, scope="openid phone"))[0] == "consent/"


def test_claims_approved_after_the_consent_are_not_released_by_it() -> None:
    party = make_party(scope="openid profile email phone")
    approve_client(actor=OPERATOR, client_id=party.client_id, claims=["email"])
    reader = signed_in(party)
    tokens = party.tokens(reader.browser, scope="openid email phone")
    approve_client(actor=OPERATOR, client_id=party.client_id, claims=["email", "phone_number"])
    answer = Browser().get("/oidc/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert set(answer.json()) == {"sub", "email"}


def test_a_post_from_another_site_comes_again_by_get_and_brings_its_cookie() -> None:
    party = make_party()
    reader = signed_in(party)
    sent = Browser().post("/oidc/authorize", urlencode(party.asks()), content_type=FORM)
    assert sent.status_code == 303
    assert code_in(reader.browser.get(sent.headers["Location"]))


def test_a_post_with_a_session_is_answered_at_once() -> None:
    party = make_party()
    reader = signed_in(party)
    answer = reader.browser.post("/oidc/authorize", urlencode(party.asks()), content_type=FORM)
    assert answer.status_code == 303
    assert code_in(answer)


def test_a_post_of_another_type_gets_a_page() -> None:
    assert_page_without_redirect(Browser().post("/oidc/authorize", make_party().asks()))


def test_a_pushed_request_goes_on_after_sign_in_and_when_its_address_is_loaded_again() -> None:
    party, browser = make_party(), Browser()
    name = party.push().json()["request_uri"]
    address = {"client_id": party.client_id, "request_uri": name}
    browser.get("/oidc/authorize", address)
    again = browser.get("/oidc/authorize", address)
    assert goes_to(again)[0] == "account/login/"
    person = make_person()
    give_consent(person, party)
    sign_in(browser, person)
    assert party.redeem(code_in(resume(browser, again))).status_code == 200
    assert_page_without_redirect(browser.get("/oidc/authorize", address))


def test_the_codes_challenge_is_the_pushed_ones() -> None:
    party = make_party()
    name = party.push().json()["request_uri"]
    answer = signed_in(party).browser.get(
        "/oidc/authorize",
        {"client_id": party.client_id, "request_uri": name, "code_challenge": challenge_of("x" * 43)},
    )
    assert party.redeem(code_in(answer)).status_code == 200


class TestForm:
    """The answer by form (OAuth 2.0 Form Post Response Mode)."""

    def answer(self, party: Party, **changes: Any) -> HttpResponse:
        return party.authorize(signed_in(party).browser, response_mode="form_post", **changes)

    def test_it_holds_the_parameters_and_a_button_and_no_inline_script(self) -> None:
        page = self.answer(make_party()).content.decode()
        assert 'action="https://party.example/callback"' in page
        for name in ("code", "state", "iss"):
            assert f'<input type="hidden" name="{name}"' in page
        assert 'type="submit"' in page
        assert "onload" not in page

    def test_its_policy_lets_the_form_go_there_and_runs_only_our_scripts(self) -> None:
        policy = self.answer(make_party()).headers["Content-Security-Policy"]
        assert "form-action https:;" in policy
        assert "script-src 'self';" in policy

    def test_what_the_client_sent_is_no_markup_in_it(self) -> None:
        page = self.answer(make_party(), state='"><script>alert(1)</script>').content.decode()
        assert "<script>alert" not in page


def test_after_a_form_of_ours_a_browser_leaves_by_a_page_and_a_program_by_a_redirect() -> None:
    party = make_party()
    reader = signed_in(party)
    asked = party.authorize(reader.browser, prompt="consent", ui_locales="fr")
    agreed = decide(reader.browser, asked, "accept")
    page = reader.browser.get(agreed.headers["Location"], headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert (
        'http-equiv="refresh" content="0; url=https://party.example/callback?code=' in page.content.decode()
    )
