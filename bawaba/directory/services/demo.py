"""Accounts to try the site with, never on a real one."""

import secrets
from typing import Final

from django.conf import settings
from django.db import transaction

from bawaba.directory import queries
from bawaba.directory.errors import DemoAccountsRefused
from bawaba.directory.services.memberships import grant_membership
from bawaba.directory.types import DemoAccount, Role
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import Account

_ROLES: Final[tuple[Role, ...]] = (
    "administrator", "editor", "publisher", "agent", "supervisor", "casework-administrator",
    "counter-officer", "identity-administrator",
)  # fmt: skip
_EVERYWHERE: Final = frozenset({"administrator", "identity-administrator"})
_MAIL_HOST: Final = "demo.example"  # reserved: RFC 2606


@transaction.atomic
def create_demo_accounts(*, actor: Actor, body: str, reset: bool = False) -> list[DemoAccount]:
    """Create two administrators, and for `body` one account in each other role, where missing.

    The random password is returned for a new account, or for each one with `reset`; this room
    keeps it hashed only, so ask with `reset` when it is lost.
    raises: DemoAccountsRefused, PermissionDenied, BodyNotFound
    """
    if settings.IN_PRODUCTION:
        raise DemoAccountsRefused
    if not actor.is_administrator:
        raise PermissionDenied
    queries.get_body(key=body)
    return [_ensure(actor, role, "" if role in _EVERYWHERE else body, reset=reset) for role in _ROLES]


def _ensure(actor: Actor, role: Role, body: str, *, reset: bool) -> DemoAccount:
    username = f"demo-{role}"
    account, new = Account.objects.get_or_create(
        username=username,
        defaults={"email": f"{role}@{_MAIL_HOST}", "is_superuser": role == "administrator"},
    )
    password = ""
    if new or reset:
        password = secrets.token_urlsafe(12)
        account.set_password(password)
        account.save(update_fields=["password"])
        audit.record(actor=actor, verb="directory.demo-account-opened", target=account)
    grant_membership(actor=actor, account_id=account.pk, role=role, body=body)
    return DemoAccount(username, account.email, role, body, password)
