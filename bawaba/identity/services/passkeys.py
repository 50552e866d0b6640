"""What a device signs, verified against the enrolled key, its state and its counter."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext

from bawaba.identity.errors import DeviceNotUsable, PasskeyRefused
from bawaba.identity.models import Device, Person
from bawaba.identity.rules import assertions, passkeys
from bawaba.identity.rules.levels import Method, reached_level
from bawaba.identity.services.sessions import passkey_method
from bawaba.identity.types import Level
from bawaba.kernel import clock, rows

_SIGNER: Final = "a.credential = %s AND a.person_id = %s"
COUNTER_WENT_BACK: Final = "counter-went-back"
_MOVE_ON: Final = (
    f"UPDATE {Device._meta.db_table} SET sign_count = %s, last_used_at = %s "  # noqa: S608  # a table's name
    "WHERE id = %s AND sign_count = %s AND suspended_at IS NULL AND approves"
)


def this_site() -> passkeys.WebSite:
    """Return the site as WebAuthn names it: its host, its one origin, its name."""
    address = urlsplit(settings.SITE_ADDRESS)
    return passkeys.WebSite(
        rp_id=settings.PASSKEY_HOST or address.hostname or "localhost",
        origin=f"{address.scheme}://{address.netloc}",
        name=gettext("Bawaba"),
    )


def make_nonce() -> str:
    """Return 256 random bits for a challenge, base64url."""
    return secrets.token_urlsafe(32)


def confirm_with_device(
    *, person_id: int, challenge: bytes, assertion: passkeys.Credential, device_id: int | None = None
) -> Device:
    """Return the person's device that signed `challenge`, after moving its counter on. Two SQL queries.

    Runs inside the caller's transaction, so that a decision and its counter are written together.

    raises: PasskeyRefused, DeviceNotUsable
    """
    answer = read_signed(assertion)
    device = _find_signer(person_id, answer)
    if device is None or device_id not in (None, device.pk):
        raise PasskeyRefused
    if device.suspended_at is not None or not device.approves:
        raise DeviceNotUsable
    try:
        count = assertions.check_assertion(
            site=this_site(),
            challenge=challenge,
            answer=answer,
            attested=bytes(device.attested),
            sign_count=device.sign_count,
        )
    except passkeys.CeremonyRefused as fault:
        raise PasskeyRefused(reason=fault.reason, device_id=device.pk) from fault
    _move_on(device, count)
    return device


def device_method(device: Device) -> Method:
    """Return what signing with this device counts as."""
    return passkey_method(hardware_bound=device.hardware_bound)


def device_level(device: Device) -> Level:
    """Return the level that this device gives its person. `device` was read with its person."""
    return reached_level([device_method(device)], proofed=device.person.proofed)


def read_signed(credential: passkeys.Credential) -> assertions.Answer:
    """Return what a key signed, decoded and not verified yet.

    raises: PasskeyRefused
    """
    try:
        return assertions.read_assertion(credential)
    except passkeys.CeremonyRefused as fault:
        raise PasskeyRefused(reason=fault.reason) from fault


def _find_signer(person_id: int, answer: assertions.Answer) -> Device | None:
    digest = passkeys.credential_digest(answer.credential_id)
    found = rows.find_pair(Device, Person, "person_id", _SIGNER, digest, person_id)
    if found is None:
        return None
    device, person = found
    device.person = person
    return device


def _move_on(device: Device, count: int) -> None:
    """Keep the new counter, unless the device was suspended or used elsewhere in the meantime."""
    moment = rows.moment(clock.now())
    if not rows.run(_MOVE_ON, count, moment, device.pk, device.sign_count).rowcount:
        raise DeviceNotUsable
