"""Where a request came from, cut so that it names a network and not a home."""

import ipaddress
from functools import lru_cache


@lru_cache(maxsize=4096)
def cut_place(address: str) -> str:
    """Return the /24 of an IPv4 address or the /48 of an IPv6 one, "" where there is no address."""
    try:
        known = ipaddress.ip_interface(address)
    except ValueError:
        return ""
    mapped = getattr(known.ip, "ipv4_mapped", None)
    if mapped is not None:
        return cut_place(str(mapped))
    return str(ipaddress.ip_network((known.ip, 24 if known.version == 4 else 48), strict=False))
