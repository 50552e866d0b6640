"""Signing a computer in with the phone: one code, one browser, one number, one use."""

from typing import Any

import pytest
from fido2.utils import websafe_encode

from bawaba.identity.errors import (
    DeviceNotUsable,
    LinkCodeUnknown,
    PasskeyRefused,
    RequestClosed,
    WrongNumber,
)
from bawaba.identity.models import Activity, Device, LinkRequest, Person
from bawaba.identity.services.devices import suspend_device
from bawaba.identity.services.links import (
    decide_link,
    find_waiting_browser,
    forget_link,
    link_state,
    open_link,
    redeem_link,
)
from bawaba.identity.tests.factories import make_person
from bawaba.identity.tests.phone_factories import actor_for, enrol, minutes
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Decision, LinkTicket
from bawaba.kernel import clock
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket() -> LinkTicket:
    return open_link(place="192.0.2.0/24", agent="Firefox, Windows")


def decide(person: Person, ticket: LinkTicket, key: SoftwareKey | None, **given: Any) -> None:
    browser = find_waiting_browser(person_id=person.pk, code=ticket.code)
    decide_link(
        **{
            "actor": actor_for(person),
            "person_id": person.pk,
            "handle": browser.handle,
            "decision": Decision.APPROVE,
            "number": ticket.number,
            "assertion": key.sign(websafe_encode(browser.challenge)) if key else None,
            **given,
        }
    )


def test_an_approved_browser_is_signed_in_once(
    person: Person, ticket: LinkTicket, phone: tuple[Device, SoftwareKey]
) -> None:
    assert link_state(secret=ticket.secret) == "waiting"
    decide(person, ticket, phone[1])
    assert link_state(secret=ticket.secret) == "approved"
    assert redeem_link(secret=ticket.secret) == phone[0]
    assert link_state(secret=ticket.secret) == "closed"
    with pytest.raises(RequestClosed):
        redeem_link(secret=ticket.secret)


def test_the_digits_lead_to_the_same_browser(person: Person, ticket: LinkTicket) -> None:
    by_code = find_waiting_browser(person_id=person.pk, code=ticket.code)
    by_digits = find_waiting_browser(person_id=person.pk, typed=ticket.typed)
    assert by_code.challenge == by_digits.challenge
    assert len(ticket.typed) == 8
    assert 10 <= int(ticket.number) <= 99


def test_neither_code_nor_digits_nor_secret_are_stored(ticket: LinkTicket) -> None:
    row = LinkRequest.objects.values().get()
    kept = " ".join(str(value) for value in row.values())
    assert not any(secret in kept for secret in (ticket.code, ticket.typed, ticket.secret))


@pytest.mark.parametrize("wanted", [{"code": "x" * 32}, {"typed": "00000000"}, {"code": "\ud800"}])
def test_nothing_waits_under_another_code(person: Person, ticket: LinkTicket, wanted: dict[str, str]) -> None:
    if wanted.get("typed") == ticket.typed:
        wanted = {"typed": "00000001"}
    with pytest.raises(LinkCodeUnknown):
        find_waiting_browser(person_id=person.pk, **wanted)


def test_another_browser_does_not_collect_the_approval(
    person: Person, ticket: LinkTicket, phone: tuple[Device, SoftwareKey]
) -> None:
    other = open_link(place="", agent="")
    decide(person, ticket, phone[1])
    with pytest.raises(RequestClosed):
        redeem_link(secret=other.secret)
    assert link_state(secret=ticket.secret) == "approved"


def test_a_wrong_number_closes_the_code(
    person: Person, ticket: LinkTicket, phone: tuple[Device, SoftwareKey]
) -> None:
    wrong = "10" if ticket.number != "10" else "11"
    with pytest.raises(WrongNumber):
        decide(person, ticket, phone[1], number=wrong)
    assert link_state(secret=ticket.secret) == "closed"
    with pytest.raises(LinkCodeUnknown):
        decide(person, ticket, phone[1])
    with pytest.raises(RequestClosed):
        redeem_link(secret=ticket.secret)
    assert AuditEntry.objects.filter(verb="identity.link-wrong-number").count() == 1


@pytest.mark.parametrize("decision", [Decision.REFUSE, Decision.NOT_ME])
def test_a_refused_browser_is_not_signed_in(person: Person, ticket: LinkTicket, decision: Decision) -> None:
    decide(person, ticket, None, decision=decision)
    assert link_state(secret=ticket.secret) == "closed"
    assert Activity.objects.filter(person=person, kind__startswith="link-").count() == 1


def test_a_handle_is_for_the_person_it_was_shown_to(ticket: LinkTicket) -> None:
    owner, other = make_person(), make_person()
    _, key = enrol(other)
    shown = find_waiting_browser(person_id=owner.pk, code=ticket.code)
    for handle in (shown.handle, shown.handle + "x", "", "\ud800"):
        with pytest.raises(LinkCodeUnknown):
            decide(other, ticket, key, handle=handle)


def test_no_signature_no_sign_in(
    person: Person, ticket: LinkTicket, phone: tuple[Device, SoftwareKey]
) -> None:
    with pytest.raises(PasskeyRefused):
        decide(person, ticket, None)
    with pytest.raises(PasskeyRefused):
        decide(person, ticket, None, assertion=phone[1].sign(websafe_encode(b"\1" * 32)))
    assert link_state(secret=ticket.secret) == "waiting"


def test_a_code_has_a_short_life(
    person: Person, ticket: LinkTicket, phone: tuple[Device, SoftwareKey]
) -> None:
    with clock.frozen_at(clock.now() + minutes(4)):
        assert link_state(secret=ticket.secret) == "closed"
        with pytest.raises(LinkCodeUnknown):
            find_waiting_browser(person_id=person.pk, code=ticket.code)


def test_an_approval_is_collected_within_the_codes_life(
    person: Person, ticket: LinkTicket, phone: tuple[Device, SoftwareKey]
) -> None:
    decide(person, ticket, phone[1])
    with clock.frozen_at(clock.now() + minutes(4)), pytest.raises(RequestClosed):
        redeem_link(secret=ticket.secret)


def test_a_suspended_device_signs_no_computer_in(
    person: Person, ticket: LinkTicket, phone: tuple[Device, SoftwareKey]
) -> None:
    device, key = phone
    decide(person, ticket, key)
    suspend_device(actor=actor_for(person), person_id=person.pk, device_id=device.pk)
    with pytest.raises(RequestClosed):
        redeem_link(secret=ticket.secret)
    second = open_link(place="", agent="")
    with pytest.raises(DeviceNotUsable):
        decide(person, second, key)


def test_a_suspended_person_is_not_signed_in(
    person: Person, ticket: LinkTicket, phone: tuple[Device, SoftwareKey]
) -> None:
    decide(person, ticket, phone[1])
    Person.objects.filter(pk=person.pk).update(state="suspended")
    with pytest.raises(RequestClosed):
        redeem_link(secret=ticket.secret)


def test_a_browser_may_drop_its_code(person: Person, ticket: LinkTicket) -> None:
    forget_link(secret=ticket.secret)
    with pytest.raises(LinkCodeUnknown):
        find_waiting_browser(person_id=person.pk, code=ticket.code)
