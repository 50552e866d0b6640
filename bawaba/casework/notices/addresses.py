"""Where people without an account asked to be written to about one case; kept sealed, and forgotten after it."""

from datetime import timedelta
from typing import Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import AddressTooBusy, ReplyAddressRefused
from bawaba.casework.models import Case, ReplyAddress
from bawaba.casework.queries.access import own_row
from bawaba.casework.queries.following import STRANGER
from bawaba.kernel import audit, clock, sealing
from bawaba.kernel.actors import ANONYMOUS, Actor
from bawaba.kernel.errors import InvalidInput

CONTEXT: Final = "casework-reply-address"
MOST_CASES_A_DAY: Final = 5
"""Cases about which one address may be named in 24 hours, so that nobody is buried in messages by others."""

KEPT: Final = timedelta(days=90)
"""After a case is closed, as long as most ways of appeal are open."""

_SALT: Final = "casework.reply-address"


@transaction.atomic
def keep_address(*, actor: Actor, key: str, owner: str, email: str) -> Case:
    """Keep where a person without an account wants to be written to about their case; return its row.

    raises: CaseNotFound, ReplyAddressRefused, AddressTooBusy
    """
    case = own_row(key, owner, lock=True)
    written = email.strip()
    if not owner.startswith(STRANGER):
        raise ReplyAddressRefused(fields={"email": _("Your account says where we write to you.")})
    try:
        validate_email(written)
    except ValidationError as fault:
        raise ReplyAddressRefused(
            fields={"email": _("Write an e-mail address, as in name@example.org.")}
        ) from fault
    digest = sealing.blind_index(written.casefold(), context=CONTEXT)
    _check_busy(case, digest)
    sealed = sealing.seal(written.encode(), context=f"{CONTEXT}:{key}")
    ReplyAddress.objects.update_or_create(
        case=case, defaults={"sealed": sealed, "digest": digest, "kept_at": clock.now()}
    )
    audit.record(actor=actor, verb="casework.reply-address-kept", target=case)
    return case


@transaction.atomic
def drop_address(*, actor: Actor, key: str, owner: str) -> None:
    """Write no more to the person of a case.

    raises: CaseNotFound
    """
    case = own_row(key, owner, lock=True)
    ReplyAddress.objects.filter(case=case).delete()
    audit.record(actor=actor, verb="casework.reply-address-dropped", target=case)


def address_of(*, case_id: int) -> str:
    """Return where the person of a case asked to be written to, or an empty text. One SQL query."""
    found = ReplyAddress.objects.select_related("case").filter(case_id=case_id)
    return _open(found, "")


def shown_address(*, key: str) -> str:
    """Return a case's address with its name hidden, so that a look over the shoulder tells nothing. One SQL query."""
    name, _at, host = _open(ReplyAddress.objects.filter(case__key=key), key).rpartition("@")
    return f"{name[:1]}…@{host}" if host else ""


def stop_token(key: str) -> str:
    """Return what stands in the link of a message by which its reader ends all about that case."""
    return signing.dumps(key, salt=_SALT)


@transaction.atomic
def stop_by_token(*, token: str) -> None:
    """End the messages about a case for whoever got one.

    raises: InvalidInput
    """
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature as fault:
        raise InvalidInput from fault
    case = Case.objects.filter(key=key).first()
    if case is not None and ReplyAddress.objects.filter(case=case).delete()[0]:
        audit.record(actor=ANONYMOUS, verb="casework.reply-address-dropped", target=case)


@transaction.atomic
def forget_addresses(*, actor: Actor) -> int:
    """Forget the addresses of cases that were closed 90 days ago or longer; return how many."""
    count: int = ReplyAddress.objects.filter(case__closed_at__lt=clock.now() - KEPT).delete()[0]
    if count:
        target = ("casework.reply-address", clock.today().isoformat())
        audit.record(
            actor=actor, verb="casework.reply-addresses-forgotten", target=target, detail={"count": count}
        )
    return count


def _open(rows: QuerySet[ReplyAddress], key: str) -> str:
    row = rows.first()
    return sealing.unseal(row.sealed, context=f"{CONTEXT}:{key or row.case.key}").decode() if row else ""


def _check_busy(case: Case, digest: str) -> None:
    since = clock.now() - timedelta(days=1)
    named = ReplyAddress.objects.filter(digest=digest, kept_at__gt=since).exclude(case=case)
    if named.count() >= MOST_CASES_A_DAY:
        raise AddressTooBusy
