"""Requests for the phone, delivered once and to their own client."""

import html
import json
import re
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bawaba.identity.tests.software_key import SoftwareKey
from tests.live.parties import (
    CIBA,
    Party,
    Provider,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.sqlite_is_enough]
TOKEN = "/oidc/token"  # an address
UNSIGNED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."


# ── requests on the phone ────────────────────────────────────────────────────────────────────────────


def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has(desk: Party) -> None:
    known = desk.ask_phone(desk.provider.facts["owner"])
    unknown = desk.ask_phone("nobody-at-all@example.org")
    assert known.status == unknown.status == 200
    assert known.json.keys() == unknown.json.keys()
    assert (known.json["expires_in"], known.json["interval"]) == (
        unknown.json["expires_in"],
        unknown.json["interval"],
    )
    assert {len(one.json["auth_req_id"]) for one in (known, unknown)} == {len(known.json["auth_req_id"])}
    drop = {"content-length", "date"}
    assert {n: v for n, v in known.headers.items() if n not in drop} == {
        n: v for n, v in unknown.headers.items() if n not in drop
    }
    assert (
        desk.poll(known.json["auth_req_id"]).error()
        == desk.poll(unknown.json["auth_req_id"]).error()
        == (400, "authorization_pending")
    )
    assert (
        desk.poll(known.json["auth_req_id"]).error()
        == desk.poll(unknown.json["auth_req_id"]).error()
        == (400, "slow_down")
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"login_hint": None}, "invalid_request"),
        ({"id_token_hint": UNSIGNED}, "invalid_request"),
        ({"login_hint": None, "id_token_hint": UNSIGNED}, "invalid_request"),
        ({"login_hint": None, "login_hint_token": "x"}, "invalid_request"),
        ({"login_hint": "x" * 201}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "openid bogus"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"binding_message": "x" * 500}, "invalid_binding_message"),
        ({"binding_message": "two\nlines"}, "invalid_binding_message"),
        ({"binding_message": "turned \u202e round"}, "invalid_binding_message"),
        ({"requested_expiry": "soon"}, "invalid_request"),
        ({"requested_expiry": "-5"}, "invalid_request"),
        ({"requested_expiry": "0"}, "invalid_request"),
        ({"requested_expiry": "9" * 30}, "invalid_request"),
        ({"requested_expiry": "٣"}, "invalid_request"),
        ({"request": UNSIGNED}, "invalid_request"),
    ],
)  # fmt: skip
def test_a_request_for_the_phone_that_may_not_pass(desk: Party, changes: dict[str, Any], error: str) -> None:
    hint = changes.pop("login_hint", "somebody@example.org")
    desk.provider.expect(desk.ask_phone(hint, **changes), error, door="bc-authorize", client=desk.client_id)


def test_who_is_not_registered_for_the_phone_and_who_brings_no_token_to_be_told_with(web: Party) -> None:
    web.provider.expect(
        web.ask_phone("a@example.org"), "unauthorized_client", door="bc-authorize", client=web.client_id
    )
    pinged = Party(web.provider, "pinged")
    for token in (None, "short", "with space in it and long enough"):
        heard = pinged.ask_phone("a@example.org", client_notification_token=token)
        web.provider.expect(heard, "invalid_request", door="bc-authorize", client=pinged.client_id)


def test_too_many_requests_for_one_name_are_refused(desk: Party) -> None:
    for _ in range(3):
        assert desk.ask_phone("tired@example.org").status == 200
    desk.provider.expect(
        desk.ask_phone("tired@example.org"),
        "access_denied",
        door="bc-authorize",
        client=desk.client_id,
        status=403,
    )


def test_a_request_that_ran_out_or_belongs_to_another_gives_nothing(desk: Party) -> None:
    asked = desk.ask_phone("late@example.org", requested_expiry="1").json["auth_req_id"]
    foreign = Party(desk.provider, "desk2")
    desk.provider.expect(foreign.poll(asked), "invalid_grant", door="token", client=foreign.client_id)
    desk.provider.expect(desk.poll("x"), "invalid_grant", door="token", client=desk.client_id)
    desk.provider.expect(
        desk.post(TOKEN, {"grant_type": CIBA}), "invalid_request", door="token", client=desk.client_id
    )
    time.sleep(1.1)
    desk.provider.expect(desk.poll(asked), "expired_token", door="token", client=desk.client_id)


def test_an_approval_is_delivered_once(desk: Party) -> None:
    asked = desk.ask_phone(desk.provider.facts["owner"]).json
    approve(desk.provider, asked["number_to_match"])
    first = desk.poll(asked["auth_req_id"])
    assert (first.status, first.json["token_type"]) == (200, "Bearer")
    desk.provider.expect(
        desk.poll(asked["auth_req_id"]), "invalid_grant", door="token", client=desk.client_id
    )


def approve(provider: Provider, number: str) -> None:
    """Approve the latest request as its owner's phone does: shown, signed, with the number."""
    credential, private = provider.facts["passkey"]
    key = SoftwareKey(
        origin=provider.address, credential_id=bytes.fromhex(credential), count=1,
        private=ec.derive_private_key(int(private, 16), ec.SECP256R1()),
    )  # fmt: skip
    token = "t" * 32
    cookie = f"sessionid={provider.facts['sessions'][1]}; csrftoken={token}"
    told = provider.send("GET", "/app/requests/stream", Cookie=cookie).body.decode()
    path = f"/app/requests/{re.findall(r'[0-9]+', told.partition('data: ')[2])[-1]}"
    page = provider.send("GET", path, Cookie=cookie).body.decode()
    options = json.loads(html.unescape(re.findall(r'data-options="([^"]*)"', page)[0]))
    form = {
        "csrfmiddlewaretoken": token,
        "decision": "approve",
        "number": number,
        "answer": json.dumps(key.sign(options["challenge"])),
    }
    done = provider.send("POST", path, urlencode(form), Cookie=cookie)
    assert done.status == 302, done
