"""CIBA refuses what OpenID Connect CIBA Core 1.0 (sections 7, 10.1, 11 and 13) says it must."""

import time
from datetime import timedelta
from typing import Any

import pytest

from bawaba.identity.models import BackchannelRequest, Grant, Person
from bawaba.identity.services import people
from bawaba.identity.services.decisions import decide_backchannel
from bawaba.identity.services.devices import suspend_device
from bawaba.identity.tests import oidc_factories
from bawaba.identity.tests.factories import ACTOR, make_person
from bawaba.identity.tests.oidc_factories import ec_key, sign
from bawaba.identity.tests.phone_factories import actor_for, enrol, sign_request
from bawaba.identity.tests.provider import CIBA, Party, answered_error, get, make_party, post, signed_in
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Decision
from bawaba.kernel import clock

pytestmark = pytest.mark.django_db
SCOPE = "openid profile email offline_access"


@pytest.fixture(autouse=True)
def _issuer(settings: Any) -> None:
    settings.ISSUER = oidc_factories.ISSUER
    settings.CIBA_OPEN_MOST = settings.CIBA_HOURLY_MOST = 100


def make_asker(**metadata: Any) -> Party:
    kinds = ["authorization_code", "refresh_token", CIBA]
    return make_party(grant_types=kinds, scope=SCOPE, **metadata)


@pytest.fixture
def asker() -> Party:
    return make_asker()


@pytest.fixture
def person() -> Person:
    return make_person(email="salma@example.org", proofed="high")


def ask(party: Party, **changes: Any) -> Any:
    form = {"scope": "openid profile", "login_hint": "salma@example.org", **changes}
    return party.post(
        "/oidc/bc-authorize", {name: value for name, value in form.items() if value is not None}
    )


def opened(party: Party, **changes: Any) -> str:
    answer = ask(party, **changes)
    assert answer.status_code == 200, answer.content
    identifier: str = answer.json()["auth_req_id"]
    return identifier


def poll(party: Party, auth_req_id: str | None, headers: dict[str, str] | None = None) -> Any:
    form = {"grant_type": CIBA, **({"auth_req_id": auth_req_id} if auth_req_id is not None else {})}
    return party.post("/oidc/token", form, **(headers or {}))


def answer_on_phone(person: Person, key: SoftwareKey | None, decision: Decision = Decision.APPROVE) -> None:
    request = BackchannelRequest.objects.latest("pk")
    decide_backchannel(
        actor=actor_for(person), person_id=person.pk, request_id=request.pk, decision=decision,
        number=request.number, assertion=sign_request(key, person, request.pk) if key else None,
    )  # fmt: skip


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────

FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("invalid_scope", {"scope": None}),
    ("invalid_scope", {"scope": "profile"}),
    ("invalid_scope", {"scope": "openid cnie"}),
    ("invalid_request", {"login_hint": None}),
    ("invalid_request", {"login_hint": "   "}),
    ("invalid_request", {"login_hint": "x" * 5000}),
    ("invalid_request", {"id_token_hint": "a.b.c"}),  # two hints
    ("invalid_request", {"login_hint": None, "id_token_hint": "a.b.c"}),
    ("invalid_request", {"login_hint": None, "login_hint_token": "x"}),
    ("invalid_request", {"login_hint": "a", "login_hint_token": "b"}),
    ("invalid_binding_message", {"binding_message": "x" * 500}),
    ("invalid_binding_message", {"binding_message": "two\nlines"}),
    ("invalid_binding_message", {"binding_message": "turned \u202e round"}),
    ("invalid_request", {"requested_expiry": "0"}),
    ("invalid_request", {"requested_expiry": "-5"}),
    ("invalid_request", {"requested_expiry": "soon"}),
    ("invalid_request", {"requested_expiry": "٣٠"}),
    ("invalid_request", {"request": "a.b.c"}),
]


@pytest.mark.parametrize(("error", "changes"), FAULTS)
def test_a_faulty_request_opens_nothing(asker: Party, error: str, changes: dict[str, Any]) -> None:
    assert answered_error(ask(asker, **changes)) == (400, error)
    assert not BackchannelRequest.objects.exists()


