"""What allauth and Django announce, kept in step with people, devices and sessions."""

from allauth.account import signals as account_signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.db.models.signals import pre_delete
from django.http import HttpRequest

from bawaba.identity.models import Device
from bawaba.identity.queries import current_authentication
from bawaba.identity.services import contacts
from bawaba.identity.services.added_keys import keep_added_factor, keep_removed_factor
from bawaba.identity.services.devices import end_what_it_opened
from bawaba.identity.services.people import ensure_person
from bawaba.identity.services.sessions import bind_session_key, end_session, end_sessions_of
from bawaba.identity.services.sign_in import keep_sign_in
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.models import Account


def connect() -> None:
    """Follow allauth's announcements; called once, when the room is ready."""
    # Codes, unlike links, do not rest on the date of the last sign-in.
    user_logged_in.disconnect(dispatch_uid="update_last_login")
    account_signals.email_confirmed.connect(_on_email_confirmed, dispatch_uid="identity")
    account_signals.email_changed.connect(_on_email_changed, dispatch_uid="identity")
    account_signals.email_removed.connect(_on_email_changed, dispatch_uid="identity")
    account_signals.authentication_step_completed.connect(_on_step, dispatch_uid="identity")
    for changed in (account_signals.password_changed, account_signals.password_set):
        changed.connect(_on_password, dispatch_uid="identity")
    account_signals.password_reset.connect(_on_password, dispatch_uid="identity")
    mfa_signals.authenticator_added.connect(_on_factor_added, dispatch_uid="identity")
    mfa_signals.authenticator_removed.connect(_on_factor_removed, dispatch_uid="identity")
    user_logged_out.connect(_on_signed_out, dispatch_uid="identity")
    pre_delete.connect(_on_device_deleted, sender=Device, dispatch_uid="identity")


def _on_email_confirmed(*, email_address: EmailAddress, **_rest: object) -> None:
    contacts.keep_email(account=email_address.user)


def _on_email_changed(*, user: Account, **_rest: object) -> None:
    contacts.keep_email(account=user)


def _on_step(*, request: HttpRequest, user: Account, **_rest: object) -> None:
    """Raise the level of a session whose person has just proved more in it."""
    authentication = current_authentication(request=request)
    if authentication is not None and authentication.account_id == user.pk:
        keep_sign_in(request=request, account=user)


@transaction.atomic
def _on_password(*, request: HttpRequest, user: Account, **_rest: object) -> None:
    """End every other session after a new password: whoever knew the old one is out."""
    actor = Actor(kind="person", key=f"account:{user.pk}", account_id=user.pk)
    person_id = ensure_person(account=user)
    authentication = current_authentication(request=request)
    mine = authentication.sid if authentication and authentication.account_id == user.pk else ""
    if mine:
        bind_session_key(request=request)
    audit.record(actor=actor, verb="identity.password-changed", target=("identity.person", str(person_id)))
    end_sessions_of(actor=actor, person_id=person_id, except_sid=mine)


def _on_factor_added(*, user: Account, authenticator: Authenticator, **_rest: object) -> None:
    with transaction.atomic():
        keep_added_factor(account=user, authenticator=authenticator)


def _on_factor_removed(*, user: Account, authenticator: Authenticator, **_rest: object) -> None:
    keep_removed_factor(account=user, kind=authenticator.type)


def _on_signed_out(*, request: HttpRequest, **_rest: object) -> None:
    authentication = current_authentication(request=request) if hasattr(request, "session") else None
    if authentication is not None:
        account_id = authentication.account_id
        actor = Actor(kind="person", key=f"account:{account_id}", account_id=account_id)
        end_session(actor=actor, sid=authentication.sid)


def _on_device_deleted(*, instance: Device, **_rest: object) -> None:
    """Nothing that a removed key opened stays open."""
    end_what_it_opened(actor=system_actor("identity"), device=instance)
