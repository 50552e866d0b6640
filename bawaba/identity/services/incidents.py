"""“This was not me”: everything that an intruder could hold ends at once."""

from collections.abc import Collection

from django.db import transaction

from bawaba.identity import types
from bawaba.identity.models import Activity, BackchannelRequest, Device, LinkRequest
from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.alerts import alert_person
from bawaba.identity.services.devices import SUSPENDED_FOR_INCIDENT, suspend_device
from bawaba.identity.services.sessions import end_sessions_of
from bawaba.identity.types import Authentication, Secured
from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor


@transaction.atomic
def report_incident(
    *,
    actor: Actor,
    authentication: Authentication,
    activity_id: int | None = None,
    device_ids: Collection[int] = (),
    place: str = "",
) -> Secured:
    """End the person's other sessions, revoke every grant, and suspend the devices involved.

    The session that reports stays, so that the person can go on; whoever holds it could end it anyway.

    activity_id: the line of history that was not the person's: the device behind it is suspended too
    device_ids:  further devices that the person no longer trusts; those of others are ignored
    """
    epochs.queue_up()
    person_id = authentication.person_id
    suspects = {*device_ids, *_devices_behind(person_id, activity_id)}
    devices = Device.objects.filter(person_id=person_id, pk__in=suspects, suspended_at=None)
    suspended = [
        suspend_device(actor=actor, person_id=person_id, device_id=key, reason=SUSPENDED_FOR_INCIDENT).name
        for key in devices.values_list("pk", flat=True)
    ]
    secured = Secured(
        sessions=end_sessions_of(actor=actor, person_id=person_id, except_sid=authentication.sid),
        grants=_end_grants(person_id),
        requests=_close_requests(person_id),
        devices=tuple(suspended),
    )
    audit.record(
        actor=actor,
        verb="identity.incident-reported",
        target=("identity.person", str(person_id)),
        detail={
            "activity": activity_id, "sessions": secured.sessions, "grants": secured.grants,
            "requests": secured.requests, "devices": sorted(suspects),
        },
    )  # fmt: skip
    note_activity(person_id=person_id, kind="incident", sid=authentication.sid, place=place)
    alert_person(person_id=person_id, kind="incident")
    return secured


def _devices_behind(person_id: int, activity_id: int | None) -> list[int]:
    """Return the device that a line of history came from, if it is known. One SQL query."""
    if activity_id is None:
        return []
    lines = Activity.objects.filter(person_id=person_id, pk=activity_id, device__isnull=False)
    return [key for key in lines.values_list("device_id", flat=True) if key is not None]


def _end_grants(person_id: int) -> int:
    return sum(
        end_grants(person_id=person_id, reason="incident")
        for end_grants in types.grant_enders.providers().values()
    )


def _close_requests(person_id: int) -> int:
    """Close what waits or was approved but not fetched yet. Two SQL queries."""
    states = ("waiting", "approved")
    asked = BackchannelRequest.objects.filter(person_id=person_id, state__in=states).update(state="not-me")
    linked = LinkRequest.objects.filter(person_id=person_id, state__in=states).update(state="not-me")
    return asked + linked