def test_a_client_that_is_not_registered_for_ciba_is_unauthorized() -> None:
    assert answered_error(ask(make_party())) == (400, "unauthorized_client")


def test_an_unauthenticated_caller_is_refused(asker: Party) -> None:
    form = {"scope": "openid", "login_hint": "a", "client_id": asker.client_id}
    assert answered_error(post("/oidc/bc-authorize", form)) == (401, "invalid_client")


def test_a_request_is_sent_by_post_only() -> None:
    assert answered_error(get("/oidc/bc-authorize")) == (405, "invalid_request")


@pytest.mark.parametrize("token", [None, "", "short", "with space " * 4, "é" * 30, "x" * 2000])
def test_a_ping_client_must_send_a_good_notification_token(token: str | None) -> None:
    ping = make_asker(
        backchannel_token_delivery_mode="ping",
        backchannel_client_notification_endpoint="https://party.example/ping",
    )
    assert answered_error(ask(ping, client_notification_token=token)) == (400, "invalid_request")


def test_a_hint_issued_to_another_client_is_refused(asker: Party) -> None:
    other = make_party()
    token = other.tokens(signed_in(other).browser)["id_token"]
    assert answered_error(ask(asker, login_hint=None, id_token_hint=token)) == (400, "invalid_request")


def test_a_hint_that_nobody_signed_is_refused(asker: Party) -> None:
    forged = sign(ec_key(), {"iss": oidc_factories.ISSUER, "aud": asker.client_id, "sub": "x"})
    assert answered_error(ask(asker, login_hint=None, id_token_hint=forged)) == (400, "invalid_request")


def test_one_request_too_many_is_refused_alike_for_known_and_unknown_people(
    asker: Party, person: Person, settings: Any
) -> None:
    settings.CIBA_OPEN_MOST, settings.CIBA_HOURLY_MOST = 2, 3
    seen = []
    for hint in ("salma@example.org", "nobody@example.org"):
        answers = [ask(asker, login_hint=hint) for _ in range(3)]
        assert [answer.status_code for answer in answers[:2]] == [200, 200]
        seen.append((answers[2].status_code, answers[2].content, answers[0].json().keys()))
    assert seen[0] == seen[1]
    assert seen[0][0] in (400, 403, 429)


# ── signed requests ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def signer() -> Party:
    return make_asker(backchannel_authentication_request_signing_alg="ES256")


def request_claims(party: Party, **changes: Any) -> dict[str, Any]:
    moment = int(time.time())
    claims = {
        "iss": party.client_id, "aud": oidc_factories.ISSUER, "iat": moment, "nbf": moment, "exp": moment + 60,
        "jti": str(time.monotonic_ns()), "scope": "openid", "login_hint": "salma@example.org", **changes,
    }  # fmt: skip
    return {name: value for name, value in claims.items() if value is not None}


SIGNED: list[dict[str, Any]] = [
    {"iss": "x"}, {"aud": "https://other.example"}, {"exp": 1}, {"exp": None}, {"iat": None}, {"nbf": None},
    {"jti": None}, {"nbf": int(time.time()) + 600}, {"exp": int(time.time()) + 10**7}, {"jti": ["a"]},
]  # fmt: skip


@pytest.mark.parametrize("changes", SIGNED)
def test_a_signed_request_with_a_fault_is_refused(signer: Party, changes: dict[str, Any]) -> None:
    assert signer.key is not None
    form = {"request": sign(signer.key, request_claims(signer, **changes))}
    assert answered_error(signer.post("/oidc/bc-authorize", form)) == (400, "invalid_request")
    assert not BackchannelRequest.objects.exists()


def test_a_client_that_must_sign_cannot_ask_without(signer: Party) -> None:
    assert answered_error(ask(signer)) == (400, "invalid_request")


def test_a_signed_request_comes_once_and_from_its_client_only(signer: Party) -> None:
    assert signer.key is not None
    forged = {"request": sign(ec_key(), request_claims(signer))}
    assert answered_error(signer.post("/oidc/bc-authorize", forged)) == (400, "invalid_request")
    good = {"request": sign(signer.key, request_claims(signer))}
    assert signer.post("/oidc/bc-authorize", good).status_code == 200
    assert answered_error(signer.post("/oidc/bc-authorize", good)) == (400, "invalid_request")


