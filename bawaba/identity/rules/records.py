"""What allauth notes of an authentication, read as our methods."""

from collections.abc import Iterable, Mapping

from bawaba.identity.rules.levels import Method

Record = Mapping[str, object]


def read_records(
    records: Iterable[Record], *, handed_over: bool, hardware: Mapping[int, bool]
) -> frozenset[Method]:
    """Return the methods that a session's records stand for.

    handed_over: whether the account's codes were given at a counter
    hardware:    authenticator's number → bound to its hardware, for the keys that are still trusted
    """
    methods = (_read(record, handed_over, hardware) for record in records)
    return frozenset(method for method in methods if method is not None)


def _read(record: Record, handed_over: bool, hardware: Mapping[int, bool]) -> Method | None:
    method: Method | None = None
    match record:
        case {"method": "password"}:
            method = Method.PASSWORD
        case {"method": "code", "phone": str()}:
            method = Method.PHONE_CODE
        case {"method": "code" | "password_reset"}:  # the new password proves no more than the mailbox did
            method = Method.EMAIL_CODE
        case {"method": "mfa", "type": "totp"}:
            method = Method.TOTP
        case {"method": "mfa", "type": "recovery_codes"}:
            method = Method.COUNTER_CODE if handed_over else Method.RECOVERY_CODE
        case {"method": "mfa", "type": "webauthn", "id": int(key)} if key in hardware:
            method = Method.HARDWARE_PASSKEY if hardware[key] else Method.PASSKEY
    return method
