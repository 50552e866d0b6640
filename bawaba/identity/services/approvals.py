"""Requests that wait for a person's phone: opened here, decided on the phone."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.conf import settings
from django.db import transaction
from django_tasks import task

from bawaba.identity.models import BackchannelRequest
from bawaba.identity.queries.people import hint_key
from bawaba.identity.services.deliveries import Outcome, post, try_again
from bawaba.identity.types import Level
from bawaba.kernel import audit, clock, epochs, rows, sealing
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import TooManyRequests

HOUR: Final = timedelta(hours=1)
POLL_INTERVAL_S: Final = 5
_NOTIFICATION: Final = "identity.BackchannelRequest.notification"
_TABLE: Final = BackchannelRequest._meta.db_table
_NTH: Final = {
    column: f"id = (SELECT id FROM {_TABLE} WHERE {column} = %s ORDER BY created_at DESC LIMIT 1 OFFSET %s)"  # noqa: S608  # names of ours
    for column in ("counted_for", "person_id")
}
_NTH_OPEN: Final = {
    column: f"id = (SELECT id FROM {_TABLE} WHERE {column} = %s AND state = 'waiting' AND expires_at > %s "  # noqa: S608  # names of ours
    "ORDER BY created_at DESC LIMIT 1 OFFSET %s)"
    for column in ("counted_for", "person_id")
}
_SENT_AWAY: Final = "person_id = %s AND relying_party_id = %s AND state = 'not-me' AND decided_at > %s"


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """A request just opened. auth_req_id: the client's only way to it, not stored in clear."""

    request_id: int
    auth_req_id: str
    number: str
    expires_at: datetime
    interval_s: int


@transaction.atomic
def open_backchannel(
    *,
    actor: Actor,
    relying_party_id: int,
    person_id: int | None,
    hint: str,
    scopes: Sequence[str],
    claims: Mapping[str, Any],  # Any: the claims parameter is JSON
    level: Level,
    binding_message: str = "",
    life_s: int,
    notification_token: str = "",
) -> OpenedRequest:
    """Open a request to approve on a person's phone; whom nobody knows gets one like everybody.

    A hint too often used is refused, whether or not it names somebody. A person asked too often under
    several hints is not asked again, and the client is told nothing: else it would learn that two
    hints name the same person. Nor is one who lately told this client "this is not me".

    hint:               how the relying party named the person; counted by a keyed digest, never stored
    notification_token: for a client that asked to be told (CIBA ping)
    raises: TooManyRequests
    """
    epochs.queue_up()
    counted_for = sealing.blind_index(hint_key(hint=hint), context="identity.approvals")
    tired, spared = _is_over_limit("counted_for", counted_for), _is_over_limit("person_id", person_id or 0)
    unwanted = _was_sent_away(relying_party_id, person_id or 0)
    if tired:
        raise TooManyRequests
    moment, auth_req_id = clock.now(), secrets.token_urlsafe(32)
    row = BackchannelRequest(
        digest=digest_request(auth_req_id),
        relying_party_id=relying_party_id,
        person_id=None if spared or unwanted else person_id,
        counted_for=counted_for,
        scopes=list(scopes),
        claims=dict(claims),
        level=level.value,
        binding_message=binding_message,
        number=f"{secrets.randbelow(90) + 10}",
        challenge=secrets.token_urlsafe(32),
        interval_s=POLL_INTERVAL_S,
        notification=_seal_notification(auth_req_id, notification_token),
        created_at=moment,
        expires_at=moment + timedelta(seconds=life_s),
    )
    rows.insert(row)
    audit.record(
        actor=actor,
        verb="identity.approval-asked",
        target=row,
        detail={"level": level.value, "life_s": life_s},
    )
    return OpenedRequest(row.pk, auth_req_id, row.number, row.expires_at, row.interval_s)


def _was_sent_away(relying_party_id: int, person_id: int) -> bool:
    """Say whether the person answered this relying party "this is not me" within the cool-down. One SQL query."""
    since = clock.now() - timedelta(seconds=settings.CIBA_COOL_DOWN_S)
    return (
        rows.find(BackchannelRequest, _SENT_AWAY, person_id, relying_party_id, rows.moment(since)) is not None
    )


def digest_request(auth_req_id: str) -> str:
    """Return the digest under which a request is found by the client's identifier."""
    return hashlib.sha256(auth_req_id.encode()).hexdigest()


def notify_client(*, request: BackchannelRequest) -> None:
    """Tell the client that an answer waits, if it asked to be told (CIBA ping); call it where one is decided.

    A job sends it once the caller's transaction commits. At most one SQL query.
    """
    if request.notification:
        send_ping.enqueue(request_id=request.pk, attempt=1)


@task()
def send_ping(request_id: int, attempt: int) -> str:
    """Send a client the identifier of a request that was answered (CIBA Core 1.0, section 10.2)."""
    request = BackchannelRequest.objects.select_related("relying_party").filter(pk=request_id).first()
    if request is None or request.expires_at <= clock.now():
        return "expired"
    auth_req_id, token = read_notification(request)
    outcome = post(
        url=request.relying_party.metadata["backchannel_client_notification_endpoint"],
        headers={"Authorization": f"Bearer {token}"},
        body={"auth_req_id": auth_req_id},
    )
    if outcome is Outcome.UNREACHED:
        try_again(send_ping, attempt=attempt, request_id=request_id)
    return outcome.value


def read_notification(request: BackchannelRequest) -> tuple[str, str]:
    """Return the request's identifier and the client's token for the ping."""
    auth_req_id, token = json.loads(sealing.unseal(request.notification, context=_NOTIFICATION))
    return auth_req_id, token


def _seal_notification(auth_req_id: str, token: str) -> bytes:
    if not token:
        return b""
    return sealing.seal(json.dumps([auth_req_id, token]).encode(), context=_NOTIFICATION)


def _is_over_limit(column: Literal["counted_for", "person_id"], value: str | int) -> bool:
    """Say whether the requests with this value leave no room for another. Three SQL queries."""
    moment = clock.now()
    newest = rows.find(BackchannelRequest, f"{column} = %s ORDER BY created_at DESC", value)
    oldest = rows.find(BackchannelRequest, _NTH[column], value, int(settings.CIBA_HOURLY_MOST) - 1)
    last_open = rows.find(
        BackchannelRequest, _NTH_OPEN[column], value, rows.moment(moment), int(settings.CIBA_OPEN_MOST) - 1
    )
    cooling = is_cooling_down(
        newest=newest.created_at if newest else None,
        oldest=oldest.created_at if oldest else None,
        moment=moment,
        cool_down=timedelta(seconds=settings.CIBA_COOL_DOWN_S),
    )
    return cooling or last_open is not None


def is_cooling_down(
    *, newest: datetime | None, oldest: datetime | None, moment: datetime, cool_down: timedelta
) -> bool:
    """Say whether requests must wait: the most allowed came within an hour, now or before a cool-down.

    newest, oldest: when the first and the last of the latest requests, as many as an hour may hold, were
                    opened; oldest is None where there are fewer
    """
    if newest is None or oldest is None:
        return False
    return moment < oldest + HOUR or (newest < oldest + HOUR and moment < newest + cool_down)
