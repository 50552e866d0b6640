"""What follows when a device's signature is refused: the audit knows, and a copied key is stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.cache import cache

from bawaba.identity.errors import DeviceNotUsable, PasskeyRefused
from bawaba.identity.services.devices import suspend_device
from bawaba.identity.services.passkeys import COUNTER_WENT_BACK
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor

AUDIT_AGAIN_AFTER_S: Final = 60


@contextmanager
def watch_signatures(*, actor: Actor, person_id: int) -> Iterator[None]:
    """Audit a refused signature, once a minute for a person, and suspend a device whose counter went back.

    A counter that does not grow means that two copies of the key exist (WebAuthn, section 6.1.1). Only
    who holds the key can make it so, so a stranger cannot stop anybody's phone in this way. Use it
    outside the transaction that the refusal rolls back.

    raises: DeviceNotUsable in the place of PasskeyRefused, for a suspended device
    """
    try:
        yield
    except PasskeyRefused as refusal:
        if cache.add(f"passkey-refused:{person_id}", True, AUDIT_AGAIN_AFTER_S):
            audit.record(
                actor=actor,
                verb="identity.passkey-refused",
                target=("identity.person", str(person_id)),
                detail={"reason": refusal.reason, "device": refusal.device_id},
            )
        if refusal.reason == COUNTER_WENT_BACK and refusal.device_id is not None:
            suspend_device(
                actor=actor, person_id=person_id, device_id=refusal.device_id, reason=COUNTER_WENT_BACK
            )
            raise DeviceNotUsable from refusal
        raise
