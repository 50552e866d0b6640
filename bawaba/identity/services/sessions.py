"""A browser's session: opened at sign-in, raised by further proof, ended by its person or for them."""

import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from typing import Final

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, login
from django.contrib.auth import SESSION_KEY as ACCOUNT_KEY
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest

from bawaba.identity import types
from bawaba.identity.errors import PersonNotFound
from bawaba.identity.models import BrowserSession, Device, Person
from bawaba.identity.queries.sessions import SESSION_KEY, current_authentication, write_kept
from bawaba.identity.rules import levels
from bawaba.identity.services.activity import note_activity
from bawaba.identity.types import Authentication
from bawaba.kernel import audit, clock, epochs, rows
from bawaba.kernel.actors import Actor
from bawaba.kernel.csrf import rotate_token
from bawaba.kernel.models import Account
from bawaba.kernel.rates import client_network

SID_BYTES: Final = 24
AGENT_MOST: Final = 200
_METHODS_OF: Final = "account_authentication_methods_user"
_PENDING, _WAITING = LOGIN_SESSION_KEY, STATE_SESSION_KEY  # what a sign-in that was begun otherwise left


@transaction.atomic
def keep_authentication(
    *, request: HttpRequest, account_id: int, methods: Collection[levels.Method], device_id: int | None = None,
    place: str = "",
) -> Authentication:  # fmt: skip
    """Keep in the session how its person authenticated: the one function that does.

    Call it after the account is logged in, and again whenever the person proves more in the same session.

    methods: every method used in this session so far
    raises:  PersonNotFound for an account without an active person
    """
    person = Person.objects.filter(account_id=account_id, state="active").first()
    if person is None:
        raise PersonNotFound
    known = current_authentication(request=request)
    again = known is not None and known.person_id == person.pk
    kept = Authentication(
        person_id=person.pk,
        account_id=account_id,
        subject=person.subject,
        sid=known.sid if known and again else secrets.token_urlsafe(SID_BYTES),
        auth_time=clock.now(),
        amr=levels.name_methods(methods),
        level=levels.reached_level(methods, proofed=person.proofed),
    )
    request.session[SESSION_KEY] = write_kept(kept)
    if not again:
        note_sign_in(kept)
        _open(request, kept, device_id=device_id, place=place)
    return kept


def open_session(
    *, request: HttpRequest, account: Account, authentication: Authentication, record: Mapping[str, object],
    device_id: int | None = None, place: str = "",
) -> None:  # fmt: skip
    """Sign an account in on this browser, whose session gets another key. Four SQL queries, or five.

    It does what Django's `login` does, and writes the session once. What another account left goes.
    Call `note_sign_in` first, inside the same transaction, and write nothing that may still be refused after.

    record: what allauth's pages read of how the person signed in
    """
    session = request.session
    if ACCOUNT_KEY in session:
        session.flush()
    for passed in (_PENDING, _WAITING):
        session.pop(passed, None)
    session[ACCOUNT_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**record, "at": time.time()}]
    session[_METHODS_OF] = str(account.pk)
    session[SESSION_KEY] = write_kept(authentication)
    session.cycle_key()
    request.user = account
    rotate_token(request)
    user_logged_in.send(sender=Account, request=request, user=account)
    _open(request, authentication, device_id=device_id, place=place)


def note_sign_in(authentication: Authentication) -> None:
    """Write a sign-in into the audit; it holds the queue of writers from here on. Three SQL queries."""
    audit.record(
        actor=Actor(
            kind="person",
            key=f"account:{authentication.account_id}",
            account_id=authentication.account_id,
        ),
        verb="identity.signed-in",
        target=("identity.person", str(authentication.person_id)),
        detail={"level": authentication.level.value},
    )


def sign_in_with_device(*, request: HttpRequest, device: Device, place: str = "") -> Authentication:
    """Sign a device's owner in on this browser, since the device just vouched for it.

    raises: PersonNotFound
    """
    account = device.person.account
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(
        request, account, "mfa", id=device.authenticator_id, type="webauthn", passwordless=True
    )
    return keep_authentication(
        request=request,
        account_id=account.pk,
        methods=(passkey_method(hardware_bound=device.hardware_bound),),
        device_id=device.pk,
        place=place,
    )


def passkey_method(*, hardware_bound: bool) -> levels.Method:
    """Return what signing with a device counts as."""
    return levels.Method.HARDWARE_PASSKEY if hardware_bound else levels.Method.PASSKEY


def bind_session_key(*, request: HttpRequest) -> None:
    """Keep the session's new key, after Django gave it another one. One SQL query."""
    authentication = current_authentication(request=request)
    if authentication is not None:
        BrowserSession.objects.filter(sid=authentication.sid).update(session_key=_key(request))


@transaction.atomic
def end_session(*, actor: Actor, sid: str) -> bool:
    """End one browser's session with what was granted in it; say whether it was open.

    What the person granted for use while away goes on (Back-Channel Logout 1.0, section 2.7).
    """
    epochs.queue_up()
    sessions = list(BrowserSession.objects.filter(sid=sid))
    _end(actor, sessions, reason="signed-out")
    return bool(sessions)


@transaction.atomic
def end_sessions_of(*, actor: Actor, person_id: int, except_sid: str = "") -> int:
    """End every session of a person but one; return how many were open."""
    epochs.queue_up()
    sessions = list(BrowserSession.objects.filter(person_id=person_id).exclude(sid=except_sid))
    _end(actor, sessions, reason="sessions-ended")
    return len(sessions)


def _open(request: HttpRequest, kept: Authentication, *, device_id: int | None, place: str) -> None:
    """Write what lists the session. Three SQL queries."""
    moment, key = clock.now(), _key(request)
    listed = rows.new(
        UserSession,
        user_id=kept.account_id,
        created_at=moment,
        last_seen_at=moment,
        session_key=key,
        ip=client_network(request).partition("/")[0].replace("unknown", "0.0.0.0"),  # noqa: S104  not bound to
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:AGENT_MOST],
    )
    rows.insert(listed)
    rows.insert(
        rows.new(BrowserSession, sid=kept.sid, person_id=kept.person_id, session_key=key, opened_at=moment)
    )
    note_activity(
        person_id=kept.person_id,
        kind="sign-in",
        level=kept.level.value,
        sid=kept.sid,
        device_id=device_id,
        place=place,
    )


def _end(actor: Actor, sessions: Sequence[BrowserSession], *, reason: str) -> None:
    """Tell the relying parties, revoke the grants, and delete the sessions themselves."""
    for session in sessions:
        for tell in types.session_end_watchers.providers().values():
            tell(person_id=session.person_id, sid=session.sid)
        for end_grants in types.grant_enders.providers().values():
            end_grants(sid=session.sid, reason=reason)
    keys = [session.session_key for session in sessions]
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for key in keys:
        store.delete(key)
    UserSession.objects.filter(session_key__in=keys).delete()
    BrowserSession.objects.filter(pk__in=[session.pk for session in sessions]).delete()
    for person_id in {session.person_id for session in sessions}:
        ended = sum(session.person_id == person_id for session in sessions)
        target = ("identity.person", str(person_id))
        audit.record(actor=actor, verb="identity.sessions-ended", target=target, detail={"sessions": ended})


def _key(request: HttpRequest) -> str:
    if not request.session.session_key:
        request.session.save()
    return str(request.session.session_key)
