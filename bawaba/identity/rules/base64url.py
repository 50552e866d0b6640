"""base64url without padding, as every part of a JWS is written (RFC 7515, section 2)."""

import binascii
from typing import Final

_URLSAFE: Final = bytes.maketrans(b"+/", b"-_")
_STANDARD: Final = bytes.maketrans(b"-_+/=", b"+/   ")  # +, / and = are no base64url: a blank is refused


def encode(data: bytes) -> bytes:
    """Return the bytes as base64url."""
    return binascii.b2a_base64(data, newline=False).translate(_URLSAFE, b"=")


def encode_text(data: bytes) -> str:
    """Return the bytes as base64url, as text."""
    return encode(data).decode()


def decode(text: str) -> bytes:
    """Return what a text of base64url says.

    raises: ValueError for any other text
    """
    written = text.encode("ascii").translate(_STANDARD)
    return binascii.a2b_base64(written + b"=" * (-len(written) % 4), strict_mode=True)
