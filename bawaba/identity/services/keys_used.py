"""A passkey that signed on allauth's pages: its device must be trusted still, and its counter moves on."""

import json

from bawaba.identity.errors import DeviceNotUsable
from bawaba.identity.models import Device
from bawaba.identity.rules.assertions import read_assertion, signed_count
from bawaba.identity.rules.passkeys import CeremonyRefused
from bawaba.kernel import clock


def note_key_used(*, authenticator_id: int, answer: str) -> None:
    """Move the counter of the device behind a key on. At most two SQL queries.

    answer: what the browser sent, whose signature allauth has verified
    raises: DeviceNotUsable for a device that was suspended, and for a counter that went back
    """
    device = Device.objects.filter(authenticator_id=authenticator_id).first()
    if device is None:
        raise DeviceNotUsable
    try:
        count = signed_count(read_assertion(json.loads(answer)))
    except CeremonyRefused as fault:
        raise DeviceNotUsable from fault
    if device.suspended_at is not None or ((count or device.sign_count) and count <= device.sign_count):
        raise DeviceNotUsable
    moved = Device.objects.filter(pk=device.pk, sign_count=device.sign_count, suspended_at=None).update(
        sign_count=count, last_used_at=clock.now()
    )
    if not moved:
        raise DeviceNotUsable
