"""A person's phones and keys: enrolled, suspended, used again, removed."""

from datetime import timedelta
from typing import Final

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction

from bawaba.identity import types
from bawaba.identity.errors import (
    DeviceNotFound,
    EnrolmentRefused,
    LevelTooLow,
    PasskeyRefused,
    TooManyDevices,
)
from bawaba.identity.models import Activity, BackchannelRequest, Device, LinkRequest, Person
from bawaba.identity.rules import passkeys
from bawaba.identity.rules.assertions import registered_id
from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.alerts import alert_person
from bawaba.identity.services.passkeys import this_site
from bawaba.identity.services.sessions import end_session
from bawaba.identity.types import Authentication, Level
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor

MOST_DEVICES: Final = 10
SUSPENDED_BY_OWNER: Final = "owner"
SUSPENDED_FOR_INCIDENT: Final = "incident"


def check_may_enrol(*, authentication: Authentication) -> None:
    """Refuse unless this session may add a device that later raises its level. Two SQL queries.

    The proof must be recent. A person who was proofed must have reached *substantial* in this session
    (a counter hands out a code to whoever has no second factor yet): else a stolen password would
    become a second factor.

    raises: EnrolmentRefused, TooManyDevices
    """
    person = Person.objects.get(pk=authentication.person_id)
    if Device.objects.filter(person=person).count() >= MOST_DEVICES:
        raise TooManyDevices
    needed = Level.SUBSTANTIAL if person.proofed else Level.LOW
    age = clock.now() - authentication.auth_time
    is_old = age > timedelta(seconds=settings.PHONE_ENROL_MAX_AGE_S)
    if is_old or authentication.level.rank < needed.rank:
        raise EnrolmentRefused(level=needed.value)


def begin_enrolment(*, authentication: Authentication, challenge: bytes, name: str) -> dict[str, object]:
    """Return what the browser needs to make a passkey on this device. Four SQL queries at most.

    name: how the account shows in the phone's own list of passkeys

    raises: EnrolmentRefused
    """
    check_may_enrol(authentication=authentication)
    person = Person.objects.select_related("account").get(pk=authentication.person_id)
    kept = Device.objects.filter(person=person).values_list("attested", flat=True)
    return passkeys.creation_options(
        this_site(),
        challenge=challenge,
        handle=user_pk_to_url_str(person.account).encode(),
        name=name,
        label=name,
        known=[registered_id(bytes(one)) for one in kept],
    )


def enrol_device(
    *,
    actor: Actor,
    authentication: Authentication,
    challenge: bytes,
    credential: passkeys.Credential,
    name: str,
) -> Device:
    """Enrol the device that answered the challenge, so that it may approve from now on.

    raises: EnrolmentRefused, PasskeyRefused
    """
    check_may_enrol(authentication=authentication)
    try:
        made = passkeys.check_registration(site=this_site(), challenge=challenge, credential=credential)
    except passkeys.CeremonyRefused as fault:
        raise PasskeyRefused(reason=fault.reason) from fault
    try:
        return _keep_device(actor=actor, authentication=authentication, made=made, name=name)
    except IntegrityError as fault:  # the key is enrolled already, here or elsewhere
        raise PasskeyRefused(reason="known") from fault


@transaction.atomic
def _keep_device(
    *, actor: Actor, authentication: Authentication, made: passkeys.NewPasskey, name: str
) -> Device:
    epochs.queue_up()
    device = keep_passkey(
        person_id=authentication.person_id, account_id=authentication.account_id, made=made, name=name,
        approves=True,
    )  # fmt: skip
    _tell(actor, device, "device-enrolled", sid=authentication.sid)
    return device


