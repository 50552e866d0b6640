"""How often one client may use a door: a fixed window in the cache, without keeping who it was."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from bawaba.kernel import clock


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a client's window. left: never below zero; refused: this call was one too many."""

    most: int
    left: int
    window_s: int
    resets_in_s: int
    refused: bool


def spend(request: HttpRequest, *, door: str, most: int, window_s: int, person: str = "") -> Allowance:
    """Count one call of a door by this client and say what is left of its window.

    person: who is signed in, to be counted wherever they come from, instead of their network
    The client is a digest keyed by the site's secret and the window, so that nobody can be
    followed from one window to the next. With the in-memory cache each process counts alone.
    """
    moment = int(clock.now().timestamp())
    window = moment // window_s
    seed = f"{door}|{window}|{f'person:{person}' if person else client_network(request)}"
    digest = hmac.new(settings.SECRET_KEY.encode(), seed.encode(), hashlib.sha256).hexdigest()[:32]
    used = _increment(f"rate:{digest}", window_s)
    return Allowance(most, max(most - used, 0), window_s, (window + 1) * window_s - moment, used > most)


def client_network(request: HttpRequest) -> str:
    """Return the client's IPv4 address, or the /64 network of its IPv6 address.

    Behind a proxy of ours (`BEHIND_PROXY`) it is the last address that the proxy noted.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        text = str(request.META.get("HTTP_X_FORWARDED_FOR", text)).rpartition(",")[2].strip()
    return _network_of(text)


@lru_cache(maxsize=4096)
def _network_of(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # a Unix socket has no address: all such clients share one window
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _increment(key: str, keep_s: int) -> int:
    if cache.add(key, 1, keep_s):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # the entry expired or was dropped between the two calls
        cache.set(key, 1, keep_s)
        return 1
