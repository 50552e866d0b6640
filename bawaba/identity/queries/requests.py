"""Requests that wait on a person's phone."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from bawaba.identity.errors import RequestClosed
from bawaba.identity.models import BackchannelRequest, Person, RelyingParty
from bawaba.identity.rules.passkeys import signed_challenge
from bawaba.identity.types import Level, PendingRequest
from bawaba.kernel import clock, rows
from bawaba.kernel.languages import pick

_IS_ACTIVE: Final = (
    f"EXISTS (SELECT 1 FROM {Person._meta.db_table} p WHERE p.id = a.person_id AND p.state = 'active')"  # noqa: S608  # names of ours
)
_WAITS: Final = (
    "a.id = %s AND a.person_id = %s AND a.state = 'waiting' AND a.expires_at > %s "
    f"AND b.state = 'approved' AND {_IS_ACTIVE}"
)
_MARKS: Final = (
    f"SELECT b.id FROM {BackchannelRequest._meta.db_table} b "  # noqa: S608  # as above
    f"JOIN {RelyingParty._meta.db_table} r ON r.id = b.relying_party_id "
    "WHERE b.person_id = %s AND b.state = 'waiting' AND b.expires_at > %s AND r.state = 'approved' ORDER BY b.id"
)


def list_pending(*, person_id: int, language: str) -> tuple[PendingRequest, ...]:
    """Return what waits for this person, the oldest first. One SQL query."""
    rows = _waiting(person_id).order_by("created_at")
    return tuple(_read(row, language) for row in rows)


def pending_marks(*, person_id: int) -> str:
    """Return a short text that changes when the list of what waits changes. One SQL query."""
    found = rows.run(_MARKS, person_id, rows.moment(clock.now())).fetchall()
    return ".".join(str(key) for (key,) in found)


def get_pending(*, person_id: int, request_id: int, language: str) -> PendingRequest:
    """Return one request that waits for this person. One SQL query.

    raises: RequestClosed
    """
    return _read(find_waiting(person_id=person_id, request_id=request_id), language)


def find_waiting(*, person_id: int, request_id: int) -> BackchannelRequest:
    """Return the row of a request that waits for this person, with who asks. One SQL query.

    raises: RequestClosed
    """
    moment = rows.moment(clock.now())
    found = rows.find_pair(
        BackchannelRequest, RelyingParty, "relying_party_id", _WAITS, request_id, person_id, moment
    )
    if found is None:
        raise RequestClosed
    row, party = found
    row.relying_party = party
    return row


def are_requests_paused(*, person_id: int) -> bool:
    """Say whether so many requests came within the hour that no more will reach the person. One SQL query."""
    since = clock.now() - timedelta(hours=1)
    came = BackchannelRequest.objects.filter(person_id=person_id, created_at__gt=since)
    return came.count() >= settings.CIBA_HOURLY_MOST


def approval_facts(request: BackchannelRequest) -> dict[str, object]:
    """Return what the person is shown and approves, as the signed challenge covers it. No SQL query.

    `request` was read with its relying party.
    """
    return {
        "act": "authenticate",
        "request": request.pk,
        "client": request.relying_party.client_id,
        "level": request.level,
        "scopes": request.scopes,
        "claims": request.claims,
        "message": request.binding_message,
    }


def _waiting(person_id: int) -> QuerySet[BackchannelRequest]:
    return BackchannelRequest.objects.select_related("relying_party").filter(
        person_id=person_id,
        relying_party__state="approved",
        state="waiting",
        expires_at__gt=clock.now(),
    )


def _read(row: BackchannelRequest, language: str) -> PendingRequest:
    party = row.relying_party
    return PendingRequest(
        request_id=row.pk,
        asker=pick(party.names, language).text or party.client_id,
        notice=pick(party.notice, language).text,
        message=row.binding_message,
        level=Level(row.level),
        scopes=tuple(row.scopes),
        claims=row.claims,
        challenge=signed_challenge(row.challenge, approval_facts(row)),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
