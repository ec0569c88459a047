"""Which IP addresses belong to nobody. Our own list, because `ipaddress` changes between patch releases.

`ipaddress.is_global` calls 3fff::/20 global before the point releases of September 2024
(python/cpython#124217).
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(*texts: str) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


# RFC 5737, RFC 5771/6676 (multicast), RFC 3849, RFC 9637; loopback is RFC 1122 and RFC 4291.
DOCUMENTATION = _networks(
    "192.0.2.0/24",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "233.252.0.0/24",
    "127.0.0.0/8",
    "2001:db8::/32",
    "3fff::/20",
    "::1/128",
)


def parse(text: str) -> Address | None:
    """The address that `text` spells, in brackets or not, with a zone or not; None when it spells none."""
    bare = text.strip("[]").partition("%")[0]
    if bare[:5].lower() == "ipv6:":  # RFC 5321 section 4.1.3
        bare = bare[5:]
    try:
        address: Address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def documentation(address: Address) -> bool:
    """True for loopback and for the ranges that RFCs set aside for documentation."""
    return any(address.version == network.version and address in network for network in DOCUMENTATION)
