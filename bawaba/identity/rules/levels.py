"""Which level a session reaches: from the methods used and from how the person was proofed."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from bawaba.identity.types import Level


class Method(StrEnum):
    """A way to prove who one is, as this site offers it."""

    PASSWORD = "password"  # noqa: S105  a method's name
    EMAIL_CODE = "email-code"
    PHONE_CODE = "phone-code"
    TOTP = "totp"
    RECOVERY_CODE = "recovery-code"
    COUNTER_CODE = "counter-code"
    PASSKEY = "passkey"
    HARDWARE_PASSKEY = "hardware-passkey"


# RFC 8176, section 2. A recovery code is a one-time password; a passkey here always asks for user
# verification, which is two factors in one act.
_AMR: Final[dict[Method, frozenset[str]]] = {
    Method.PASSWORD: frozenset({"pwd"}),
    Method.EMAIL_CODE: frozenset({"otp"}),
    Method.PHONE_CODE: frozenset({"otp", "sms"}),
    Method.TOTP: frozenset({"otp"}),
    Method.RECOVERY_CODE: frozenset({"otp"}),
    Method.COUNTER_CODE: frozenset({"otp"}),
    Method.PASSKEY: frozenset({"swk", "pop", "user", "mfa"}),
    Method.HARDWARE_PASSKEY: frozenset({"hwk", "pop", "user", "mfa"}),
}
_PASSKEYS: Final = frozenset({Method.PASSKEY, Method.HARDWARE_PASSKEY})
# What the person holds. A code by e-mail proves a mailbox, not a thing held; a recovery code that
# nobody handed over at a counter restores less than what it replaces.
_HELD: Final = frozenset({Method.TOTP, Method.COUNTER_CODE})


def name_methods(methods: Collection[Method]) -> tuple[str, ...]:
    """Return the methods as `amr` values (RFC 8176), sorted; `mfa` where two factors were used."""
    values = frozenset[str]().union(*(_AMR[method] for method in methods))
    if has_two_factors(methods):
        values |= {"mfa"}
    return tuple(sorted(values))


def has_two_factors(methods: Collection[Method]) -> bool:
    """Say whether two factors of different categories were used (Regulation 2015/1502, annex 2.2.1)."""
    used = frozenset(methods)
    return bool(used & _PASSKEYS) or (Method.PASSWORD in used and bool(used & _HELD))


def reached_level(methods: Collection[Method], *, proofed: str) -> Level:
    """Return the level of a session.

    low:         nobody checked who the person is, or one factor was used
    substantial: identity proofed, and two factors
    high:        identity proofed at high, and a hardware-bound key with user verification
    """
    if not proofed or not has_two_factors(methods):
        return Level.LOW
    if proofed == Level.HIGH.value and Method.HARDWARE_PASSKEY in methods:
        return Level.HIGH
    return Level.SUBSTANTIAL
