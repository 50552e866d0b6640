"""CIBA Core 1.0: asking a person's phone, waiting for the answer, and being told."""

import json
import re
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from bawaba.identity.models import Activity, BackchannelRequest, Device, Grant, Person
from bawaba.identity.oidc import keys
from bawaba.identity.services import approvals
from bawaba.identity.services.approvals import is_cooling_down, notify_client
from bawaba.identity.services.deliveries import Outcome
from bawaba.identity.tests.factories import make_person
from bawaba.identity.tests.oidc_factories import basic, make_client
from bawaba.kernel import clock, jobs
from bawaba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("issuer")]
CIBA = "urn:openid:params:grant-type:ciba"
TOKEN = "a-token-of-the-client-0123456789"


class Party:  # a relying party that asks by CIBA
    def __init__(self, **members: Any) -> None:
        given = {"grant_types": [CIBA, "authorization_code", "refresh_token"], **members}
        self.client, self.secret = make_client(**{"scope": "openid profile email offline_access", **given})
        self.machine = Browser(raise_request_exception=False)

    def post(self, path: str, **form: str | None) -> Any:
        text = urlencode({name: value for name, value in form.items() if value is not None})
        headers = basic(self.client, self.secret)
        return self.machine.post(
            path, text, content_type="application/x-www-form-urlencoded", headers=headers
        )

    def ask(self, hint: str | None, **changes: str | None) -> Any:
        return self.post("/oidc/bc-authorize", **{"scope": "openid profile", "login_hint": hint, **changes})

    def poll(self, auth_req_id: str | None) -> Any:
        return self.post("/oidc/token", grant_type=CIBA, auth_req_id=auth_req_id)


@pytest.fixture
def party() -> Party:
    return Party()


@pytest.fixture
def person() -> Person:
    return make_person(proofed="high", email="salma@example.org")


def enrol(person: Person) -> Device:
    authenticator = Authenticator.objects.create(
        user=person.account, type=Authenticator.Type.WEBAUTHN, data={"credential": {}, "name": "phone"}
    )
    return Device.objects.create(
        person=person, authenticator=authenticator, name="Phone", hardware_bound=True, approves=True,
        credential=secrets.token_hex(32), enrolled_at=clock.now(),
    )  # fmt: skip


def decide(state: str, device: Device | None = None) -> BackchannelRequest:
    """Answer the latest request as the phone would have it written."""
    request = BackchannelRequest.objects.latest("pk")
    request.state, request.device, request.decided_at = state, device, clock.now()
    request.save()
    return request


def test_a_request_is_opened_for_the_person_named(party: Party, person: Person) -> None:
    answer = party.ask(
        "salma@example.org", binding_message="Order 17", acr_values="http://eidas.europa.eu/LoA/high"
    )
    told = answer.json()
    request = BackchannelRequest.objects.get()
    assert answer.status_code == 200
    assert (request.person, request.binding_message, request.level) == (person, "Order 17", "high")
    assert told["number_to_match"] == request.number
    assert 10 <= int(request.number) <= 99
    assert (told["expires_in"], told["interval"]) == (120, 5)
    assert told["auth_req_id"] not in json.dumps(list(BackchannelRequest.objects.values("digest")))


@pytest.mark.parametrize("hint", ["salma@example.org", "+212612345678", "AB123456"])
def test_people_are_found_by_mail_phone_and_number(party: Party, hint: str) -> None:
    person = make_person(email="salma@example.org", phone="+212612345678", cnie="AB123456")
    party.ask(hint)
    assert BackchannelRequest.objects.get().person == person


