"""Where a request came from, cut so that it names a network and not a home."""

import ipaddress
from functools import lru_cache


@lru_cache(maxsize=4096)
def cut_place(address: str) -> str:
    """Return the /24 of an IPv4 address or the /48 of an IPv6 one, "" where there is no address."""
    try:
        known = ipaddress.ip_interface(address).ip if "/" in address else ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv4Address):
        return f"{str(known).rpartition('.')[0]}.0/24"
    if known.ipv4_mapped is not None:
        return cut_place(str(known.ipv4_mapped))
    return str(ipaddress.ip_network((known, 48), strict=False))
