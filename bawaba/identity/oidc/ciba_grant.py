"""The token endpoint's side of CIBA: a client asks again and again until the phone has answered.

The order of answers and the work behind them are the same whether or not a person is known.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction

from bawaba.identity.models import BackchannelRequest, Grant
from bawaba.identity.oidc import grants
from bawaba.identity.oidc.ciba import LEVELS
from bawaba.identity.oidc.claims import GRANTED
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.errors import ProtocolError, invalid_request
from bawaba.identity.rules.levels import name_methods
from bawaba.identity.services import note_activity
from bawaba.identity.services.approvals import digest_request
from bawaba.identity.services.passkeys import device_level
from bawaba.identity.services.sessions import passkey_method
from bawaba.identity.types import Level
from bawaba.kernel import audit, clock, rows
from bawaba.kernel.actors import system_actor

SLOWER_BY_S: Final = 5
LONGEST_PAUSE_S: Final = 60
EARLY: Final = timedelta(seconds=1)  # what a network may shorten a client's pause by
SID_BYTES: Final = 18
_POLLED: Final = (
    f"UPDATE {BackchannelRequest._meta.db_table} SET polled_at = %s, interval_s = %s WHERE id = %s"  # noqa: S608  # a table's name
)


def redeem_request(*, client: Client, form: Mapping[str, str], jkt: str) -> dict[str, Any]:  # Any: JSON
    """Return the tokens of an approved request, once (CIBA Core 1.0, sections 10.1 and 11).

    The client authenticated and is registered for the grant type; call it outside a transaction, since
    a refusal is noted too.
    raises: ProtocolError authorization_pending, slow_down, expired_token, access_denied, invalid_grant
    """
    if "auth_req_id" not in form:
        raise invalid_request("auth_req_id is missing")
    request = _find(client, form["auth_req_id"])
    _check_state(request)
    return _redeem(client, request, jkt)


def _find(client: Client, auth_req_id: str) -> BackchannelRequest:
    """Return the client's own request. One SQL query."""
    request = rows.find(
        BackchannelRequest, "digest = %s AND relying_party_id = %s", digest_request(auth_req_id), client.id
    )
    if request is None or request.state == "consumed":
        raise ProtocolError("invalid_grant", "auth_req_id is not one of this client, or was used before")
    return request


def _check_state(request: BackchannelRequest) -> None:
    """Let an approved request pass, and answer for every other one."""
    if request.expires_at <= clock.now():
        raise ProtocolError("expired_token", "the request was not answered in time")
    if request.state == "waiting":
        _check_pace(request)
        raise ProtocolError("authorization_pending", "the person has not answered yet")
    if request.state != "approved":
        raise ProtocolError("access_denied", "the person refused")


def _check_pace(request: BackchannelRequest) -> None:
    """Note when the client asked; one that asks too soon must ask less often from now on. One SQL query."""
    moment = clock.now()
    pause = timedelta(seconds=request.interval_s) - EARLY
    too_soon = request.polled_at is not None and moment < request.polled_at + pause
    pause_s = min(request.interval_s + (SLOWER_BY_S if too_soon else 0), LONGEST_PAUSE_S)
    with connection.cursor() as cursor:
        cursor.execute(_POLLED, [rows.moment(moment), pause_s, request.pk])
    if too_soon:
        raise ProtocolError("slow_down", "wait longer between two calls")


@transaction.atomic
def _redeem(client: Client, request: BackchannelRequest, jkt: str) -> dict[str, Any]:  # Any: JSON
    """Turn an approval into a grant; of two calls at once, one wins."""
    won = BackchannelRequest.objects.filter(pk=request.pk, state="approved").update(state="consumed")
    if not won:
        raise ProtocolError("invalid_grant", "auth_req_id was used before")
    grant = _open_grant(client, request, jkt)
    BackchannelRequest.objects.filter(pk=request.pk).update(grant=grant)
    audit.record(
        actor=system_actor(f"client:{client.client_id}"),
        verb="identity.approval-redeemed",
        target=request,
        detail={"grant": grant.pk, "level": grant.level},
    )
    note_activity(
        person_id=grant.person_id,
        kind="authentication",
        relying_party_id=client.id,
        level=grant.level,
        sid=grant.sid,
        device_id=grant.device_id,
    )
    return grants.issue_tokens(grant=grant, client=client, jkt=jkt)


def _open_grant(client: Client, request: BackchannelRequest, jkt: str) -> Grant:
    """Open the grant, if the person and the device that approved may still be believed."""
    person, device = request.person, request.device
    if person is None or person.state != "active" or device is None or device.suspended_at is not None:
        raise ProtocolError("access_denied", "the approval no longer holds")
    return grants.open_grant(
        kind="ciba",
        client=client,
        person_id=person.pk,
        subject=person.subject,
        scopes=request.scopes,
        granted=request.claims.get(GRANTED),
        level=_told_level(
            [Level(name) for name in request.claims.get(LEVELS, [request.level])], device_level(device)
        ),
        amr=name_methods([passkey_method(hardware_bound=device.hardware_bound)]),
        auth_time=request.decided_at or request.created_at,
        sid=secrets.token_urlsafe(SID_BYTES),
        device_id=device.pk,
        dpop_jkt=jkt,
    )


def _told_level(asked: Sequence[Level], reached: Level) -> Level:
    """Return the first level asked for that was reached; where none above low was asked, the one reached."""
    wanted = [level for level in asked if Level.LOW.rank < level.rank <= reached.rank]
    return wanted[0] if wanted else reached
