"""Enrolled phones and waiting requests for tests; every enrolment is a real ceremony."""

from datetime import datetime, timedelta
from typing import Any

from fido2.utils import websafe_decode, websafe_encode

from bawaba.identity.models import BackchannelRequest, Device, Person, RelyingParty
from bawaba.identity.queries.requests import get_pending
from bawaba.identity.services.approvals import OpenedRequest, open_backchannel
from bawaba.identity.services.devices import enrol_device
from bawaba.identity.services.passkeys import make_nonce
from bawaba.identity.tests.factories import ACTOR
from bawaba.identity.tests.oidc_factories import make_client
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Authentication, Level
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor

CIBA = "urn:openid:params:grant-type:ciba"


def authentication_of(
    person: Person, *, level: Level = Level.SUBSTANTIAL, at: datetime | None = None
) -> Authentication:
    return Authentication(
        person_id=person.pk,
        account_id=person.account_id,
        subject=person.subject,
        sid=f"sid-{person.pk}",
        auth_time=at or clock.now(),
        amr=("pwd",),
        level=level,
    )


def actor_for(person: Person) -> Actor:
    return Actor(kind="person", key=f"account:{person.account_id}", account_id=person.account_id)


def enrol(
    person: Person, *, name: str = "My phone", key: SoftwareKey | None = None
) -> tuple[Device, SoftwareKey]:
    """Enrol a software key as the person's phone."""
    key, challenge = key or SoftwareKey(), make_nonce()
    device = enrol_device(
        actor=actor_for(person),
        authentication=authentication_of(person),
        challenge=websafe_decode(challenge),
        credential=key.create(challenge),
        name=name,
    )
    return device, key


def make_ciba_party(**metadata: Any) -> RelyingParty:
    """Register a relying party that may ask on the phone."""
    client, _ = make_client(
        grant_types=["authorization_code", CIBA], backchannel_token_delivery_mode="poll", **metadata
    )
    return RelyingParty.objects.get(pk=client.id)


def ask(
    person: Person | None, party: RelyingParty, *, level: Level = Level.LOW, life_s: int = 120
) -> OpenedRequest:
    """Open a request on a person's phone."""
    return open_backchannel(
        actor=ACTOR,
        relying_party_id=party.pk,
        person_id=person.pk if person else None,
        hint="hint",
        scopes=("openid", "profile"),
        claims={"granted": ["name", "given_name", "family_name"]},
        level=level,
        binding_message="Dossier 12",
        life_s=life_s,
    )


def sign_request(key: SoftwareKey, person: Person, request_id: int) -> dict[str, Any]:
    """Sign a waiting request as the person's phone would."""
    pending = get_pending(person_id=person.pk, request_id=request_id, language="fr")
    return key.sign(websafe_encode(pending.challenge))


def state_of(request_id: int) -> str:
    return BackchannelRequest.objects.get(pk=request_id).state


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
