"""IP addresses in columns of addresses. A public address is a household's, or a company's, line.

Only the column says that dotted digits are an address: elsewhere `8.8.8.8` may be a version. As the host
of a mailbox or a URL an address is judged by those kinds, which leave no private ranges either.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence

from seeding.safety.addresses import documentation, parse
from seeding.safety.kind import Clue, Place, Problem
from seeding.safety.mask import masked_host
from seeding.safety.words import Words

ADDRESSES = Words(
    anywhere="ipaddr",
    together="remote_addr remote_address forwarded_for",
    alone="ip ips ipv inet cidr subnet subnets clientip remoteaddr remoteip",
    unless=(
        "asn at blocked city code count country hash id location owner provider region score status type verified"
        " version"
    ),
)
_TYPES = ("inet", "cidr")
_COLUMN_OF_TABLE = 2  # a place of a type and a column: not inside JSON

# RFC 1918, RFC 3927, RFC 6598, RFC 2544, RFC 1122 ("this host", broadcast), RFC 4193, RFC 4291: never routed
# beyond one network, so nobody can be told by them. 0.0.0.0/0 and ::/0 mean "any".
_NOT_ROUTED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "198.18.0.0/15",
        "0.0.0.0/32",
        "255.255.255.255/32",
        "fc00::/7",
        "fe80::/10",
        "::/128",
    )
)
_QUAD = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)", re.ASCII)
_COLONS = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f.]*)", re.ASCII)
_INNOCENT = (
    r"\s*(?:(?:192\.0\.2|198\.51\.100|203\.0\.113|127\.[0-9]+\.[0-9]+|10\.[0-9]+\.[0-9]+|192\.168\.[0-9]+)\.[0-9]+"
    r"|(?i:2001:0?db8):[0-9a-f:]*)\s*"
)


class _Ip:
    name = "ip"
    hint = "use 192.0.2.x, 198.51.100.x or 203.0.113.x (RFC 5737), 2001:db8:: (RFC 3849), or a private address"

    def clues(self, place: Place) -> Sequence[Clue]:
        address = r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]|[0-9A-Fa-f]*:[0-9A-Fa-f]*:"
        if place.json:
            return (Clue(address if _named(place) else f"{ADDRESSES.json_key()}(?:{address})", ".:"),)
        if _named(place):
            return (Clue(address, ".:", innocent=_INNOCENT),)
        return (Clue(f"{ADDRESSES.json_key()}(?:{address})", '"'),)

    def judges_numbers(self, place: Place) -> bool:
        return False

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        if not _named(place):
            return
        colons = list(_COLONS.finditer(text))
        quads = [quad for quad in _QUAD.finditer(text) if not any(c.end() >= quad.end() > c.start() for c in colons)]
        for match in (*quads, *colons):
            if not _nobodys(match[0], text[match.end() :]):
                yield Problem(
                    masked_host(match[0]) if "." in match[0] else f"{match[0].split(':')[0]}:***",
                    "an address that is routed on the internet, so it is somebody's",
                    match[0],
                )


def _named(place: Place) -> bool:
    by_type = len(place.names) == _COLUMN_OF_TABLE and place.names[0] in _TYPES
    return by_type or ADDRESSES.named(place.names)


def _nobodys(text: str, behind: str) -> bool:
    address = parse(text)
    if address is None:
        return ":" in text  # a time or a MAC; dotted digits in no known form are taken for an address
    if address.packed.count(0) == len(address.packed) and behind.startswith("/0"):
        return True
    return documentation(address) or any(
        address.version == network.version and address in network for network in _NOT_ROUTED
    )


KIND = _Ip()
