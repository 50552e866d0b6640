"""What a person answers on the phone to a relying party's request (OpenID Connect CIBA Core 1.0)."""

import hmac
from typing import Final

from django.db import transaction

from bawaba.identity.errors import LevelTooLow, RequestClosed, WrongNumber
from bawaba.identity.models import BackchannelRequest, Device
from bawaba.identity.queries.requests import approval_facts, find_waiting
from bawaba.identity.rules import passkeys
from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.alerts import alert_person
from bawaba.identity.services.approvals import notify_client
from bawaba.identity.services.passkeys import confirm_with_device, device_level
from bawaba.identity.services.refused_signatures import watch_signatures
from bawaba.identity.types import Decision, Level
from bawaba.kernel import audit, clock, epochs, rows
from bawaba.kernel.actors import Actor

_STATES: Final = {Decision.APPROVE: "approved", Decision.REFUSE: "refused", Decision.NOT_ME: "not-me"}
_KINDS: Final = {Decision.APPROVE: "approval", Decision.REFUSE: "refusal", Decision.NOT_ME: "not-me"}
_WRONG_NUMBER: Final = "wrong-number"
_DECIDE: Final = (
    f"UPDATE {BackchannelRequest._meta.db_table} SET state = %s, device_id = %s, decided_at = %s "  # noqa: S608  # a table's name
    "WHERE id = %s AND state = 'waiting'"
)


def decide_backchannel(
    *,
    actor: Actor,
    person_id: int,
    request_id: int,
    decision: Decision,
    device_id: int | None = None,
    assertion: passkeys.Credential | None = None,
    number: str = "",
    sid: str = "",
    place: str = "",
) -> Decision:
    """Answer a request once. To approve takes the device's signature, then the number on the caller's screen.

    A wrong number refuses the request for good: the person starts again, and a guess is worth 1 in 90.
    To refuse takes neither, so that refusing is always easy.

    device_id: the device that must have signed, or None for any of the person's
    raises:    RequestClosed, PasskeyRefused, DeviceNotUsable, LevelTooLow, WrongNumber
    """
    if decision is Decision.APPROVE:
        with watch_signatures(actor=actor, person_id=person_id):
            matched = _approve(
                actor=actor, person_id=person_id, request_id=request_id, device_id=device_id,
                assertion=assertion or {}, number=number, sid=sid, place=place,
            )  # fmt: skip
        if not matched:
            raise WrongNumber
        return decision
    with transaction.atomic():
        request = _get_waiting(person_id, request_id)
        _write(
            actor=actor, person_id=person_id, request=request, decision=decision, kind=_KINDS[decision],
            sid=sid, place=place,
        )  # fmt: skip
    return decision


@transaction.atomic
def _approve(
    *, actor: Actor, person_id: int, request_id: int, device_id: int | None,
    assertion: passkeys.Credential, number: str, sid: str, place: str,
) -> bool:  # fmt: skip
    """Write an approval, or with a wrong number a refusal; say whether the number matched."""
    request = _get_waiting(person_id, request_id)
    challenge = passkeys.signed_challenge(request.challenge, approval_facts(request))
    device = confirm_with_device(
        person_id=person_id, challenge=challenge, assertion=assertion, device_id=device_id
    )
    _check_level(request, device)
    matched = hmac.compare_digest(number.encode(errors="replace"), request.number.encode())
    _write(
        actor=actor,
        person_id=person_id,
        request=request,
        decision=Decision.APPROVE if matched else Decision.REFUSE,
        kind=_KINDS[Decision.APPROVE] if matched else _WRONG_NUMBER,
        sid=sid,
        place=place,
        device=device,
    )
    return matched


def _get_waiting(person_id: int, request_id: int) -> BackchannelRequest:
    """Return the person's request while it waits; take the audit's queue first. Two SQL queries."""
    epochs.queue_up()
    return find_waiting(person_id=person_id, request_id=request_id)


def _check_level(request: BackchannelRequest, device: Device) -> None:
    """Refuse to approve at a level that this device does not give this person; the request stays open."""
    if device_level(device).rank < Level(request.level).rank:
        raise LevelTooLow


def _write(
    *, actor: Actor, person_id: int, request: BackchannelRequest, decision: Decision, kind: str, sid: str,
    place: str, device: Device | None = None,
) -> None:  # fmt: skip
    """Write the one answer of a request, if nobody wrote one before."""
    party, device_id = request.relying_party, device.pk if device else None
    moment = rows.moment(clock.now())
    if not rows.run(_DECIDE, _STATES[decision], device_id, moment, request.pk).rowcount:
        raise RequestClosed
    detail = {"client": party.client_id, "level": request.level, "device": device_id}
    audit.record(actor=actor, verb=f"identity.request-{kind}", target=request, detail=detail)
    note_activity(
        person_id=person_id, kind=kind, relying_party_id=party.pk, level=request.level,
        place=place, sid=sid, device_id=device_id,
    )  # fmt: skip
    notify_client(request=request)
    if decision is not Decision.APPROVE:
        alert_person(person_id=person_id, kind=kind, relying_party_id=party.pk)
