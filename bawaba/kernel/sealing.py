"""Personal data at rest: sealed with AES-256-GCM, found again by keyed digests.

The keys come from `settings.DATA_KEYS`, newest first: the first one seals, every one opens. A sealed
value starts with its key's name, so that keys can be changed while old values stay readable.
"""

import hmac
import os
from functools import cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES: Final = 12


class CannotUnseal(Exception):
    """A sealed value was changed, belongs elsewhere, or its key is gone: an operator must look."""


@cache
def _cipher(name: str) -> AESGCM:
    return AESGCM(settings.DATA_KEYS[name])


def seal(plain: bytes, *, context: str) -> bytes:
    """Encrypt `plain`; `context` names the column and must be given again to open it."""
    name = next(iter(settings.DATA_KEYS))
    nonce = os.urandom(_NONCE_BYTES)
    return name.encode() + b":" + nonce + _cipher(name).encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes | memoryview, *, context: str) -> bytes:
    """Decrypt what `seal` returned for the same context.

    raises: CannotUnseal
    """
    name, _, rest = bytes(sealed).partition(b":")
    key = name.decode("ascii", "replace")
    if key not in settings.DATA_KEYS:
        raise CannotUnseal(f"no data key is named {key!r}")
    try:
        return _cipher(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], context.encode())
    except InvalidTag as fault:
        raise CannotUnseal("the value does not open with its key") from fault


def blind_index(value: str, *, context: str) -> str:
    """Return a keyed digest of `value` (HMAC-SHA-256, hexadecimal), to find it without reading it.

    It uses `settings.INDEX_KEY`, which cannot be changed without computing every index again.
    """
    return hmac.digest(settings.INDEX_KEY, f"{context}\0{value}".encode(), "sha256").hex()
