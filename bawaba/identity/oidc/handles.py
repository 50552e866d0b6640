"""Codes and tokens: signed handles on a grant's row, so that none needs a row of its own.

A handle says which grant, from when until when, of which generation and for which of its scopes, and
ends with an HMAC-SHA-256. Who reads the database learns none: the key is the site's.
"""

import hmac
import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from django.conf import settings

from bawaba.identity.rules import base64url


class Kind(Enum):
    """What a handle is for; its text begins with this mark, for people and for scanners of leaked secrets."""

    CODE = "bwc_"
    ACCESS = "bwa_"
    REFRESH = "bwr_"


@dataclass(frozen=True, slots=True)
class Handle:
    """What a handle says. issued_at, expires_at: seconds since 1970; scopes: bit i is the grant's i-th scope."""

    key: str
    issued_at: int
    expires_at: int
    generation: int = 0
    scopes: int = 0


KEY_BYTES: Final = 16
_FIELDS: Final = struct.Struct(f">{KEY_BYTES}sIIIH")
_MAC_BYTES: Final = 32
_LENGTH: Final = -(-(_FIELDS.size + _MAC_BYTES) * 4 // 3)


def write_handle(kind: Kind, handle: Handle) -> str:
    """Return the handle as text: its mark and 83 characters of base64url."""
    body = _FIELDS.pack(
        base64url.decode(handle.key), handle.issued_at, handle.expires_at, handle.generation, handle.scopes
    )
    return kind.value + base64url.encode_text(body + _mac(kind, body))


def read_handle(kind: Kind, text: str) -> Handle | None:
    """Return what a handle of ours says, or None for anything else; its times are the caller's to check."""
    if len(text) != len(kind.value) + _LENGTH or not text.startswith(kind.value) or not text.isascii():
        return None
    try:
        packed = base64url.decode(text[len(kind.value) :])
    except ValueError:
        return None
    body, mac = packed[: _FIELDS.size], packed[_FIELDS.size :]
    if not hmac.compare_digest(mac, _mac(kind, body)):
        return None
    if not text.endswith(base64url.encode_text(packed)[-2:]):
        return None  # one text for one handle: no bits beside its bytes
    key, *numbers = _FIELDS.unpack(body)
    return Handle(base64url.encode_text(key), *numbers)


def pack_scopes(granted: Sequence[str], asked: Collection[str]) -> int:
    """Return which of the grant's scopes a token is for, as bits in their order."""
    return sum(1 << index for index, scope in enumerate(granted) if scope in asked)


def unpack_scopes(granted: Sequence[str], bits: int) -> list[str]:
    """Return the scopes of the grant that these bits stand for."""
    return [scope for index, scope in enumerate(granted) if bits >> index & 1]


def _mac(kind: Kind, body: bytes) -> bytes:
    return hmac.digest(_mac_key(settings.INDEX_KEY), kind.value.encode() + body, "sha256")


@lru_cache(maxsize=4)
def _mac_key(index_key: bytes) -> bytes:
    return hmac.digest(index_key, b"identity.handles", "sha256")
