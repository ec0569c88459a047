"""Mailbox domains that belong to nobody, by the names the standards set aside.

RFC 2606 §2 and §3, RFC 6761 §6.2 to 6.5. Special names outside these (`.local`, `.internal`, `.onion`) do reach
machines and so do not count.
"""

from __future__ import annotations

import re

_TOP = ("test", "example", "invalid", "localhost")
_SECOND = ("example.com", "example.net", "example.org")
# What cannot be a part of a domain must not reach a reserved name through its end: `real.example@x y.test`.
_LABELS = re.compile(r"[\w-]+(?:\.[\w-]+)*")


def is_reserved(domain: str) -> bool:
    """Whether mail to `domain` can reach nobody.

    >>> [is_reserved(d) for d in ("example.com", "Mail.Example.ORG.", "x.test", "test.com", "myexample.com")]
    [True, True, True, False, False]
    """
    name = domain.strip().lower().removesuffix(".")
    if not _LABELS.fullmatch(name):
        return False
    labels = name.split(".")
    return labels[-1] in _TOP or ".".join(labels[-2:]) in _SECOND


def shown(domain: str) -> str:
    """A domain as it may be printed: never a whole address, never a control character."""
    host = domain.strip().rpartition("@")[2]
    return re.sub(r"[^\w.\[\]:-]", "�", host)[:253] or "(none)"
