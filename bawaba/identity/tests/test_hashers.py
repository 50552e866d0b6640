"""Hashes by libsodium are those of the reference implementation, and take each other's place."""

import pytest
from argon2 import PasswordHasher as Reference
from argon2 import Type
from argon2.exceptions import VerifyMismatchError
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from bawaba.identity.hashers import PasswordHasher

PASSWORDS = ["a long enough phrase", "عبارة سر طويلة", "p\0q", "x" * 4000, "ⴰⵣⵓⵍ"]


@pytest.fixture(autouse=True)
def _hashed_as_on_the_site(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["bawaba.identity.hashers.PasswordHasher"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("password", PASSWORDS)
def test_the_reference_reads_ours_and_we_read_the_references(password: str) -> None:
    ours = PasswordHasher().encode(password, PasswordHasher().salt())
    assert ours.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert Reference().verify("$" + ours.partition("$")[2], password)
    with pytest.raises(VerifyMismatchError):
        Reference().verify("$" + ours.partition("$")[2], password + "x")
    theirs = "argon2" + Reference(2, 19 * 1024, 1, 32, 22, type=Type.ID).hash(password)
    assert PasswordHasher().verify(password, theirs)
    assert not PasswordHasher().verify(password + "x", theirs)
    assert not PasswordHasher().must_update(ours)
    assert not PasswordHasher().must_update(theirs)


def test_the_same_salt_gives_the_same_hash_and_another_another() -> None:
    hasher = PasswordHasher()
    first, again, other = (hasher.encode("a password", salt) for salt in ("a" * 22, "a" * 22, "b" * 22))
    assert first == again != other


def test_other_parameters_are_compared_and_then_made_anew() -> None:
    made = "argon2" + Reference(1, 8 * 1024, 2, 32, 16, type=Type.ID).hash("a password")
    kept: list[str] = []
    assert check_password("a password", made, setter=kept.append)
    assert kept == ["a password"]
    assert not check_password("another", made)
    assert Argon2PasswordHasher().verify("a password", make_password("a password"))


@pytest.mark.parametrize("broken", ["", "x", "$".join(["x"] * 9)])
def test_what_is_no_hash_opens_nothing(broken: str) -> None:
    assert not check_password("", broken)
    assert not check_password("a password", broken)


@pytest.mark.parametrize("end", ["é$é", "A" * 22 + "$" + "A" * 42, "A" * 90 + "$" + "A" * 43, "==$=="])
def test_a_damaged_hash_opens_nothing(end: str) -> None:
    assert not PasswordHasher().verify("a password", f"argon2$argon2id$v=19$m=19456,t=2,p=1${end}")
