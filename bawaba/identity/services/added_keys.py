"""Keys that allauth's own pages add and remove: each is a device of its person."""

from typing import Final

from allauth.mfa.models import Authenticator

from bawaba.identity.models import Device
from bawaba.identity.rules import passkeys
from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.alerts import alert_person
from bawaba.identity.services.people import ensure_person
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import Account

NAME_MOST: Final = 80


def keep_added_factor(*, account: Account, authenticator: Authenticator) -> None:
    """Write down that an account got a second factor; a passkey becomes a device of its person."""
    actor = Actor(kind="person", key=f"account:{account.pk}", account_id=account.pk)
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        _keep_device(actor, account, authenticator)
        return
    audit.record(
        actor=actor,
        verb="identity.factor-added",
        target=("identity.person", str(ensure_person(account=account))),
        detail={"type": authenticator.type},
    )


def keep_removed_factor(*, account: Account, kind: str) -> None:
    """Write down that an account lost a second factor."""
    audit.record(
        actor=Actor(kind="person", key=f"account:{account.pk}", account_id=account.pk),
        verb="identity.factor-removed",
        target=("identity.person", str(ensure_person(account=account))),
        detail={"type": kind},
    )


def _keep_device(actor: Actor, account: Account, authenticator: Authenticator) -> None:
    """Make the device of a passkey that allauth has verified; it signs in, and approves nothing."""
    if Device.objects.filter(authenticator=authenticator).exists():
        return
    data = authenticator.wrap().authenticator_data
    credential_id = bytes(data.credential_data.credential_id)
    device = Device.objects.create(
        person_id=ensure_person(account=account),
        authenticator=authenticator,
        name=str(authenticator.data["name"])[:NAME_MOST],
        hardware_bound=not data.is_backup_eligible(),
        approves=False,
        credential=passkeys.credential_digest(credential_id),
        attested=bytes(data.credential_data),
        sign_count=data.counter,
        enrolled_at=clock.now(),
    )
    detail = {"hardware_bound": device.hardware_bound}
    audit.record(actor=actor, verb="identity.key-added", target=device, detail=detail)
    note_activity(person_id=device.person_id, kind="device-enrolled", device_id=device.pk)
    alert_person(person_id=device.person_id, kind="key-added", device_name=device.name)
