"""Who signs in: by a passkey, or by a name and a password. Fixed statements, since everybody comes this way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from bawaba.identity.models import Device, Person
from bawaba.identity.queries.particulars import PHONE, open_particulars
from bawaba.identity.rules import people as rules
from bawaba.kernel import rows
from bawaba.kernel.models import Account
from bawaba.kernel.sealing import blind_index

Named = Literal["email", "phone", "username"]
_ACCOUNT: Final = ("id", "password", "username", "email", "is_active")
_PERSON: Final = ("id", "subject", "proofed", "state", "sealed", "phone_index")
_DEVICE: Final = ("id", "authenticator_id", "hardware_bound", "sign_count", "attested", "suspended_at")
_ACCOUNTS, _PEOPLE, _DEVICES = (model._meta.db_table for model in (Account, Person, Device))
_ADDRESSES, _FACTORS = (model._meta.db_table for model in (EmailAddress, Authenticator))
_HAS_ADDRESS: Final = f"EXISTS(SELECT 1 FROM {_ADDRESSES} e WHERE e.user_id = a.id"  # noqa: S608  # names of ours
_HAS_FACTOR: Final = (
    f"EXISTS(SELECT 1 FROM {_FACTORS} f WHERE f.user_id = a.id AND f.type IN ('totp', 'webauthn'))"  # noqa: S608
)
_COLUMNS: Final = ", ".join([*(f"a.{name}" for name in _ACCOUNT), *(f"p.{name}" for name in _PERSON)])
_WHO: Final = (
    f"SELECT {_COLUMNS}, {_HAS_FACTOR}, {_HAS_ADDRESS}), {_HAS_ADDRESS} AND e.verified{{which}}) AS verified "  # noqa: S608
    f"FROM {_ACCOUNTS} a LEFT JOIN {_PEOPLE} p ON p.account_id = a.id "
)
_REACHED_AT: Final = f"a.id IN (SELECT user_id FROM {_ADDRESSES} WHERE email = %s UNION SELECT id FROM {_ACCOUNTS} WHERE email = %s)"  # noqa: S608
_BY_EMAIL: Final = (
    f"{_WHO.format(which=' AND e.email = %s')}WHERE {_REACHED_AT} ORDER BY verified DESC LIMIT 2"
)
_BY_PHONE: Final = _WHO.format(which="") + "WHERE p.phone_index = %s AND p.state = 'active'"
_BY_USERNAME: Final = _WHO.format(which="") + "WHERE a.username IN (%s, %s)"
_BY_KEY: Final = (
    _WHO.format(which="").replace("SELECT ", f"SELECT {', '.join(f'd.{name}' for name in _DEVICE)}, ", 1)
    + f"JOIN {_DEVICES} d ON d.person_id = p.id WHERE d.credential = %s"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the one who signs in.

    person_id: None for an account that has no person yet
    verified:  whether they verified the address they named, or any where they named none
    settled:   whether nothing is left to verify before they go on
    """

    account: Account
    person_id: int | None
    subject: str
    proofed: str
    active: bool
    has_factor: bool
    verified: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class Signer:
    """A registered key and whose it is."""

    device_id: int
    authenticator_id: int
    hardware_bound: bool
    sign_count: int
    attested: bytes
    suspended: bool
    owner: Candidate


def find_candidates(*, by: Named, name: str) -> Sequence[Candidate]:
    """Return whom a name may mean, the surest first: one at most, unless by addresses nobody verified. One SQL query."""
    if by == "email":
        address = name.lower()
        found = rows.run(_BY_EMAIL, address, address, address)
    elif by == "phone":
        found = rows.run(_BY_PHONE, _phone_index(name))
    else:
        found = rows.run(_BY_USERNAME, name, name.lower())
    return [_read(row) for row in found.fetchall()]


def find_signer(*, credential: str) -> Signer | None:
    """Return the key with this digest and its owner. One SQL query."""
    row = rows.run(_BY_KEY, credential).fetchone()
    if row is None:
        return None
    device_id, authenticator_id, hardware_bound, sign_count, attested, suspended_at = row[: len(_DEVICE)]
    return Signer(
        device_id=device_id,
        authenticator_id=authenticator_id,
        hardware_bound=bool(hardware_bound),
        sign_count=sign_count,
        attested=bytes(attested),
        suspended=suspended_at is not None,
        owner=_read(row[len(_DEVICE) :]),
    )


def _read(row: Sequence[Any]) -> Candidate:  # Any: whatever the columns hold
    account = Account.from_db("default", _ACCOUNT, row[: len(_ACCOUNT)])
    person_id, subject, proofed, state, sealed, phone_index, factor, addressed, verified = row[
        len(_ACCOUNT) :
    ]
    reached = bool(verified) or not (addressed or account.email)
    return Candidate(
        account=account,
        person_id=person_id,
        subject=subject or "",
        proofed=proofed or "",
        active=state == "active",
        has_factor=bool(factor),
        verified=bool(verified),
        settled=reached and (phone_index is not None or not _has_phone(sealed, subject)),
    )


def _has_phone(sealed: bytes | memoryview | None, subject: str) -> bool:
    """Say whether a telephone number waits to be verified. No SQL query."""
    return sealed is not None and bool(open_particulars(sealed, subject=subject).phone)


def _phone_index(number: str) -> str:
    try:
        return blind_index(rules.clean_phone(number), context=PHONE)
    except rules.InvalidValue:
        return ""
