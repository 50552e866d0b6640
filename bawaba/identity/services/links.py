"""Signing a computer in with the phone: a code shown on the computer, approved with the phone's key."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction

from bawaba.identity.errors import LinkCodeUnknown, RequestClosed, WrongNumber
from bawaba.identity.models import Device, LinkRequest
from bawaba.identity.rules import passkeys
from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.alerts import alert_person
from bawaba.identity.services.passkeys import confirm_with_device, make_nonce
from bawaba.identity.services.refused_signatures import watch_signatures
from bawaba.identity.types import Decision, LinkTicket, WaitingBrowser
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.sealing import blind_index

TYPED_DIGITS: Final = 8
_TYPED_CONTEXT: Final = "link-typed"
_HANDLE_SALT: Final = "identity.link"


@transaction.atomic
def open_link(*, place: str, agent: str) -> LinkTicket:
    """Let a browser wait for a phone. Two SQL queries.

    place, agent: the browser's network (cut) and name, which the phone shows before approving
    """
    now = clock.now()
    ticket = LinkTicket(
        code=secrets.token_urlsafe(24),
        typed=_free_digits(),
        number=f"{10 + secrets.randbelow(90)}",
        secret=make_nonce(),
        expires_at=now + timedelta(seconds=settings.LINK_TTL_S),
    )
    LinkRequest.objects.create(
        digest=_digest(ticket.code),
        typed_digest=blind_index(ticket.typed, context=_TYPED_CONTEXT),
        browser=_digest(ticket.secret),
        place=place,
        agent=agent[:60],
        number=ticket.number,
        challenge=make_nonce(),
        created_at=now,
        expires_at=ticket.expires_at,
    )
    return ticket


def find_waiting_browser(*, person_id: int, code: str = "", typed: str = "") -> WaitingBrowser:
    """Return the browser that waits under the picture's code or the digits typed. One SQL query.

    The handle in the answer is for this person alone and for the life of the code.

    raises: LinkCodeUnknown
    """
    wanted = (
        {"digest": _digest(code)} if code else {"typed_digest": blind_index(typed, context=_TYPED_CONTEXT)}
    )
    link = LinkRequest.objects.filter(**wanted, state="waiting", expires_at__gt=clock.now()).first()
    if link is None:
        raise LinkCodeUnknown
    return _show(link, person_id)


def decide_link(
    *,
    actor: Actor,
    person_id: int,
    handle: str,
    decision: Decision,
    number: str = "",
    assertion: passkeys.Credential | None = None,
    place: str = "",
) -> None:
    """Approve or refuse to sign the waiting browser in. A wrong number closes the request.

    raises: LinkCodeUnknown, RequestClosed, PasskeyRefused, DeviceNotUsable, WrongNumber
    """
    link = _open_handle(person_id, handle)
    if decision is not Decision.APPROVE:
        state = "not-me" if decision is Decision.NOT_ME else "refused"
        _close(actor=actor, link=link, person_id=person_id, state=state, kind=f"link-{state}", place=place)
        return
    with watch_signatures(actor=actor, person_id=person_id):
        matched = _approve(
            actor=actor, link=link, person_id=person_id, number=number, assertion=assertion or {}, place=place
        )
    if not matched:
        raise WrongNumber


def link_state(*, secret: str) -> str:
    """Return the state of the link that this browser opened: waiting, approved, closed. One SQL query."""
    link = LinkRequest.objects.filter(browser=_digest(secret)).only("state", "expires_at").first()
    if link is None or link.expires_at <= clock.now():
        return "closed"
    return link.state if link.state in {"waiting", "approved"} else "closed"


@transaction.atomic
def redeem_link(*, secret: str) -> Device:
    """Return the device that approved the link of this browser, once. Three SQL queries.

    raises: RequestClosed
    """
    link = LinkRequest.objects.filter(browser=_digest(secret), state="approved").first()
    if link is None or link.device_id is None:
        raise RequestClosed
    found = Device.objects.select_for_update(of=("self",)).select_related("person", "person__account")
    device = found.filter(pk=link.device_id, suspended_at=None, approves=True, person__state="active").first()
    taken = LinkRequest.objects.filter(pk=link.pk, state="approved", expires_at__gt=clock.now()).update(
        state="consumed"
    )
    if device is None or not taken:
        raise RequestClosed
    return device


def forget_link(*, secret: str) -> None:
    """Close the link that a browser no longer waits for. One SQL query."""
    LinkRequest.objects.filter(browser=_digest(secret), state="waiting").update(state="refused")


@transaction.atomic
def _approve(
    *,
    actor: Actor,
    link: LinkRequest,
    person_id: int,
    number: str,
    assertion: passkeys.Credential,
    place: str,
) -> bool:
    """Write an approval, or with a wrong number a refusal; say whether the number matched."""
    epochs.queue_up()
    challenge = passkeys.signed_challenge(link.challenge, _facts(link))
    device = confirm_with_device(person_id=person_id, challenge=challenge, assertion=assertion)
    matched = hmac.compare_digest(number.encode(errors="replace"), link.number.encode())
    _close(
        actor=actor,
        link=link,
        person_id=person_id,
        state="approved" if matched else "refused",
        kind="link-approved" if matched else "link-wrong-number",
        place=place,
        device=device,
    )
    return matched


@transaction.atomic
def _close(
    *,
    actor: Actor,
    link: LinkRequest,
    person_id: int,
    state: str,
    kind: str,
    place: str,
    device: Device | None = None,
) -> None:
    """Write the one decision of a link, if nobody wrote one before."""
    epochs.queue_up()
    now = clock.now()
    written = LinkRequest.objects.filter(pk=link.pk, state="waiting", expires_at__gt=now).update(
        state=state, person_id=person_id, device=device, decided_at=now
    )
    if not written:
        raise RequestClosed
    device_id = device.pk if device else None
    audit.record(actor=actor, verb=f"identity.{kind}", target=link, detail={"device": device_id})
    note_activity(person_id=person_id, kind=kind, place=place, device_id=device_id)
    if state != "refused" or kind == "link-wrong-number":
        alert_person(person_id=person_id, kind=kind, device_name=device.name if device else "")


def _show(link: LinkRequest, person_id: int) -> WaitingBrowser:
    challenge = passkeys.signed_challenge(link.challenge, _facts(link))
    return WaitingBrowser(
        handle=signing.dumps([link.pk, person_id], salt=_HANDLE_SALT),
        place=link.place,
        agent=link.agent,
        challenge=challenge,
        expires_at=link.expires_at,
    )


def _facts(link: LinkRequest) -> dict[str, object]:
    """Return what the person approves, as the challenge covers it."""
    return {"act": "sign-in", "link": link.pk, "place": link.place, "agent": link.agent}


def _open_handle(person_id: int, handle: str) -> LinkRequest:
    """Return the link of a handle, if the handle is this person's and the link still waits."""
    try:
        link_id, owner_id = signing.loads(handle, salt=_HANDLE_SALT, max_age=settings.LINK_TTL_S)
    except signing.BadSignature as fault:
        raise LinkCodeUnknown from fault
    link = LinkRequest.objects.filter(pk=link_id, state="waiting", expires_at__gt=clock.now()).first()
    if link is None or owner_id != person_id:
        raise LinkCodeUnknown
    return link


def _free_digits() -> str:
    """Return digits to type that no other browser waits under. One SQL query, rarely more."""
    while True:
        typed = f"{secrets.randbelow(10**TYPED_DIGITS):0{TYPED_DIGITS}}"
        kept = LinkRequest.objects.filter(typed_digest=blind_index(typed, context=_TYPED_CONTEXT))
        if not kept.filter(expires_at__gt=clock.now()).exists():
            return typed


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode(errors="replace")).hexdigest()
