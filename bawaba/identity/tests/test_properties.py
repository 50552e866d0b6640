"""What no sequence of calls may break: one live token set for a code, and nothing after a revocation.

Hypothesis draws the calls; a small model says what must live. Every call goes through HTTP.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bawaba.identity.errors import DeviceNotFound, DeviceNotUsable, PasskeyRefused, RequestClosed, WrongNumber
from bawaba.identity.models import BackchannelRequest, Consent, Device
from bawaba.identity.oidc import grants
from bawaba.identity.services.decisions import decide_backchannel
from bawaba.identity.services.devices import remove_device, suspend_device
from bawaba.identity.tests.factories import ACTOR, make_person
from bawaba.identity.tests.phone_factories import actor_for, enrol, sign_request
from bawaba.identity.tests.provider import CIBA, Party, get, give_consent, make_party, signed_in
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CALLS = profile(max_examples=40, stateful_step_count=25, deadline=None, derandomize=True)
places = st.integers(0, 1_000)


@dataclass
class Family:
    """What came of one code: every token ever given, the newest last, and whether any may live."""

    code: str
    refresh_tokens: list[str] = field(default_factory=list)
    access_tokens: list[str] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)
    dead: bool = False

    def keep(self, tokens: dict[str, Any]) -> None:
        self.refresh_tokens.append(tokens["refresh_token"])
        self.access_tokens.append(tokens["access_token"])


class CodesAndTokens(RuleBasedStateMachine):
    """A relying party, a thief beside it, and a person who may change their mind."""

    @initialize()
    def begin(self) -> None:
        self.party, self.thief = make_party(), make_party()
        self.reader = signed_in(self.party, self.thief)
        self.families: list[Family] = []

    def pick(self, place: int) -> Family | None:
        return self.families[place % len(self.families)] if self.families else None

    @rule()
    def authorize(self) -> None:
        if not Consent.objects.filter(relying_party_id=self.party.client.id, withdrawn_at=None).exists():
            give_consent(self.reader.person, self.party)
        self.families.append(Family(self.party.code(self.reader.browser)))

    @rule(place=places)
    def redeem(self, place: int) -> None:
        family = self.pick(place)
        if family is None:
            return
        answer = self.party.redeem(family.code)
        if family.dead or family.refresh_tokens:
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
            family.dead = True
        else:
            family.keep(answer.json())

    @rule(place=places)
    def redeem_with_a_wrong_verifier(self, place: int) -> None:
        family = self.pick(place)
        if family is not None:
            answer = self.party.redeem(family.code, code_verifier="w" * 43)
            assert answer.json()["error"] == "invalid_grant"
            family.dead = family.dead or bool(family.refresh_tokens)

    @rule(place=places)
    def steal(self, place: int) -> None:
        family = self.pick(place)
        if family is None:
            return
        assert self.thief.redeem(family.code, code_verifier=self.party.verifier).status_code == 400
        for token in family.refresh_tokens[-1:]:
            assert self.thief.refresh(token).status_code == 400
            assert self.thief.introspect(token) == {"active": False}
            self.thief.revoke(token)

    @rule(place=places, back=st.integers(0, 3))
    def refresh(self, place: int, back: int) -> None:
        family = self.pick(place)
        if family is None or not family.refresh_tokens:
            return
        known = family.refresh_tokens
        token = known[max(len(known) - 1 - back, 0)]
        answer = self.party.refresh(token)
        if family.dead or token != known[-1]:
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
            family.dead = True
        else:
            family.keep(answer.json())

    @rule(place=places)
    def revoke_the_family(self, place: int) -> None:
        family = self.pick(place)
        if family is not None and family.refresh_tokens:
            assert self.party.revoke(family.refresh_tokens[-1]).status_code == 200
            family.dead = True

    @rule(place=places)
    def revoke_one_access_token(self, place: int) -> None:
        family = self.pick(place)
        if family is not None and family.access_tokens:
            assert self.party.revoke(family.access_tokens[-1]).status_code == 200
            family.revoked.add(family.access_tokens[-1])

    @rule()
    def withdraw_consent(self) -> None:
        standing = Consent.objects.filter(relying_party_id=self.party.client.id, withdrawn_at=None).first()
        if standing is not None:
            grants.withdraw_consent(actor=ACTOR, person_id=self.reader.person.pk, consent_id=standing.pk)
            for family in self.families:
                family.dead = True

    @invariant()
    def at_most_one_token_set_of_a_code_lives(self) -> None:
        for family in getattr(self, "families", ()):
            living = [token for token in family.refresh_tokens if self.party.introspect(token)["active"]]
            assert living == ([] if family.dead else family.refresh_tokens[-1:])
            for token in family.access_tokens[-1:]:
                alive = not family.dead and token not in family.revoked
                assert self.party.introspect(token)["active"] is alive
                assert (get("/oidc/userinfo", Authorization=f"Bearer {token}").status_code == 200) is alive


def test_no_sequence_of_calls_gives_two_live_token_sets_of_one_code() -> None:
    run_state_machine_as_test(CodesAndTokens, settings=CALLS)


@dataclass
class Asked:
    """A request on the phone as the model sees it."""

    auth_req_id: str
    state: str = "waiting"
    device: int | None = None
    tokens: dict[str, Any] = field(default_factory=dict)


class DevicesAndApprovals(RuleBasedStateMachine):
    """A person with phones, some of which stop being theirs, and a party that asks."""

    @initialize()
    def begin(self) -> None:
        self.party: Party = make_party(grant_types=["authorization_code", "refresh_token", CIBA])
        self.person = make_person(proofed="high")
        self.phones: dict[int, SoftwareKey] = {}
        self.stopped: set[int] = set()
        self.requests: list[Asked] = []

    @rule()
    def add_a_phone(self) -> None:
        if len(self.phones) < 4:
            device, key = enrol(self.person)
            self.phones[device.pk] = key

    @rule()
    def ask(self) -> None:
        form = {"scope": "openid profile offline_access", "login_hint": self.person.subject}
        answer = self.party.post("/oidc/bc-authorize", form)
        assert answer.status_code == 200, answer.content
        self.requests.append(Asked(answer.json()["auth_req_id"]))

    @rule(request=places, phone=places, right=st.booleans())
    def approve(self, request: int, phone: int, right: bool) -> None:
        if not self.requests or not self.phones:
            return
        asked = self.requests[request % len(self.requests)]
        device_id = list(self.phones)[phone % len(self.phones)]
        row = BackchannelRequest.objects.order_by("pk")[self.requests.index(asked)]
        may = asked.state == "waiting" and device_id not in self.stopped
        try:
            decide_backchannel(
                actor=actor_for(self.person), person_id=self.person.pk, request_id=row.pk,
                decision=Decision.APPROVE, number=row.number if right else "00",
                assertion=sign_request(self.phones[device_id], self.person, row.pk),
            )  # fmt: skip
        except (DeviceNotUsable, PasskeyRefused, RequestClosed):
            assert not may
        except WrongNumber:
            assert may
            assert not right
            asked.state = "refused"
        else:
            assert may
            assert right
            asked.state, asked.device = "approved", device_id

    @rule(request=places)
    def refuse(self, request: int) -> None:
        waiting = [asked for asked in self.requests if asked.state == "waiting"]
        if waiting:
            asked = waiting[request % len(waiting)]
            row = BackchannelRequest.objects.order_by("pk")[self.requests.index(asked)]
            decide_backchannel(
                actor=actor_for(self.person),
                person_id=self.person.pk,
                request_id=row.pk,
                decision=Decision.REFUSE,
            )
            asked.state = "refused"

    @rule(request=places)
    def poll(self, request: int) -> None:
        if not self.requests:
            return
        asked = self.requests[request % len(self.requests)]
        answer = self.party.post("/oidc/token", {"grant_type": CIBA, "auth_req_id": asked.auth_req_id})
        if asked.state == "approved" and asked.device not in self.stopped:
            assert answer.status_code == 200, answer.content
            asked.tokens, asked.state = answer.json(), "consumed"
            return
        allowed = {
            "waiting": {"authorization_pending", "slow_down"}, "refused": {"access_denied"},
            "approved": {"access_denied"}, "consumed": {"invalid_grant"},
        }  # fmt: skip
        assert answer.status_code == 400
        assert answer.json()["error"] in allowed[asked.state]

    @rule(phone=places, forget=st.booleans())
    def stop_a_phone(self, phone: int, forget: bool) -> None:
        left = [device_id for device_id in self.phones if device_id not in self.stopped]
        if left:
            device_id = left[phone % len(left)]
            stop = remove_device if forget else suspend_device
            stop(actor=ACTOR, person_id=self.person.pk, device_id=device_id)
            self.stopped.add(device_id)

    @rule(phone=places)
    def stop_a_strangers_phone(self, phone: int) -> None:
        if self.phones:
            device_id = list(self.phones)[phone % len(self.phones)]
            with pytest.raises(DeviceNotFound):
                suspend_device(actor=ACTOR, person_id=self.person.pk + 1_000_000, device_id=device_id)

    @invariant()
    def what_a_stopped_phone_approved_is_dead(self) -> None:
        for asked in getattr(self, "requests", ()):
            if asked.tokens:
                alive = asked.device not in self.stopped
                for kind in ("access_token", "refresh_token"):
                    assert self.party.introspect(asked.tokens[kind])["active"] is alive

    @invariant()
    def a_stopped_phone_never_approves(self) -> None:
        stopped = Device.objects.filter(pk__in=getattr(self, "stopped", ()), suspended_at=None)
        assert not stopped.exists()

    def teardown(self) -> None:
        BackchannelRequest.objects.all().delete()  # examples share a database, and count by their order


def test_no_sequence_of_calls_lets_a_stopped_device_approve_or_its_tokens_live(settings: Any) -> None:
    settings.CIBA_OPEN_MOST = settings.CIBA_HOURLY_MOST = 10_000
    run_state_machine_as_test(DevicesAndApprovals, settings=CALLS)
