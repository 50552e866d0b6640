"""From what allauth verified to what the session says: one way in for every method."""

from collections.abc import Sequence

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from bawaba.identity.errors import PersonNotFound
from bawaba.identity.models import Device
from bawaba.identity.queries.step_up import HANDED_OVER
from bawaba.identity.rules.levels import Method
from bawaba.identity.rules.records import Record, read_records
from bawaba.identity.services.people import ensure_person
from bawaba.identity.services.sessions import keep_authentication
from bawaba.identity.types import Authentication
from bawaba.kernel.models import Account


def keep_sign_in(*, request: HttpRequest, account: Account, place: str = "") -> Authentication:
    """Keep in the session what allauth verified in it so far, and the level that this reaches.

    An account without a person, such as one made by `createsuperuser`, gets one.
    raises: PersonNotFound when the person is suspended
    """
    records = get_authentication_records(request, account)
    methods = _methods(account, records) or _signed_up(account)
    device_id = _device(account, records)

    def keep() -> Authentication:
        return keep_authentication(
            request=request, account_id=account.pk, methods=methods, device_id=device_id, place=place
        )

    try:
        return keep()
    except PersonNotFound:
        ensure_person(account=account)
        return keep()


def _methods(account: Account, records: Sequence[Record]) -> frozenset[Method]:
    """Return the methods of a session's records. At most two SQL queries."""
    kinds = {record.get("type") for record in records}
    hardware = dict(_devices(account)) if "webauthn" in kinds else {}
    codes = (
        Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).first()
        if "recovery_codes" in kinds
        else None
    )
    handed_over = bool(codes and codes.data.get(HANDED_OVER))
    return read_records(records, handed_over=handed_over, hardware=hardware)


def _devices(account: Account) -> Sequence[tuple[int, bool]]:
    rows = Device.objects.filter(person__account_id=account.pk, suspended_at=None)
    return list(rows.values_list("authenticator_id", "hardware_bound"))


def _device(account: Account, records: Sequence[Record]) -> int | None:
    """Return the device used last, if one was."""
    used = [int(str(record["id"])) for record in records if record.get("type") == "webauthn"]
    if not used:
        return None
    rows = Device.objects.filter(person__account_id=account.pk, authenticator_id=used[-1])
    return rows.values_list("pk", flat=True).first()


def _signed_up(account: Account) -> frozenset[Method]:
    """Return what an account that was just opened has shown: its verified contact, and its password."""
    shown = {Method.EMAIL_CODE}
    return frozenset(shown | {Method.PASSWORD} if account.has_usable_password() else shown)