def test_nobody_learns_whether_a_person_is_known(party: Party, person: Person) -> None:
    """The same members, the same status, the same statements in the same order."""
    party.ask("nobody@example.org")
    seen = []
    for hint in ("salma@example.org", "unknown@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = party.ask(hint)
        statements = [re.split(r" VALUES | WHERE | \"s\d", query["sql"])[0] for query in queries]
        polled = party.poll(answer.json()["auth_req_id"])
        seen.append(
            (answer.status_code, sorted(answer.json()), statements, polled.status_code, polled.json())
        )
    assert seen[0] == seen[1]


def test_limits_hold_for_known_and_unknown_people_alike(party: Party, person: Person) -> None:
    other = Party()
    for hint in ("salma@example.org", "unknown@example.org"):
        assert [party.ask(hint).status_code for _ in range(3)] == [200, 200, 200]
        refused = other.ask(f" {hint.upper()} ")
        assert (refused.status_code, refused.json()["error"]) == (403, "access_denied")
    assert party.ask("somebody@example.org").status_code == 200


@pytest.mark.parametrize("spelling", ["+212 6 12 34 56 78", "+212612345678 ", "0612345678"])
def test_every_spelling_of_a_number_is_counted_as_one(party: Party, spelling: str) -> None:
    make_person(phone="+212612345678")
    for number in ("+212612345678", "+212687654321"):
        for _ in range(3):
            assert party.ask(number).status_code == 200
    unknown = spelling.replace("12 34 56 78", "87 65 43 21").replace("12345678", "87654321")
    assert [party.ask(hint).status_code for hint in (spelling, unknown)] == [403, 403]


def test_nobody_learns_that_two_hints_name_one_person(party: Party) -> None:
    """A person asked too often is spared without the client being told."""
    person = make_person(email="salma@example.org", phone="+212612345678")
    for _ in range(3):
        party.ask("salma@example.org")
    assert party.ask("+212612345678").status_code == 200
    assert BackchannelRequest.objects.filter(person=person).count() == 3
    assert BackchannelRequest.objects.latest("pk").person is None


def test_five_requests_an_hour_and_then_a_pause(party: Party, person: Person, settings: Any) -> None:
    moment = clock.now()
    for number in range(5):
        with clock.frozen_at(moment + timedelta(minutes=5 * number)):
            assert party.ask("salma@example.org").status_code == 200
    with clock.frozen_at(moment + timedelta(minutes=59)):
        assert party.ask("salma@example.org").status_code == 403
    with clock.frozen_at(moment + timedelta(minutes=79)):  # an hour after the first, not after the last
        assert party.ask("salma@example.org").status_code == 403
    with clock.frozen_at(moment + timedelta(minutes=81)):
        assert party.ask("salma@example.org").status_code == 200


MOMENTS = st.lists(st.integers(0, 20_000), max_size=12, unique=True)


@given(MOMENTS, st.integers(1, 6), st.integers(0, 7200))
def test_no_hour_ever_holds_more_than_the_limit(seconds: list[int], most: int, cool_down: int) -> None:
    start = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    opened: list[datetime] = []
    for moment in (start + timedelta(seconds=number) for number in sorted(seconds)):
        newest, oldest = opened[-1:], opened[-most : -most + 1 or None]
        if not is_cooling_down(
            newest=newest[0] if newest else None, oldest=oldest[0] if oldest else None,
            moment=moment, cool_down=timedelta(seconds=cool_down),
        ):  # fmt: skip
            opened.append(moment)
    for first, later in zip(opened, opened[most:], strict=False):
        assert later - first >= timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"login_hint": None}, "invalid_request"), ({"id_token_hint": "x"}, "invalid_request"),
        ({"login_hint": None, "login_hint_token": "x"}, "invalid_request"),
        ({"login_hint": None, "id_token_hint": "x.y.z"}, "invalid_request"),
        ({"login_hint": "x" * 300}, "invalid_request"), ({"scope": None}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"), ({"scope": "openid cnie"}, "invalid_scope"),
        ({"binding_message": "x" * 101}, "invalid_binding_message"),
        ({"binding_message": "two\nlines"}, "invalid_binding_message"),
        ({"requested_expiry": "0"}, "invalid_request"), ({"requested_expiry": "-5"}, "invalid_request"),
        ({"requested_expiry": "soon"}, "invalid_request"), ({"requested_expiry": "٣"}, "invalid_request"),
        ({"requested_expiry": "9" * 40}, "invalid_request"), ({"request": "a.b.c"}, "invalid_request"),
    ],
)  # fmt: skip
def test_a_request_that_breaks_the_rules_is_refused(
    party: Party, changes: dict[str, Any], error: str
) -> None:
    given = {"login_hint": "salma@example.org", **changes}
    answer = party.ask(given.pop("login_hint"), **given)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert not BackchannelRequest.objects.exists()


def test_a_client_without_ciba_may_not_ask() -> None:
    party = Party(grant_types=["authorization_code"])
    assert party.ask("salma@example.org").json()["error"] == "unauthorized_client"
    assert party.poll("x").json()["error"] == "unauthorized_client"


