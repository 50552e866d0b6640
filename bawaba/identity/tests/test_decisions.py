"""Answering a request on the phone: what approves it, and everything that does not."""

from collections.abc import Callable
from typing import Any

import pytest

from bawaba.identity.errors import (
    DeviceNotUsable,
    LevelTooLow,
    PasskeyRefused,
    RequestClosed,
    WrongNumber,
)
from bawaba.identity.models import Activity, BackchannelRequest, Device, Person, RelyingParty
from bawaba.identity.services.decisions import decide_backchannel
from bawaba.identity.services.devices import remove_device, resume_device, suspend_device
from bawaba.identity.services.people import suspend_person
from bawaba.identity.tests.factories import ACTOR, make_person
from bawaba.identity.tests.phone_factories import (
    actor_for,
    ask,
    authentication_of,
    enrol,
    make_ciba_party,
    minutes,
    sign_request,
    state_of,
)
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Decision, Level
from bawaba.kernel import audit, clock
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make_person(proofed="high")


@pytest.fixture
def party() -> RelyingParty:
    return make_ciba_party()


def decide(person: Person, request_id: int, decision: Decision = Decision.APPROVE, **given: Any) -> Decision:
    return decide_backchannel(
        actor=actor_for(person), person_id=person.pk, request_id=request_id, decision=decision, **given
    )


def approve(person: Person, key: SoftwareKey, request_id: int, number: str) -> Decision:
    return decide(person, request_id, assertion=sign_request(key, person, request_id), number=number)


def test_the_signature_and_the_number_approve(
    person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey]
) -> None:
    device, key = phone
    opened = ask(person, party, level=Level.HIGH)
    approve(person, key, opened.request_id, opened.number)
    row = BackchannelRequest.objects.get(pk=opened.request_id)
    assert (row.state, row.device_id) == ("approved", device.pk)
    device.refresh_from_db()
    assert device.sign_count == key.count
    assert device.last_used_at is not None


def test_an_approval_is_audited_and_told_in_the_persons_history(
    person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey]
) -> None:
    opened = ask(person, party)
    approve(person, phone[1], opened.request_id, opened.number)
    entry = AuditEntry.objects.get(verb="identity.request-approval")
    assert entry.detail == {"client": party.client_id, "level": "low", "device": phone[0].pk}
    line = Activity.objects.get(person=person, kind="approval")
    assert (line.relying_party_id, line.device_id) == (party.pk, phone[0].pk)
    assert audit.verify()[1] == []


def test_a_wrong_number_refuses_for_good(
    person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey]
) -> None:
    opened = ask(person, party)
    wrong = "10" if opened.number != "10" else "11"
    with pytest.raises(WrongNumber):
        approve(person, phone[1], opened.request_id, wrong)
    assert state_of(opened.request_id) == "refused"
    with pytest.raises(RequestClosed):
        decide(person, opened.request_id, assertion={}, number=opened.number)
    assert AuditEntry.objects.filter(verb="identity.request-wrong-number").count() == 1
    assert Activity.objects.filter(person=person, kind="wrong-number").count() == 1


@pytest.mark.parametrize("number", ["", "1", "999", "٤٢x", "\0", "\ud800"])
def test_what_is_no_number_is_a_wrong_one(
    person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey], number: str
) -> None:
    opened = ask(person, party)
    with pytest.raises(WrongNumber):
        approve(person, phone[1], opened.request_id, number)


@pytest.mark.parametrize("decision", [Decision.REFUSE, Decision.NOT_ME])
def test_refusing_takes_no_key_and_no_number(person: Person, party: RelyingParty, decision: Decision) -> None:
    opened = ask(person, party)
    decide(person, opened.request_id, decision)
    assert state_of(opened.request_id) == ("refused" if decision is Decision.REFUSE else "not-me")


def test_the_number_without_the_signature_approves_nothing(person: Person, party: RelyingParty) -> None:
    enrol(person)
    opened = ask(person, party)
    with pytest.raises(PasskeyRefused):
        decide(person, opened.request_id, assertion={}, number=opened.number)
    assert state_of(opened.request_id) == "waiting"


def test_a_signature_for_one_request_approves_no_other(
    person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey]
) -> None:
    first, second = ask(person, party), ask(person, party)
    with pytest.raises(PasskeyRefused):
        decide(
            person,
            second.request_id,
            assertion=sign_request(phone[1], person, first.request_id),
            number=second.number,
        )
    assert state_of(second.request_id) == "waiting"


def test_what_was_shown_is_what_was_signed(
    person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey]
) -> None:
    opened = ask(person, party)
    signed = sign_request(phone[1], person, opened.request_id)
    BackchannelRequest.objects.filter(pk=opened.request_id).update(scopes=["openid", "cnie"])
    with pytest.raises(PasskeyRefused):
        decide(person, opened.request_id, assertion=signed, number=opened.number)


