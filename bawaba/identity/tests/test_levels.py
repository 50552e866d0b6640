"""Which level a session reaches."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.identity.rules.levels import Method, name_methods, reached_level
from bawaba.identity.types import Level

METHODS = st.sets(st.sampled_from(list(Method)))
PROOFED = st.sampled_from(["", "substantial", "high"])


@given(METHODS)
def test_without_proofing_no_method_reaches_more_than_low(methods: set[Method]) -> None:
    assert reached_level(methods, proofed="") is Level.LOW


@given(METHODS, PROOFED, st.sampled_from(list(Method)))
def test_one_more_method_never_lowers_the_level(methods: set[Method], proofed: str, more: Method) -> None:
    assert (
        reached_level({*methods, more}, proofed=proofed).rank >= reached_level(methods, proofed=proofed).rank
    )


@pytest.mark.parametrize(
    ("methods", "proofed", "level"),
    [
        ({Method.PASSWORD}, "high", Level.LOW),
        ({Method.PASSWORD, Method.TOTP}, "substantial", Level.SUBSTANTIAL),
        ({Method.PASSWORD, Method.TOTP}, "high", Level.SUBSTANTIAL),
        ({Method.PASSKEY}, "high", Level.SUBSTANTIAL),
        ({Method.HARDWARE_PASSKEY}, "substantial", Level.SUBSTANTIAL),
        ({Method.HARDWARE_PASSKEY}, "high", Level.HIGH),
        ({Method.EMAIL_CODE, Method.PHONE_CODE}, "high", Level.LOW),
        ({Method.EMAIL_CODE, Method.TOTP}, "high", Level.LOW),
        ({Method.PASSWORD, Method.PHONE_CODE}, "high", Level.LOW),
    ],
)
def test_levels_follow_eidas(methods: Collection[Method], proofed: str, level: Level) -> None:
    assert reached_level(methods, proofed=proofed) is level


def test_recovery_codes_restore_substantial_only_from_a_counter_or_beside_an_enrolled_device() -> None:
    own = {Method.PASSWORD, Method.RECOVERY_CODE}
    assert reached_level(own, proofed="high") is Level.LOW
    assert reached_level({Method.PASSWORD, Method.COUNTER_CODE}, proofed="high") is Level.SUBSTANTIAL
    assert reached_level({*own, Method.PASSKEY}, proofed="high") is Level.SUBSTANTIAL


def test_methods_are_named_after_rfc_8176() -> None:
    assert name_methods({Method.PASSWORD}) == ("pwd",)
    assert name_methods({Method.PASSWORD, Method.TOTP}) == ("mfa", "otp", "pwd")
    assert name_methods({Method.HARDWARE_PASSKEY}) == ("hwk", "mfa", "pop", "user")
    assert name_methods({Method.PHONE_CODE}) == ("otp", "sms")
