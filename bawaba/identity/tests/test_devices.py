"""Enrolling, stopping and removing phones: who may, and what ends with them."""

import secrets
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client
from fido2.utils import websafe_decode, websafe_encode

from bawaba.identity.errors import DeviceNotFound, EnrolmentRefused, PasskeyRefused, TooManyDevices
from bawaba.identity.models import Activity, BrowserSession, Device, Grant
from bawaba.identity.oidc.clients import read_client
from bawaba.identity.oidc.grants import open_grant
from bawaba.identity.queries.devices import get_device, list_devices, list_usable_devices
from bawaba.identity.rules import passkeys
from bawaba.identity.services.devices import (
    MOST_DEVICES,
    begin_enrolment,
    enrol_device,
    remove_device,
    rename_device,
    resume_device,
    suspend_device,
)
from bawaba.identity.services.incidents import report_incident
from bawaba.identity.services.passkeys import make_nonce
from bawaba.identity.services.sessions import sign_in_with_device
from bawaba.identity.tests.factories import make_person, sign_in
from bawaba.identity.tests.phone_factories import (
    actor_for,
    ask,
    authentication_of,
    enrol,
    make_ciba_party,
    state_of,
)
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Level
from bawaba.kernel import clock
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_an_enrolled_phone_may_approve_and_is_a_passkey_of_the_account() -> None:
    person = make_person()
    device, key = enrol(person, name="Salma's phone")
    assert (device.hardware_bound, device.approves, device.sign_count) == (True, True, 1)
    authenticator = Authenticator.objects.get(user=person.account)
    assert device.authenticator_id == authenticator.pk
    assert authenticator.wrap().authenticator_data.credential_data.credential_id == key.credential_id
    assert authenticator.wrap().is_passwordless
    assert AuditEntry.objects.get(verb="identity.device-enrolled").detail == {"hardware_bound": True}
    line = get_device(person_id=person.pk, device_id=device.pk)
    assert line.credential_id == websafe_encode(key.credential_id)


def test_a_key_is_enrolled_once_and_for_one_person() -> None:
    key = SoftwareKey()
    enrol(make_person(), key=key)
    with pytest.raises(PasskeyRefused):
        enrol(make_person(), key=key)
    assert Authenticator.objects.count() == Device.objects.count() == 1


def test_an_answer_to_another_challenge_enrols_nothing() -> None:
    person = make_person()
    with pytest.raises(PasskeyRefused):
        enrol_device(
            actor=actor_for(person),
            authentication=authentication_of(person),
            challenge=websafe_decode(make_nonce()),
            credential=SoftwareKey().create(make_nonce()),
            name="x",
        )
    assert not Authenticator.objects.exists()


def test_an_old_proof_enrols_nothing() -> None:
    person = make_person()
    authentication = authentication_of(person, at=clock.now() - timedelta(minutes=11))
    with pytest.raises(EnrolmentRefused):
        begin_enrolment(authentication=authentication, challenge=secrets.token_bytes(32), name="x")


def test_a_password_alone_adds_no_phone_to_a_proofed_person() -> None:
    person = make_person(proofed="high")
    with pytest.raises(EnrolmentRefused):
        begin_enrolment(
            authentication=authentication_of(person, level=Level.LOW), challenge=b"\1" * 32, name="x"
        )
    begin_enrolment(authentication=authentication_of(person), challenge=b"\1" * 32, name="x")


def test_the_browser_is_told_which_keys_there_are_already() -> None:
    person = make_person()
    _, key = enrol(person)
    options = begin_enrolment(authentication=authentication_of(person), challenge=b"\1" * 32, name="x")
    assert options["excludeCredentials"] == [{"type": "public-key", "id": websafe_encode(key.credential_id)}]


def test_there_is_a_most_to_phones() -> None:
    person = make_person()
    for _ in range(MOST_DEVICES):
        enrol(person)
    with pytest.raises(TooManyDevices):
        enrol(person)


def test_nobody_touches_somebody_elses_device() -> None:
    device, _ = enrol(make_person())
    other = make_person()
    actor = actor_for(other)
    with pytest.raises(DeviceNotFound):
        suspend_device(actor=actor, person_id=other.pk, device_id=device.pk)
    with pytest.raises(DeviceNotFound):
        remove_device(actor=actor, person_id=other.pk, device_id=device.pk)
    with pytest.raises(DeviceNotFound):
        rename_device(actor=actor, person_id=other.pk, device_id=device.pk, name="x")
    with pytest.raises(DeviceNotFound):
        resume_device(actor=actor, authentication=authentication_of(other), device_id=device.pk)
    with pytest.raises(DeviceNotFound):
        get_device(person_id=other.pk, device_id=device.pk)


