"""How other systems are told of events: the signature, the address, how long to go on trying. Pure.

Layout of messages: Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec):
`webhook-id`, `webhook-timestamp`, `webhook-signature`, the latter HMAC-SHA-256 over `id.timestamp.body`.
"""

import base64
import binascii
import hmac
import ipaddress
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

KINDS: Final = ("submitted", "moved", "correction-asked", "corrected", "message", "decided", "closed")
"""What a webhook may be told of, without the prefix `case.` that it carries on the wire."""

_WORDS: Final[Mapping[str, str]] = {
    "submitted": "submitted",
    "moved": "moved",
    "decision-annulled": "moved",
    "paused": "correction-asked",
    "corrected": "corrected",
    "messaged": "message",
    "decided": "decided",
    "closed": "closed",
}
PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
OVERLAP: Final = timedelta(hours=24)
"""After a rotation both secrets sign for so long, so that a receiver changes over without losing a message."""

WAITS_S: Final = (5, 30, 120, 600, 1800, 7200, 18_000, 36_000, 57_600)
"""Between attempts: ten in about 34 hours, each wait longer than the one before."""

DISABLE_AFTER: Final = timedelta(days=5)
"""A webhook that answered nothing good for so long is stopped, and whoever manages it is told."""

TAKEN: Final = range(200, 300)
GONE: Final = 410
MOST_URL: Final = 500


def kind_of(event: str) -> str:
    """Return what a webhook is told of an event of a case's timeline, or an empty text for nothing."""
    return _WORDS.get(event, "")


def write_secret(raw: bytes) -> str:
    """Return a signing secret as its holder keeps it."""
    return PREFIX + base64.b64encode(raw).decode()


def read_secret(secret: str) -> bytes:
    """Return the key of a signing secret.

    raises: ValueError
    """
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as fault:
        raise ValueError("a signing secret is base64 after whsec_") from fault


def sign(*, keys: Sequence[bytes], message: str, timestamp: int, body: bytes) -> str:
    """Return the header `webhook-signature`: one `v1,` signature for each key, a space between two."""
    signed = f"{message}.{timestamp}.".encode() + body
    digests = (hmac.digest(key, signed, "sha256") for key in keys)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def wait_after(*, attempts: int, spread: float) -> timedelta | None:
    """Return how long to wait after so many failed attempts, or None when it was the last one.

    spread: from 0 to 1, random: adds up to a tenth, so that failures of one moment do not return as one
    """
    if attempts > len(WAITS_S):
        return None
    return timedelta(seconds=WAITS_S[attempts - 1] * (1 + spread / 10))


def address_fault(url: str, *, plain_http: bool) -> str:
    """Return what is wrong with a webhook's address as a stable word, or an empty text.

    plain_http: whether `http` is taken too: in development, for a server on this machine
    """
    if not url.isascii() or len(url) > MOST_URL or any(mark <= " " for mark in url):
        return "not-an-address"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        return "not-an-address"
    if not host or port == 0 or parts.scheme not in ("https", "http"):
        return "not-an-address"
    if parts.username is not None or parts.password is not None:
        return "no-credentials-in-address"
    if parts.fragment:
        return "no-fragment-in-address"
    return "" if parts.scheme == "https" or plain_http else "https-only"


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public Internet (IANA special-purpose registries).

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) is judged by itself.
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = [parsed.ipv4_mapped, parsed.sixtofour, *(parsed.teredo or ())]
        if parsed in ipaddress.ip_network("64:ff9b::/96"):
            inner.append(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF))
        if any(one is not None and not one.is_global for one in inner):
            return False
    return parsed.is_global and not parsed.is_multicast
