"""Signing in by passkey and by password: the ways that everybody takes, with as few statements as they need.

Who still has something to verify, or a second factor to show, is handed on to allauth's stages.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from bawaba.identity.errors import DeviceNotUsable, PasskeyRefused, PasswordRefused
from bawaba.identity.models import Device
from bawaba.identity.queries.signing_in import Candidate, Named, Signer, find_candidates, find_signer
from bawaba.identity.rules import assertions, levels, passkeys, people
from bawaba.identity.rules.levels import Method
from bawaba.identity.services import tries
from bawaba.identity.services.challenges import spend_challenge
from bawaba.identity.services.passkeys import read_signed, this_site
from bawaba.identity.services.refused_signatures import watch_signatures
from bawaba.identity.services.sessions import SID_BYTES, note_sign_in, open_session, passkey_method
from bawaba.identity.types import Authentication
from bawaba.kernel import clock, rows
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import Account

_MOVE_ON: Final = (
    f"UPDATE {Device._meta.db_table} SET sign_count = %s, last_used_at = %s "  # noqa: S608  # a table's name
    "WHERE id = %s AND sign_count = %s AND suspended_at IS NULL"
)
_USED: Final = f"UPDATE {Authenticator._meta.db_table} SET last_used_at = %s WHERE id = %s"  # noqa: S608  # as above


@dataclass(frozen=True, slots=True)
class Entry:
    """What a proof opened. account: whose it is; key: a digest of the name that the browser is known by.

    stages: whether allauth must ask for more before the person is signed in
    """

    account: Account
    key: str
    stages: bool
    authenticator_id: int | None = None
    address: str | None = None


def sign_in_by_passkey(
    *, request: HttpRequest, credential: passkeys.Credential, challenge: bytes, place: str
) -> Entry:
    """Sign in whoever holds the key that signed the challenge. Twelve SQL queries.

    A refused signature is audited, and a key that was copied is stopped, as when one approves by phone.

    raises: PasskeyRefused, DeviceNotUsable
    """
    answer = read_signed(credential)
    signer = find_signer(credential=passkeys.credential_digest(answer.credential_id))
    if signer is None or signer.owner.person_id is None or not _is_handle_of(signer.owner.account, answer):
        raise PasskeyRefused(reason="unknown")
    with watch_signatures(actor=_actor(signer.owner.account), person_id=signer.owner.person_id):
        if signer.suspended:
            raise DeviceNotUsable
        count = _verify(signer, answer, challenge)
        return _enter_by_passkey(request, signer, challenge, count, place)


def sign_in_by_password(
    *, request: HttpRequest, named: str, password: str, place: str, lasts_s: int = 0
) -> Entry:
    """Sign in whoever knows the password of the account that a name means. At most nine SQL queries.

    A name that nobody has costs the same: one hash, computed in vain.

    lasts_s: how long the browser keeps the session; 0 until it is closed
    raises:  PasswordRefused, TooManyTries; NameNotClear where two people claim an address nobody verified
    """
    by = _kind_of(named)
    tried = tries.begin_try(request=request, named=named)
    found = find_candidates(by=by, name=named)
    if len(found) > 1 and not found[0].verified:
        tried.rollback()
        raise NameNotClear
    if not _is_password_of(found[0].account if found else None, password):
        raise PasswordRefused
    tried.rollback()
    entry = Entry(
        found[0].account, tried.account, _needs_stages(found[0]) or found[0].has_factor,
        address=named if by == "email" else None,
    )  # fmt: skip
    if not entry.stages:
        request.session.set_expiry(lasts_s)
        _enter_by_password(request, found[0], {"method": "password", by: named}, place)
    return entry


class NameNotClear(Exception):
    """Several people claim a name, and none has shown that it is theirs: allauth's form tells them apart."""


def _verify(signer: Signer, answer: assertions.Answer, challenge: bytes) -> int:
    try:
        return assertions.check_assertion(
            site=this_site(),
            challenge=challenge,
            answer=answer,
            attested=signer.attested,
            sign_count=signer.sign_count,
        )
    except passkeys.CeremonyRefused as fault:
        raise PasskeyRefused(reason=fault.reason, device_id=signer.device_id) from fault


@transaction.atomic
def _enter_by_passkey(
    request: HttpRequest, signer: Signer, challenge: bytes, count: int, place: str
) -> Entry:
    account, stages = signer.owner.account, _needs_stages(signer.owner)
    method = passkey_method(hardware_bound=signer.hardware_bound)
    known = None if stages else _authentication(signer.owner, (method,))
    if known is not None:
        note_sign_in(known)
    if not spend_challenge(challenge):
        raise PasskeyRefused(reason="challenge-used")
    _move_on(signer, count)
    entry = Entry(
        account, tries.account_key(account.username), stages, authenticator_id=signer.authenticator_id
    )
    if known is not None:
        record = {"method": "mfa", "id": signer.authenticator_id, "type": "webauthn", "passwordless": True}
        open_session(
            request=request, account=account, authentication=known, record=record,
            device_id=signer.device_id, place=place,
        )  # fmt: skip
    return entry


def _move_on(signer: Signer, count: int) -> None:
    """Keep the new counter, unless the key was stopped or used elsewhere in the meantime. Two SQL queries."""
    moment = rows.moment(clock.now())
    if not rows.run(_MOVE_ON, count, moment, signer.device_id, signer.sign_count).rowcount:
        raise DeviceNotUsable
    rows.run(_USED, moment, signer.authenticator_id)


@transaction.atomic
def _enter_by_password(
    request: HttpRequest, owner: Candidate, record: Mapping[str, object], place: str
) -> None:
    known = _authentication(owner, (Method.PASSWORD,))
    note_sign_in(known)
    open_session(request=request, account=owner.account, authentication=known, record=record, place=place)


def _authentication(owner: Candidate, methods: tuple[Method, ...]) -> Authentication:
    assert owner.person_id is not None, "whoever needs no stage has a person"
    return Authentication(
        person_id=owner.person_id,
        account_id=owner.account.pk,
        subject=owner.subject,
        sid=secrets.token_urlsafe(SID_BYTES),
        auth_time=clock.now(),
        amr=levels.name_methods(methods),
        level=levels.reached_level(methods, proofed=owner.proofed),
    )


def _needs_stages(owner: Candidate) -> bool:
    """Say whether allauth has something to ask or to refuse: a contact to verify, an account that is closed."""
    return not (owner.account.is_active and owner.person_id is not None and owner.active and owner.settled)


def _is_password_of(account: Account | None, password: str) -> bool:
    if account is None:
        Account().set_password(password)  # as long as it takes to compare one
        return False
    return bool(account.check_password(password))


def _kind_of(named: str) -> Named:
    """Say what a name is: an address, a telephone number, or a user name."""
    if "@" in named:
        return "email"
    try:
        people.clean_phone(named)
    except people.InvalidValue:
        return "username"
    return "phone"


def _is_handle_of(account: Account, answer: assertions.Answer) -> bool:
    """Say whether the key says itself whose it is (WebAuthn, section 7.2, step 6)."""
    return bool(answer.handle == user_pk_to_url_str(account).encode())


def _actor(account: Account) -> Actor:
    return Actor(kind="person", key=f"account:{account.pk}", account_id=account.pk)
