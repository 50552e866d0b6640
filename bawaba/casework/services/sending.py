"""One POST to another system's address: resolved once, called at that very address, never inside our network."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import httpx

from bawaba.casework.rules.webhooks import is_public

TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered. status: HTTP, or None; fault: why there was none, a stable word."""

    status: int | None
    fault: str
    took_ms: int


class _NotReached(Exception):
    """No address of the host may be called, or none is known. Its text is the stable word."""


def post(*, url: str, headers: Mapping[str, str], body: bytes, allow_private: bool) -> Answer:
    """Send one POST and return the status; redirects are not followed and the answer is not read.

    The connection goes to the address that was checked, under the host's own name (TLS, Host), so that
    a name which changes between the check and the call reaches nothing of ours.
    """
    began = time.monotonic()
    try:
        status: int | None = _send(url, headers, body, _address_of(url, allow_private=allow_private))
        fault = ""
    except _NotReached as reason:
        status, fault = None, str(reason)
    except httpx.TimeoutException:
        status, fault = None, "timeout"
    except httpx.ConnectError as error:
        status, fault = None, "tls" if "SSL" in str(error) or "certificate" in str(error) else "refused"
    except (httpx.HTTPError, httpx.InvalidURL):
        status, fault = None, "broken"
    return Answer(status, fault, round((time.monotonic() - began) * 1000))


def _send(url: str, headers: Mapping[str, str], body: bytes, address: str) -> int:
    parts = urlsplit(url)
    host = f"[{address}]" if ":" in address else address
    place = host if parts.port is None else f"{host}:{parts.port}"
    pinned = urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))
    named = {**headers, "Host": parts.netloc}
    with (
        httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
        client.stream(
            "POST", pinned, headers=named, content=body, extensions={"sni_hostname": parts.hostname or ""}
        ) as answer,
    ):
        return answer.status_code


def _address_of(url: str, *, allow_private: bool) -> str:
    """Return the first address of the URL's host; one that is not public is refused whatever the others are."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _NotReached("dns") from error
    addresses = [str(place[0]) for _, _, _, _, place in found]
    if not addresses:
        raise _NotReached("dns")
    if not allow_private and not all(map(is_public, addresses)):
        raise _NotReached("private-address")
    return addresses[0]
