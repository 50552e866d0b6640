"""Browsers where an account signed in before: strangers' wrong passwords do not count against them."""

import hashlib
import hmac
from typing import Final

MOST_KNOWN: Final = 4
NONCE_MOST: Final = 64


def remember(cookie: str, *, account: str, nonce: str, key: bytes) -> str:
    """Return the cookie with one more account known in this browser, the oldest forgotten beyond four.

    account: a keyed digest of what the person signs in with; nonce: random, of this browser
    """
    kept = [token for token in cookie.split("~") if token and not _is_of(token, account, key)]
    return "~".join([*kept[-(MOST_KNOWN - 1) :], f"{nonce}.{_sign(account, nonce, key)}"])


def token_of(cookie: str, *, account: str, key: bytes) -> str:
    """Return what the cookie holds for this account, or ""."""
    return next((token for token in cookie.split("~")[:MOST_KNOWN] if _is_of(token, account, key)), "")


def _is_of(token: str, account: str, key: bytes) -> bool:
    nonce, _, signature = token.partition(".")
    expected = _sign(account, nonce[:NONCE_MOST], key)
    return hmac.compare_digest(signature.encode(errors="replace"), expected.encode())


def _sign(account: str, nonce: str, key: bytes) -> str:
    message = f"identity.known-browser\0{account}\0{nonce}".encode(errors="replace")
    return hmac.new(key, message, hashlib.sha256).hexdigest()
