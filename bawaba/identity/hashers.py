"""How passwords are hashed."""

from typing import Final

from django.contrib.auth.hashers import Argon2PasswordHasher

_SALT_SIGNS: Final = 30  # Django's own salt of 128 bits and more, as base64 without padding
_HASH_SIGNS: Final = 43  # 32 bytes


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 2 iterations over 19 MiB (OWASP Password Storage Cheat Sheet)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def must_update(self, encoded: str) -> bool:
        """Say at once that what was hashed as today is good; what looks otherwise, Django takes apart."""
        head, _, digest = encoded.rpartition("$")
        head, _, salt = head.rpartition("$")
        today = f"argon2$argon2id$v=19$m={self.memory_cost},t={self.time_cost},p={self.parallelism}"
        if head == today and len(salt) >= _SALT_SIGNS and len(digest) == _HASH_SIGNS:
            return False
        return bool(super().must_update(encoded))