def test_a_removed_phone_takes_its_key_with_it() -> None:
    person = make_person()
    device, _ = enrol(person)
    remove_device(actor=actor_for(person), person_id=person.pk, device_id=device.pk)
    assert not Authenticator.objects.exists()
    assert list_devices(person_id=person.pk) == ()
    assert Activity.objects.filter(person=person, kind="device-removed", device=None).count() == 1


def test_a_suspended_phone_is_listed_and_not_usable() -> None:
    person = make_person()
    device, _ = enrol(person)
    suspend_device(actor=actor_for(person), person_id=person.pk, device_id=device.pk)
    suspend_device(actor=actor_for(person), person_id=person.pk, device_id=device.pk)
    assert [line.suspended_for for line in list_devices(person_id=person.pk)] == ["owner"]
    assert list_usable_devices(person_id=person.pk) == ()
    assert AuditEntry.objects.filter(verb="identity.device-suspended").count() == 1


def test_sessions_and_grants_of_a_stopped_phone_end(client: Client) -> None:
    person = make_person()
    device, _ = enrol(person)
    grant = grant_by(device)
    sid = session_by(client, device)
    suspend_device(actor=actor_for(person), person_id=person.pk, device_id=device.pk)
    grant.refresh_from_db()
    assert grant.revoked_at is not None
    assert not BrowserSession.objects.filter(sid=sid).exists()


def test_listing_devices_is_one_query(django_assert_num_queries: object) -> None:
    person = make_person()
    for _ in range(3):
        enrol(person)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(list_devices(person_id=person.pk)) == 3


def test_an_incident_ends_everything_but_the_session_that_reports(client: Client) -> None:
    person, party = make_person(), make_ciba_party()
    suspect, _ = enrol(person, name="Old phone")
    trusted, _ = enrol(person, name="In my hand")
    grant, other = grant_by(suspect), Client()
    sign_in(other, person)
    mine = sign_in(client, person)
    opened = ask(person, party)
    line = Activity.objects.filter(person=person, device=suspect).latest("pk")
    secured = report_incident(actor=actor_for(person), authentication=mine, activity_id=line.pk)
    assert (secured.sessions, secured.devices, secured.requests) == (1, ("Old phone",), 1)
    assert list(BrowserSession.objects.values_list("sid", flat=True)) == [mine.sid]
    grant.refresh_from_db()
    assert grant.revoked_at is not None
    assert state_of(opened.request_id) == "not-me"
    assert [one.name for one in list_usable_devices(person_id=person.pk)] == [trusted.name]
    assert AuditEntry.objects.filter(verb="identity.incident-reported").count() == 1


def test_an_incident_touches_nobody_else() -> None:
    person, other = make_person(), make_person()
    others_device, _ = enrol(other)
    line = Activity.objects.filter(person=other).latest("pk")
    secured = report_incident(
        actor=actor_for(person),
        authentication=authentication_of(person),
        activity_id=line.pk,
        device_ids=[others_device.pk],
    )
    assert secured.devices == ()
    others_device.refresh_from_db()
    assert others_device.suspended_at is None


def grant_by(device: Device) -> Grant:
    return open_grant(
        kind="ciba",
        client=read_client(make_ciba_party()),
        person_id=device.person_id,
        subject=device.person.subject,
        scopes=("openid",),
        level=Level.LOW,
        amr=("hwk",),
        auth_time=clock.now(),
        device_id=device.pk,
    )


def session_by(client: Client, device: Device) -> str:
    """Sign a test browser in by a device, as the end of a QR sign-in does."""
    request = HttpRequest()
    request.session = client.session
    request.user = AnonymousUser()
    request.META["REMOTE_ADDR"] = "192.0.2.7"
    sid = sign_in_with_device(request=request, device=device).sid
    request.session.save()
    return sid


def test_the_digest_of_a_credential_is_what_devices_are_found_by() -> None:
    device, key = enrol(make_person())
    assert device.credential == passkeys.credential_digest(key.credential_id)