def test_somebody_elses_phone_approves_nothing(
    person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey]
) -> None:
    other = make_person()
    _, others_key = enrol(other)
    opened = ask(person, party)
    with pytest.raises(PasskeyRefused):
        approve(person, others_key, opened.request_id, opened.number)
    with pytest.raises(RequestClosed):
        decide(other, opened.request_id, Decision.REFUSE)
    assert state_of(opened.request_id) == "waiting"


def test_a_copied_key_shows_by_its_counter_and_is_suspended(
    person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey]
) -> None:
    device, key = phone
    first, second = ask(person, party), ask(person, party)
    approve(person, key, first.request_id, first.number)
    key.count = 0  # the copy was made before
    with pytest.raises(DeviceNotUsable):
        approve(person, key, second.request_id, second.number)
    device.refresh_from_db()
    assert device.suspended_for == "counter-went-back"
    assert state_of(second.request_id) == "waiting"


def test_a_synced_key_does_not_reach_high_and_the_request_stays_open(
    person: Person, party: RelyingParty
) -> None:
    _, key = enrol(person, key=SoftwareKey(synced=True))
    opened = ask(person, party, level=Level.HIGH)
    with pytest.raises(LevelTooLow):
        approve(person, key, opened.request_id, opened.number)
    assert state_of(opened.request_id) == "waiting"


def test_nobody_unproofed_reaches_substantial(party: RelyingParty) -> None:
    person = make_person()
    _, key = enrol(person)
    opened = ask(person, party, level=Level.SUBSTANTIAL)
    with pytest.raises(LevelTooLow):
        approve(person, key, opened.request_id, opened.number)


def test_too_late_is_too_late(person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey]) -> None:
    opened = ask(person, party, life_s=60)
    signed = sign_request(phone[1], person, opened.request_id)
    with clock.frozen_at(clock.now() + minutes(2)), pytest.raises(RequestClosed):
        decide(person, opened.request_id, assertion=signed, number=opened.number)


def test_a_request_of_a_suspended_relying_party_or_person_is_closed(
    person: Person, party: RelyingParty, phone: tuple[Device, SoftwareKey]
) -> None:
    opened = ask(person, party)
    signed = sign_request(phone[1], person, opened.request_id)
    RelyingParty.objects.filter(pk=party.pk).update(state="suspended")
    with pytest.raises(RequestClosed):
        decide(person, opened.request_id, assertion=signed, number=opened.number)
    RelyingParty.objects.filter(pk=party.pk).update(state="approved")
    suspend_person(actor=ACTOR, person_id=person.pk)
    with pytest.raises(RequestClosed):
        decide(person, opened.request_id, assertion=signed, number=opened.number)


def stop_by_suspending(person: Person, device: Device) -> None:
    suspend_device(actor=actor_for(person), person_id=person.pk, device_id=device.pk)


def stop_by_removing(person: Person, device: Device) -> None:
    remove_device(actor=actor_for(person), person_id=person.pk, device_id=device.pk)


@pytest.mark.parametrize("stop", [stop_by_suspending, stop_by_removing])
def test_a_stopped_device_approves_nothing_and_what_it_approved_falls(
    person: Person,
    party: RelyingParty,
    phone: tuple[Device, SoftwareKey],
    stop: Callable[[Person, Device], None],
) -> None:
    device, key = phone
    done, open_one = ask(person, party), ask(person, party)
    approve(person, key, done.request_id, done.number)
    signed = sign_request(key, person, open_one.request_id)
    stop(person, device)
    assert state_of(done.request_id) == "refused"
    with pytest.raises((DeviceNotUsable, PasskeyRefused)):
        decide(person, open_one.request_id, assertion=signed, number=open_one.number)
    assert state_of(open_one.request_id) == "waiting"


def test_a_device_resumes_on_a_strong_session_only(person: Person, phone: tuple[Device, SoftwareKey]) -> None:
    device, _ = phone
    stop_by_suspending(person, device)
    with pytest.raises(LevelTooLow):
        resume_device(
            actor=actor_for(person),
            authentication=authentication_of(person, level=Level.LOW),
            device_id=device.pk,
        )
    resume_device(actor=actor_for(person), authentication=authentication_of(person), device_id=device.pk)
    device.refresh_from_db()
    assert (device.suspended_at, device.suspended_for) == (None, "")


def test_who_was_sent_away_reaches_the_person_no_more_for_a_while(
    person: Person, party: RelyingParty
) -> None:
    decide(person, ask(person, party).request_id, Decision.NOT_ME)
    again, elsewhere = ask(person, party), ask(person, make_ciba_party())
    assert BackchannelRequest.objects.get(pk=again.request_id).person_id is None
    assert BackchannelRequest.objects.get(pk=elsewhere.request_id).person_id == person.pk
    with clock.frozen_at(clock.now() + minutes(61)):
        later = ask(person, party)
    assert BackchannelRequest.objects.get(pk=later.request_id).person_id == person.pk
