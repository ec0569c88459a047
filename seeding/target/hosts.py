"""One spelling a host, so that lists can be compared letter by letter."""

from __future__ import annotations

import ipaddress
import re
import string
import unicodedata
from fnmatch import fnmatchcase

# One place under several names: what listens on one of them is reached by the others.
_HERE = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", "::"})  # noqa: S104 (compared, never bound)

# Only these: to Unicode, the Kelvin sign in lower case is a plain k, to a resolver it is not.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# The host of something pasted whole: a scheme, a user, a port, a path; or one word of a keyword=value string.
_IN_A_URL = re.compile(r"(?:[a-z+:]+//|host(?:addr)?=)?(?:[^/]*@)?(\[[^\]]+\]|[^:/@?]+)(?::[0-9]*)?(?:[/?].*)?")
_SEVERAL = re.compile(r"[\s,;]+")


def canonical_host(host: str) -> str:
    """One spelling a host: lower case, no trailing dot, addresses as the resolver would read them.

    A socket's folder loses doubled and trailing slashes. A name in another script becomes its A-labels (RFC 5890
    §2.3.2.1), except where a letter is only another shape of one (`ｌ` for `l`): such a name stays as it is, and
    equals nothing that is written plainly.

    >>> canonical_host("DB.Example.com."), canonical_host("127.1"), canonical_host("0x7f000001")
    ('db.example.com', '127.0.0.1', '127.0.0.1')
    >>> canonical_host("::FFFF:127.0.0.1"), canonical_host("0:0:0:0:0:0:0:1")
    ('127.0.0.1', '::1')
    >>> canonical_host("Bücher.example"), canonical_host("/tmp//a/")
    ('xn--bcher-kva.example', '/tmp/a')
    """
    if host.startswith("@"):
        return host
    if host.startswith("/"):
        return re.sub("/+", "/", host).rstrip("/") or "/"
    if not host.isascii():
        host = ".".join(map(_a_label, host.split(".")))
    host = host.translate(_LOWER).removesuffix(".")
    number = _ipv4_number(host)
    if number is not None:
        return str(ipaddress.IPv4Address(number))
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def is_socket(host: str) -> bool:
    """A Unix socket's folder, or an abstract one (`@`): libpq goes by the first character alone."""
    return host.startswith(("/", "@"))


def is_address(host: str) -> bool:
    """A canonical host that is an address, not a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback_name(host: str) -> bool:
    """One canonical host: localhost, a loopback address, or a socket's folder."""
    if host == "localhost" or is_socket(host):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def covers(entry: str, host: str) -> bool:
    """Whether a list of what is forbidden means `host`, both canonical; in doubt it does.

    An entry may be a host (also as a part of a URL, or with a port), a network in CIDR notation, a pattern with
    `*`, or several of these.

    >>> covers("10.1.0.0/16", "10.1.2.3"), covers("*.prod.example", "db.prod.example"), covers("localhost", "::1")
    (True, True, True)
    >>> covers("db.example:5432", "db.example"), covers("db.example", "mydb.example"), covers("127.0.0.2", "::1")
    (True, False, False)
    """
    # A zone says through which of our interfaces; the machine behind it is the same.
    plain = canonical_host(unicodedata.normalize("NFKC", host).partition("%")[0])
    if entry in (host, plain):
        return True
    if is_socket(entry):
        return False
    if len(parts := _SEVERAL.split(entry)) > 1:
        return any(covers(canonical_host(part), host) for part in parts if part)
    if entry in _HERE:
        return plain in _HERE
    if "*" in entry or entry.startswith("."):
        return fnmatchcase(plain, f"*{entry}" if entry.startswith(".") else entry)
    try:
        return ipaddress.ip_address(plain) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        inner = _IN_A_URL.fullmatch(entry)
    name = canonical_host(inner[1].strip("[]")) if inner and not is_address(entry) else ""
    return name not in ("", entry) and covers(name, host)


def _a_label(label: str) -> str:
    composed = unicodedata.normalize("NFC", label)
    # Another shape of a plain letter (fullwidth, bold, the Kelvin sign) is not that letter to a resolver.
    if label.isascii() or composed.isascii() or unicodedata.normalize("NFKC", label) != composed:
        return label
    return "xn--" + composed.lower().encode("punycode").decode("ascii")


def _ipv4_number(host: str) -> int | None:
    # inet_aton(3), which getaddrinfo follows: one to four parts, each decimal, octal (0…) or hexadecimal
    # (0x…); the last one fills the bytes that are left.
    parts = host.split(".")
    if len(parts) > 4 or not all(re.fullmatch(r"(?:0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)", part) for part in parts):
        return None
    # Python reads no more than a few thousand decimal digits at once, and no address has more than these.
    if any(len(part.removeprefix("0x").lstrip("0")) > 11 for part in parts):
        return None
    values = [int(p, 16 if p.startswith("0x") else 8 if p.startswith("0") else 10) for p in parts]
    rest = 4 - (len(values) - 1)
    if any(v > 0xFF for v in values[:-1]) or values[-1] >= 1 << (8 * rest):
        return None
    return sum(v << (24 - 8 * i) for i, v in enumerate(values[:-1])) + values[-1]