def keep_passkey(
    *, person_id: int, account_id: int, made: passkeys.NewPasskey, name: str, approves: bool
) -> Device:
    """Write a verified passkey as a device of its person, inside the caller's transaction. Two SQL queries."""
    authenticator = Authenticator.objects.create(
        user_id=account_id,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name, "credential": made.record},
    )
    return Device.objects.create(
        person_id=person_id,
        authenticator=authenticator,
        name=name,
        hardware_bound=made.hardware_bound,
        approves=approves,
        credential=passkeys.credential_digest(made.credential_id),
        attested=made.attested,
        sign_count=made.sign_count,
        enrolled_at=clock.now(),
    )


@transaction.atomic
def suspend_device(
    *, actor: Actor, person_id: int, device_id: int, reason: str = SUSPENDED_BY_OWNER
) -> Device:
    """Stop a device at once: what it approved but nobody fetched yet falls, its sessions and grants end.

    raises: DeviceNotFound
    """
    device = _get(person_id, device_id)
    if device.suspended_at is None:
        device.suspended_at, device.suspended_for = clock.now(), reason
        device.save(update_fields=["suspended_at", "suspended_for"])
        end_what_it_opened(actor=actor, device=device)
        _tell(actor, device, "device-suspended", reason=reason)
    return device


@transaction.atomic
def resume_device(*, actor: Actor, authentication: Authentication, device_id: int) -> Device:
    """Let a suspended device approve again, on the word of a session at *substantial* or above.

    raises: DeviceNotFound, LevelTooLow
    """
    device = _get(authentication.person_id, device_id)
    if authentication.level is Level.LOW and device.person.proofed:
        raise LevelTooLow
    if device.suspended_at is not None:
        device.suspended_at, device.suspended_for = None, ""
        device.save(update_fields=["suspended_at", "suspended_for"])
        _tell(actor, device, "device-resumed", sid=authentication.sid)
    return device


@transaction.atomic
def remove_device(*, actor: Actor, person_id: int, device_id: int) -> None:
    """Forget a device and its key for good.

    raises: DeviceNotFound
    """
    device = _get(person_id, device_id)
    end_what_it_opened(actor=actor, device=device)
    _tell(actor, device, "device-removed")
    Authenticator.objects.filter(pk=device.authenticator_id).delete()


@transaction.atomic
def rename_device(*, actor: Actor, person_id: int, device_id: int, name: str) -> None:
    """Give a device another name.

    raises: DeviceNotFound
    """
    device = _get(person_id, device_id)
    device.name = name
    device.save(update_fields=["name"])
    audit.record(actor=actor, verb="identity.device-renamed", target=device)


def end_what_it_opened(*, actor: Actor, device: Device) -> None:
    """End the approvals, grants and sessions that rest on a device."""
    BackchannelRequest.objects.filter(device=device, state="approved").update(state="refused")
    LinkRequest.objects.filter(device=device, state="approved").update(state="refused")
    for end_grants in types.grant_enders.providers().values():
        end_grants(device_id=device.pk, reason="device-stopped")
    sids = Activity.objects.filter(person_id=device.person_id, device=device).exclude(sid="")
    for sid in set(sids.filter(kind="sign-in").values_list("sid", flat=True)):
        end_session(actor=actor, sid=sid)


def _get(person_id: int, device_id: int) -> Device:
    """Return a person's device and hold its row until the transaction ends. Two SQL queries."""
    epochs.queue_up()
    found = Device.objects.select_for_update(of=("self",)).select_related("person")
    device = found.filter(pk=device_id, person_id=person_id).first()
    if device is None:
        raise DeviceNotFound
    return device


def _tell(actor: Actor, device: Device, kind: str, *, sid: str = "", reason: str = "") -> None:
    """Write the audit, the person's own history, and a message to them."""
    detail = {"hardware_bound": device.hardware_bound, **({"reason": reason} if reason else {})}
    audit.record(actor=actor, verb=f"identity.{kind}", target=device, detail=detail)
    note_activity(person_id=device.person_id, kind=kind, sid=sid, device_id=device.pk)
    alert_person(person_id=device.person_id, kind=kind, device_name=device.name)