def test_a_life_longer_than_ours_is_cut(party: Party) -> None:
    assert party.ask("a@example.org", requested_expiry="86400").json()["expires_in"] == 300
    assert party.ask("b@example.org", requested_expiry="40").json()["expires_in"] == 40


def test_waiting_then_approved_gives_tokens_once(party: Party, person: Person) -> None:
    asked = party.ask("salma@example.org", scope="openid profile offline_access").json()["auth_req_id"]
    assert party.poll(asked).json()["error"] == "authorization_pending"
    device = enrol(person)
    decide("approved", device)
    answer = party.poll(asked)
    told = answer.json()
    claims = keys.verify_own(token=told["id_token"])
    assert answer.status_code == 200
    assert claims is not None
    assert claims["acr"] == "http://eidas.europa.eu/LoA/high"
    assert {"hwk", "user", "mfa"} <= set(claims["amr"])
    assert {"access_token", "refresh_token", "expires_in", "token_type"} <= told.keys()
    grant = Grant.objects.get()
    assert (grant.kind, grant.person, grant.device) == ("ciba", person, device)
    assert Activity.objects.filter(person=person, kind="authentication").count() == 1
    again = party.poll(asked)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert Grant.objects.count() == 1
    refreshed = party.post("/oidc/token", grant_type="refresh_token", refresh_token=told["refresh_token"])
    assert refreshed.status_code == 200


@pytest.mark.parametrize(
    ("proofed", "asked", "needed", "told"),
    [("substantial", "high substantial", "substantial", "substantial"), ("high", "high low", "low", "high"),
     ("high", "substantial high", "substantial", "substantial"), ("high", "urn:x", "low", "high"),
     ("", "low", "low", "low")],
)  # fmt: skip
def test_the_level_told_is_the_preferred_one_reached(
    party: Party, proofed: str, asked: str, needed: str, told: str
) -> None:
    person = make_person(proofed=proofed, email="salma@example.org")
    prefix = "http://eidas.europa.eu/LoA/"
    acr_values = " ".join(name if ":" in name else f"{prefix}{name}" for name in asked.split())
    request_id = party.ask("salma@example.org", acr_values=acr_values).json()["auth_req_id"]
    assert decide("approved", enrol(person)).level == needed
    claims = keys.verify_own(token=party.poll(request_id).json()["id_token"])
    assert claims is not None
    assert claims["acr"] == f"{prefix}{told}"


@pytest.mark.parametrize("state", ["refused", "not-me"])
def test_a_refusal_is_told_without_its_reason(party: Party, person: Person, state: str) -> None:
    asked = party.ask("salma@example.org").json()["auth_req_id"]
    decide(state)
    answer = party.poll(asked)
    assert (answer.status_code, answer.json()["error"]) == (400, "access_denied")
    assert "me" not in answer.json()["error_description"].split()


def test_an_approval_by_a_device_suspended_since_does_not_count(party: Party, person: Person) -> None:
    asked = party.ask("salma@example.org").json()["auth_req_id"]
    device = enrol(person)
    decide("approved", device)
    Device.objects.filter(pk=device.pk).update(suspended_at=clock.now())
    assert party.poll(asked).json()["error"] == "access_denied"
    assert not Grant.objects.exists()


def test_an_approval_of_a_person_suspended_since_does_not_count(party: Party, person: Person) -> None:
    asked = party.ask("salma@example.org").json()["auth_req_id"]
    decide("approved", enrol(person))
    Person.objects.filter(pk=person.pk).update(state="suspended")
    assert party.poll(asked).json()["error"] == "access_denied"


def test_a_request_ends_by_itself(party: Party, person: Person) -> None:
    asked = party.ask("salma@example.org").json()["auth_req_id"]
    decide("approved", enrol(person))
    with clock.frozen_at(clock.now() + timedelta(seconds=121)):
        assert party.poll(asked).json()["error"] == "expired_token"
    assert not Grant.objects.exists()


def test_a_client_that_asks_too_often_must_slow_down(party: Party) -> None:
    moment = clock.now()
    with clock.frozen_at(moment):
        asked = party.ask("salma@example.org").json()["auth_req_id"]
        assert party.poll(asked).json()["error"] == "authorization_pending"
    with clock.frozen_at(moment + timedelta(seconds=2)):
        assert party.poll(asked).json()["error"] == "slow_down"
    with clock.frozen_at(moment + timedelta(seconds=8)):
        assert party.poll(asked).json()["error"] == "slow_down"
    with clock.frozen_at(moment + timedelta(seconds=25)):
        assert party.poll(asked).json()["error"] == "authorization_pending"


