"""How passwords are hashed."""

import base64
import hashlib
from typing import Final

from django.contrib.auth.hashers import Argon2PasswordHasher
from nacl.bindings import (
    crypto_pwhash_alg,
    crypto_pwhash_ALG_ARGON2ID13,
    crypto_pwhash_SALTBYTES,
    crypto_pwhash_STRBYTES,
)
from nacl.exceptions import InvalidkeyError
from nacl.pwhash.argon2id import verify

_SALT_SIGNS: Final = 22  # 16 bytes as base64 without padding; hashes made before libsodium have longer ones
_HASH_BYTES, _HASH_SIGNS = 32, 43


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 2 iterations over 19 MiB (OWASP Password Storage Cheat Sheet), by libsodium.

    To make and to compare a hash takes the same time, so that unknown people cost as much as known ones.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        self._check_encode_args(password, salt)  # type: ignore[attr-defined]  # of Django, unknown to its stubs
        salted = hashlib.sha256(salt.encode()).digest()[:crypto_pwhash_SALTBYTES]
        digest = crypto_pwhash_alg(
            _HASH_BYTES,
            password.encode(),
            salted,
            self.time_cost,
            self.memory_cost * 1024,
            crypto_pwhash_ALG_ARGON2ID13,
        )
        return f"{self._head}${_in_signs(salted)}${_in_signs(digest)}"

    def verify(self, password: str, encoded: str) -> bool:
        _, _, written = encoded.partition("$")
        if not encoded.startswith(f"{self._head}$") or len(written) + 1 >= crypto_pwhash_STRBYTES:
            return bool(super().verify(password, encoded))
        try:
            return bool(verify(f"${written}".encode(), password.encode()))
        except InvalidkeyError:
            return False

    def must_update(self, encoded: str) -> bool:
        """Say at once that what was hashed as today is good; what looks otherwise, Django takes apart."""
        head, _, digest = encoded.rpartition("$")
        head, _, salt = head.rpartition("$")
        if head == self._head and len(salt) >= _SALT_SIGNS and len(digest) == _HASH_SIGNS:
            return False
        return bool(super().must_update(encoded))

    @property
    def _head(self) -> str:
        cost = f"m={self.memory_cost},t={self.time_cost},p={self.parallelism}"
        return f"{self.algorithm}$argon2id$v=19${cost}"


def _in_signs(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")
