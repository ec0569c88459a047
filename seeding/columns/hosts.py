"""The only host names that leave: those RFC 2606 set aside, which no one can register."""

from __future__ import annotations

from seeding.errors import FactoryError

_DOMAINS = ("example.com", "example.net", "example.org")  # RFC 2606 section 3
_TOP = ("test", "example", "invalid", "localhost")  # RFC 2606 section 2
HINT = "use example.com, example.org, example.net, a name below them, or one ending in .test or .example (RFC 2606)"


def is_reserved(host: str) -> bool:
    """True for a host name at or below a name of RFC 2606."""
    labels = host.lower().removesuffix(".").split(".")
    if not all(label and label.replace("-", "").isalnum() and label.isascii() for label in labels):
        return False
    return labels[-1] in _TOP or ".".join(labels[-2:]) in _DOMAINS


def require_reserved(hosts: tuple[str, ...], column: object) -> None:
    """Raise FactoryError naming the first host that could be somebody's."""
    if not hosts:
        raise FactoryError(f"{column!r}: no host name to choose from", hint=HINT)
    for host in hosts:
        if not is_reserved(host):
            raise FactoryError(f"{column!r}: {host!r} is or could be somebody's domain", hint=HINT)