def test_a_client_that_never_waits_is_slowed_down_to_a_minute(party: Party) -> None:
    asked = party.ask("salma@example.org").json()["auth_req_id"]
    for _ in range(15):
        party.poll(asked)
    assert BackchannelRequest.objects.get().interval_s == 60


def test_another_clients_request_is_not_known(party: Party, person: Person) -> None:
    asked = party.ask("salma@example.org").json()["auth_req_id"]
    decide("approved", enrol(person))
    assert Party().poll(asked).json()["error"] == "invalid_grant"
    assert party.poll(None).json()["error"] == "invalid_request"
    assert party.poll("x" * 500).json()["error"] == "invalid_grant"
    assert party.poll(asked).status_code == 200


def test_a_poll_that_waits_costs_few_queries(party: Party, django_assert_max_num_queries: Any) -> None:
    asked = party.ask("salma@example.org").json()["auth_req_id"]
    party.poll(asked)
    with django_assert_max_num_queries(6):
        party.poll(asked)


def test_an_id_token_names_the_person_again(party: Party, person: Person) -> None:
    asked = party.ask("salma@example.org").json()["auth_req_id"]
    decide("approved", enrol(person))
    token = party.poll(asked).json()["id_token"]
    assert party.ask(None, id_token_hint=token).status_code == 200
    assert BackchannelRequest.objects.latest("pk").person == person
    answer = Party().ask(None, id_token_hint=token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_asking_and_redeeming_are_audited_without_hints(party: Party, person: Person) -> None:
    asked = party.ask("salma@example.org").json()["auth_req_id"]
    decide("approved", enrol(person))
    party.poll(asked)
    rows = list(AuditEntry.objects.order_by("sequence").values("verb", "actor", "detail"))
    assert {"identity.approval-asked", "identity.approval-redeemed"} <= {row["verb"] for row in rows}
    assert "salma" not in json.dumps(rows)
    assert asked not in json.dumps(rows)


def ping_party(**members: Any) -> Party:
    return Party(
        backchannel_token_delivery_mode="ping",
        backchannel_client_notification_endpoint="https://party.example/ping", **members,
    )  # fmt: skip


@pytest.mark.parametrize("token", [None, "short", "with space " * 5, "x" * 2000, "é" * 40])
def test_a_client_that_wants_a_ping_gives_a_good_token(token: str | None) -> None:
    answer = ping_party().ask("salma@example.org", client_notification_token=token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []
    answers = [Outcome.UNREACHED, Outcome.TAKEN]

    def post(**call: Any) -> Outcome:
        calls.append(call)
        return answers[min(len(calls), 2) - 1]

    monkeypatch.setattr(approvals, "post", post)
    return calls


@pytest.mark.django_db(transaction=True)
def test_a_ping_is_sent_again_until_it_arrives(sent: list[dict[str, Any]]) -> None:
    party, person = ping_party(), make_person(email="salma@example.org")
    asked = party.ask("salma@example.org", client_notification_token=TOKEN).json()["auth_req_id"]
    assert TOKEN.encode() not in bytes(BackchannelRequest.objects.get().notification)
    notify_client(request=decide("approved", enrol(person)))
    jobs.run_waiting()
    assert len(sent) == 1
    with clock.frozen_at(clock.now() + timedelta(seconds=30)):
        outcome = approvals.send_ping.func(BackchannelRequest.objects.get().pk, 2)
    assert outcome == "taken"
    assert sent[1] == {
        "url": "https://party.example/ping", "headers": {"Authorization": f"Bearer {TOKEN}"},
        "body": {"auth_req_id": asked},
    }  # fmt: skip
    assert party.poll(asked).status_code == 200


def test_a_ping_is_not_sent_for_a_request_that_ended(sent: list[dict[str, Any]]) -> None:
    ping_party().ask("salma@example.org", client_notification_token=TOKEN)
    request = decide("refused")
    with clock.frozen_at(clock.now() + timedelta(minutes=10)):
        assert approvals.send_ping.func(request.pk, 1) == "expired"
    assert not sent
