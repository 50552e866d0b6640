"""Whatever the order of calls: what a stopped device approved, opens or signs never succeeds afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import override_settings
from fido2.utils import websafe_encode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bawaba.identity.errors import DeviceNotUsable, RequestClosed
from bawaba.identity.models import Activity, Device, Person
from bawaba.identity.oidc.ciba_grant import redeem_request
from bawaba.identity.oidc.clients import Client, read_client
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.oidc.grants import check_access_token
from bawaba.identity.services.decisions import decide_backchannel
from bawaba.identity.services.devices import resume_device, suspend_device
from bawaba.identity.services.incidents import report_incident
from bawaba.identity.services.links import decide_link, find_waiting_browser, open_link, redeem_link
from bawaba.identity.tests.factories import make_person
from bawaba.identity.tests.phone_factories import (
    actor_for,
    ask,
    authentication_of,
    enrol,
    make_ciba_party,
    sign_request,
)
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Decision

pytestmark = pytest.mark.django_db


@dataclass
class Story:
    """One person, one phone, one relying party, and what must hold by now.

    good: approvals that may still be redeemed; dead: those that a stop made void
    """

    person: Person
    device: Device
    key: SoftwareKey
    party: Any
    client: Client
    usable: bool = True
    good: list[Callable[[], Any]] = field(default_factory=list)
    dead: list[Callable[[], Any]] = field(default_factory=list)
    live_tokens: list[str] = field(default_factory=list)
    dead_tokens: list[str] = field(default_factory=list)

    def stop(self) -> None:
        self.usable = False
        self.dead, self.good = self.dead + self.good, []
        self.dead_tokens, self.live_tokens = self.dead_tokens + self.live_tokens, []


def begin() -> Story:
    person, party = make_person(), make_ciba_party()
    device, key = enrol(person)
    return Story(person, device, key, party, read_client(party))


def approve_request(story: Story) -> None:
    opened = ask(story.person, story.party)
    signed = sign_request(story.key, story.person, opened.request_id)

    def decide() -> None:
        decide_backchannel(
            actor=actor_for(story.person),
            person_id=story.person.pk,
            request_id=opened.request_id,
            decision=Decision.APPROVE,
            assertion=signed,
            number=opened.number,
        )

    def redeem() -> None:
        tokens = redeem_request(client=story.client, form={"auth_req_id": opened.auth_req_id}, jkt="")
        story.live_tokens.append(tokens["access_token"])

    _decide(story, decide, redeem)


def approve_link(story: Story) -> None:
    ticket = open_link(place="", agent="")
    browser = find_waiting_browser(person_id=story.person.pk, code=ticket.code)

    def decide() -> None:
        decide_link(
            actor=actor_for(story.person),
            person_id=story.person.pk,
            handle=browser.handle,
            decision=Decision.APPROVE,
            number=ticket.number,
            assertion=story.key.sign(websafe_encode(browser.challenge)),
        )

    _decide(story, decide, lambda: redeem_link(secret=ticket.secret))


def _decide(story: Story, decide: Callable[[], None], redeem: Callable[[], Any]) -> None:
    if story.usable:
        decide()
        story.good.append(redeem)
        return
    with pytest.raises(DeviceNotUsable):
        decide()
    story.dead.append(redeem)


def redeem(story: Story) -> None:
    if story.good:
        first = story.good.pop(0)
        first()
        story.dead.append(first)  # nothing is redeemed twice


def suspend(story: Story) -> None:
    suspend_device(actor=actor_for(story.person), person_id=story.person.pk, device_id=story.device.pk)
    story.stop()


def report(story: Story) -> None:
    line = Activity.objects.filter(person=story.person, device=story.device).latest("pk")
    authentication = authentication_of(story.person)
    report_incident(actor=actor_for(story.person), authentication=authentication, activity_id=line.pk)
    story.stop()


def resume(story: Story) -> None:
    authentication = authentication_of(story.person)
    resume_device(actor=actor_for(story.person), authentication=authentication, device_id=story.device.pk)
    story.usable = True


ACTS = (approve_request, approve_link, redeem, suspend, report, resume)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=10))
def test_nothing_rests_on_a_stopped_device(acts: list[Callable[[Story], None]]) -> None:
    with override_settings(CIBA_OPEN_MOST=100, CIBA_HOURLY_MOST=100):
        story = begin()
        for act in acts:
            act(story)
            for attempt in story.dead:
                with pytest.raises((ProtocolError, RequestClosed)):
                    attempt()
        assert all(check_access_token(token=token) for token in story.live_tokens)
        assert not any(check_access_token(token=token) for token in story.dead_tokens)
