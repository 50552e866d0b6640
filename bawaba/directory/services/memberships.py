"""Who acts for which body."""

from django.db import transaction

from bawaba.directory import queries, rules
from bawaba.directory.errors import AccountNotFound, BodyNotFound, RoleUnknown
from bawaba.directory.models import Body, Membership
from bawaba.directory.types import Role
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import Account


@transaction.atomic
def grant_membership(*, actor: Actor, account_id: int, role: str, body: str = "") -> bool:
    """Let an account act in `role` for `body` and every body below it; say whether that is new.

    body: a body's key, or empty for every body
    raises: PermissionDenied, RoleUnknown, AccountNotFound, BodyNotFound
    """
    checked = _check(actor, role, body)
    if not Account.objects.filter(pk=account_id).exists():
        raise AccountNotFound
    membership, new = Membership.objects.get_or_create(account_id=account_id, body=_body(body), role=checked)
    if new:
        _record(actor, "directory.membership-granted", membership.account_id, checked, body)
    return new


@transaction.atomic
def revoke_membership(*, actor: Actor, account_id: int, role: str, body: str = "") -> bool:
    """Take a role away again; say whether the account had it.

    raises: PermissionDenied, RoleUnknown, BodyNotFound
    """
    checked = _check(actor, role, body)
    gone, _by_model = Membership.objects.filter(
        account_id=account_id, body=_body(body), role=checked
    ).delete()
    if gone:
        _record(actor, "directory.membership-revoked", account_id, checked, body)
    return bool(gone)


def _check(actor: Actor, role: str, body: str) -> Role:
    """Refuse unless the actor is an administrator of the body, or of everything."""
    if role not in rules.ROLES:
        raise RoleUnknown
    allowed = queries.acts_for(actor=actor, role="administrator", body=body) if body else (
        actor.is_administrator
    )  # fmt: skip
    if not allowed:
        raise PermissionDenied
    return role


def _body(key: str) -> Body | None:
    if not key:
        return None
    body = Body.objects.filter(key=key).first()
    if body is None:
        raise BodyNotFound
    return body


def _record(actor: Actor, verb: str, account_id: int, role: Role, body: str) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=("kernel.account", str(account_id)),
        detail={"role": role, "body": body or rules.EVERYWHERE},
    )
