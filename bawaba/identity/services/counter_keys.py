"""A person's own security key, added at the counter after their identity was verified: the way to the high level."""

from allauth.account.utils import user_pk_to_url_str
from django.db import IntegrityError, transaction

from bawaba.identity.errors import KeyCanLeave, PasskeyRefused, PersonNotFound, TooManyDevices
from bawaba.identity.models import Device, Person
from bawaba.identity.rules import passkeys
from bawaba.identity.rules.assertions import registered_id
from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.alerts import alert_person
from bawaba.identity.services.counter import check_not_oneself, check_officer
from bawaba.identity.services.devices import MOST_DEVICES, keep_passkey
from bawaba.identity.services.passkeys import this_site
from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor


def offer_key(*, actor: Actor, body: str, person_id: int, challenge: bytes) -> dict[str, object]:
    """Return what the officer's browser needs to let the person's key make its secret. Three SQL queries.

    raises: NotForThisCounter, PersonNotFound for somebody whom nobody verified
    """
    person = _verified(actor, body, person_id)
    known = Device.objects.filter(person=person).values_list("attested", flat=True)
    shown = person.account.email or person.account.username
    return passkeys.creation_options(
        this_site(),
        challenge=challenge,
        handle=user_pk_to_url_str(person.account).encode(),
        name=shown,
        label=shown,
        known=[registered_id(bytes(one)) for one in known],
        roaming=True,
    )


def add_key_at_counter(
    *, actor: Actor, body: str, person_id: int, challenge: bytes, credential: passkeys.Credential, name: str
) -> Device:
    """Keep the person's key, which must hold its secret for good and have asked for their PIN or finger.

    It signs in, and approves nothing: requests come to a phone.

    raises: NotForThisCounter, PersonNotFound, PasskeyRefused, KeyCanLeave, TooManyDevices
    """
    person = _verified(actor, body, person_id)
    try:
        made = passkeys.check_registration(site=this_site(), challenge=challenge, credential=credential)
    except passkeys.CeremonyRefused as fault:
        raise PasskeyRefused(reason=fault.reason) from fault
    if not made.hardware_bound:
        raise KeyCanLeave
    try:
        return _keep(actor, body, person, made, name)
    except IntegrityError as fault:  # the key is somebody's already
        raise PasskeyRefused(reason="known") from fault


@transaction.atomic
def _keep(actor: Actor, body: str, person: Person, made: passkeys.NewPasskey, name: str) -> Device:
    epochs.queue_up()
    if Device.objects.filter(person=person).count() >= MOST_DEVICES:
        raise TooManyDevices
    device = keep_passkey(
        person_id=person.pk, account_id=person.account_id, made=made, name=name, approves=False
    )
    detail = {"hardware_bound": True, "body": body}
    audit.record(actor=actor, verb="identity.key-added", target=device, detail=detail)
    note_activity(person_id=person.pk, kind="device-enrolled", device_id=device.pk)
    alert_person(person_id=person.pk, kind="key-added", device_name=name)
    return device


def _verified(actor: Actor, body: str, person_id: int) -> Person:
    check_officer(actor=actor, body=body)
    check_not_oneself(actor, person_id)
    found = Person.objects.select_related("account").filter(pk=person_id, state="active").exclude(proofed="")
    person = found.first()
    if person is None:
        raise PersonNotFound
    return person
