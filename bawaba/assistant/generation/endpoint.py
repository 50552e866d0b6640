"""Which language model may be asked: an address that the operator named, and nothing else."""

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LOOPBACK_NAMES: Final = frozenset({"localhost"})
DEFAULT_PATH: Final = "/v1"
COMPLETIONS: Final = "/chat/completions"


class AddressRefused(ValueError):
    """The address of a language model is not one that may be asked."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server. url: of its chat completions; timeout_s: for a whole answer."""

    url: str
    model: str
    key: str
    timeout_s: float


def endpoint_at(
    address: str, *, key: str, hosts: tuple[str, ...], timeout_s: float, model: str = ""
) -> Endpoint:
    """Return the endpoint at `http(s)://host[:port][/v1][#model]`; an address without a path means /v1.

    model: its name, before the one that stands in the address
    hosts: names or addresses that may be asked besides this machine itself. Plain http is taken for this
    machine and for named hosts of private networks (an address of theirs, or a name without a domain).
    raises: AddressRefused
    """
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or not host:
        raise AddressRefused("an http or https address is needed")
    if parts.username or parts.password or parts.query:
        raise AddressRefused("no user, password or query may stand in the address")
    if not _is_this_machine(host):
        if host not in {named.strip().lower() for named in hosts}:
            raise AddressRefused(f"{host} is not named in BAWABA_LLM_HOSTS")
        if parts.scheme == "http" and not _is_private(host):
            raise AddressRefused(f"{host} must be asked over https")
    if _is_never_asked(host):
        raise AddressRefused(f"{host} is no address of a server")
    netloc = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    url = f"{parts.scheme}://{netloc}{port}{_path_of(parts.path)}"
    return Endpoint(url, model or parts.fragment, key, timeout_s)


def _path_of(given: str) -> str:
    """Return the path of chat completions below the one that an operator wrote."""
    path = given.rstrip("/") or DEFAULT_PATH
    return path if path.endswith(COMPLETIONS) else f"{path}{COMPLETIONS}"


def _address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_this_machine(host: str) -> bool:
    found = _address_of(host)
    return host in LOOPBACK_NAMES or (found is not None and found.is_loopback)


def _is_private(host: str) -> bool:
    """Say whether a host lies in a private network: by its address, or a name without a domain."""
    found = _address_of(host)
    return found.is_private if found is not None else "." not in host


def _is_never_asked(host: str) -> bool:
    found = _address_of(host)
    return found is not None and (found.is_link_local or found.is_multicast or found.is_unspecified)
