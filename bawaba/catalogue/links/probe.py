"""Ask one web address whether it answers: HEAD, then GET where HEAD is refused, through few redirects.

The host is resolved once and the connection goes to that address, so that a name which changes
between the check and the call reaches nothing inside our own network.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

MOST_REDIRECTS: Final = 5
_AGENT: Final = "BawabaLinkCheck/1 (checks the links of a public-service catalogue)"
_SAFE: Final = "/%:=&?~#+!$,;'@()*[]"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Probe:
    """What an address answered: an HTTP status, or why there was no answer.

    fault: `dns`, `timeout`, `refused`, `tls`, `unreachable`, `broken`, `private-address`,
    `too-many-redirects`, `not-an-address`, or empty
    """

    url: str
    status: int | None = None
    fault: str = ""


class _NoAnswer(Exception):
    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def probe(url: str, *, timeout_s: float = 10.0, allow_private: bool = False) -> Probe:
    """Return what `url` answers; never raises for what the network does.

    allow_private: also call addresses of a private or local network (tests)
    """
    try:
        for method in ("HEAD", "GET"):
            status = _follow(method, url, timeout_s, allow_private)
            if status < 400:
                break
    except _NoAnswer as reason:
        return Probe(url, None, reason.fault)
    return Probe(url, status)


def _follow(method: str, url: str, timeout_s: float, allow_private: bool) -> int:
    for _ in range(MOST_REDIRECTS + 1):
        status, location = _ask(method, url, timeout_s, allow_private)
        if status not in _REDIRECTS or not location:
            return status
        url = urljoin(url, location)
    raise _NoAnswer("too-many-redirects")


def _ask(method: str, url: str, timeout_s: float, allow_private: bool) -> tuple[int, str]:
    parts = _parts(url)
    host = _ascii_host(parts)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    failures = _NoAnswer("dns")
    for address in _resolve(host, port):
        if not allow_private and not ipaddress.ip_address(address).is_global:
            raise _NoAnswer("private-address")
        try:
            return _exchange(_Pinned(parts.scheme, host, address, port, timeout_s), method, parts)
        except _NoAnswer as reason:
            failures = reason
    raise failures


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _NoAnswer("not-an-address")
    return parts


def _ascii_host(parts: SplitResult) -> str:
    try:
        return (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise _NoAnswer("not-an-address") from error


def _resolve(host: str, port: int) -> Iterator[str]:
    """Yield at most two of the host's addresses, the first of each family."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _NoAnswer("dns") from error
    yield from {family: str(place[0]) for family, _, _, _, place in reversed(found)}.values()


class _Pinned(HTTPConnection):
    """A connection to one resolved address, under the host's own name."""

    def __init__(self, scheme: str, host: str, address: str, port: int, timeout_s: float) -> None:
        super().__init__(host, port, timeout=timeout_s)
        self.default_port = 443 if scheme == "https" else 80  # so that Host carries no port of its scheme
        self._is_secure, self._address, self._timeout_s = scheme == "https", address, timeout_s

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self._timeout_s)
        if self._is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _exchange(connection: _Pinned, method: str, parts: SplitResult) -> tuple[int, str]:
    target = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    try:
        connection.request(method, target, headers={"User-Agent": _AGENT, "Accept": "*/*"})
        response: HTTPResponse = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    except (OSError, HTTPException, ValueError) as error:
        raise _NoAnswer(_fault_of(error)) from error
    finally:
        connection.close()


def _fault_of(error: Exception) -> str:
    for kind, fault in (
        (TimeoutError, "timeout"),
        (ssl.SSLError, "tls"),
        (ConnectionError, "refused"),
        (OSError, "unreachable"),
    ):
        if isinstance(error, kind):
            return fault
    return "broken"