# ── polling ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("identifier", ["", "x", "x" * 5000, "é", "' OR 1=1 --"])
def test_an_identifier_that_nobody_got_is_refused(asker: Party, identifier: str) -> None:
    expected = "invalid_request" if not identifier else "invalid_grant"
    assert answered_error(poll(asker, identifier)) == (400, expected)


def test_a_missing_identifier_is_refused(asker: Party) -> None:
    assert answered_error(poll(asker, None)) == (400, "invalid_request")


def test_another_clients_identifier_is_refused_even_once_approved(asker: Party, person: Person) -> None:
    identifier = opened(asker)
    answer_on_phone(person, enrol(person)[1])
    assert answered_error(poll(make_asker(), identifier)) == (400, "invalid_grant")
    assert poll(asker, identifier).status_code == 200


def test_before_the_answer_it_is_pending_and_too_often_is_slow_down(asker: Party, person: Person) -> None:
    identifier = opened(asker)
    assert answered_error(poll(asker, identifier)) == (400, "authorization_pending")
    assert answered_error(poll(asker, identifier)) == (400, "slow_down")


@pytest.mark.parametrize("decision", [Decision.REFUSE, Decision.NOT_ME])
def test_a_refusal_is_access_denied_for_good(asker: Party, person: Person, decision: Decision) -> None:
    identifier = opened(asker)
    answer_on_phone(person, None, decision)
    for _ in range(2):
        assert answered_error(poll(asker, identifier)) == (400, "access_denied")
    assert not Grant.objects.exists()


def test_an_answer_that_does_not_come_expires(asker: Party, person: Person, settings: Any) -> None:
    identifier = opened(asker)
    with clock.frozen_at(clock.now() + timedelta(seconds=settings.CIBA_LIFE_S + 1)):
        assert answered_error(poll(asker, identifier)) == (400, "expired_token")


def test_an_approval_that_nobody_fetched_expires(asker: Party, person: Person, settings: Any) -> None:
    identifier = opened(asker)
    answer_on_phone(person, enrol(person)[1])
    with clock.frozen_at(clock.now() + timedelta(seconds=settings.CIBA_LIFE_S + 1)):
        assert answered_error(poll(asker, identifier)) == (400, "expired_token")


def test_an_approval_gives_tokens_once(asker: Party, person: Person) -> None:
    identifier = opened(asker)
    answer_on_phone(person, enrol(person)[1])
    assert poll(asker, identifier).status_code == 200
    assert answered_error(poll(asker, identifier)) == (400, "invalid_grant")
    assert Grant.objects.count() == 1


def test_an_approval_of_a_device_suspended_since_is_worth_nothing(asker: Party, person: Person) -> None:
    identifier = opened(asker)
    device, key = enrol(person)
    answer_on_phone(person, key)
    suspend_device(actor=ACTOR, person_id=person.pk, device_id=device.pk)
    assert answered_error(poll(asker, identifier)) == (400, "access_denied")


def test_an_approval_of_a_person_suspended_since_is_worth_nothing(asker: Party, person: Person) -> None:
    identifier = opened(asker)
    answer_on_phone(person, enrol(person)[1])
    people.suspend_person(actor=ACTOR, person_id=person.pk)
    assert answered_error(poll(asker, identifier)) == (400, "access_denied")


def test_a_client_bound_to_dpop_gets_no_bearer_token(person: Person) -> None:
    bound = make_asker(dpop_bound_access_tokens=True)
    identifier = opened(bound)
    answer_on_phone(person, enrol(person)[1])
    assert answered_error(poll(bound, identifier)) == (400, "invalid_dpop_proof")
    answer = poll(bound, identifier, {"DPoP": oidc_factories.proof(ec_key())})
    assert answer.json()["token_type"] == "DPoP"


def test_polling_for_somebody_unknown_never_ends_otherwise_than_by_time(asker: Party, settings: Any) -> None:
    identifier = opened(asker, login_hint="nobody@example.org")
    assert answered_error(poll(asker, identifier)) == (400, "authorization_pending")
    with clock.frozen_at(clock.now() + timedelta(seconds=settings.CIBA_LIFE_S + 1)):
        assert answered_error(poll(asker, identifier)) == (400, "expired_token")
