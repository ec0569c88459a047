"""Which host names belong to nobody, and why the others do not.

RFC 2606 section 2 and RFC 6761 section 6 reserve the top-level names `test`, `example`, `invalid` and
`localhost`; RFC 2606 section 3 and RFC 6761 section 6.5 reserve `example.com`, `example.net` and
`example.org` with everything below them. Every other name fails closed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from seeding.safety.addresses import documentation, parse
from seeding.safety.charset import BEYOND, HOST_OCTETS

TOP_LEVEL = ("test", "example", "invalid", "localhost")
EXAMPLE_UNDER = ("com", "net", "org")
ALTERNATIVE = "example.com, example.net, example.org, or any name that ends in .test or .example"

_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[[^\]]*\]|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*")


def canonical(host: str) -> str:
    """Lower-case, without the dots of the root and the punctuation that ends a sentence or a mark-up."""
    return host.strip("._-").lower()


def reserved(host: str) -> bool:
    """True for a name (not an address) that the RFCs above keep free for ever.

    >>> [reserved(n) for n in ("example.com", "a.b.EXAMPLE.org.", "myexample.com", "test.com", "dev.test")]
    [True, True, False, False, True]
    """
    labels = canonical(host).split(".")
    return labels[-1] in TOP_LEVEL or (len(labels) > 1 and labels[-2] == "example" and labels[-1] in EXAMPLE_UNDER)


@lru_cache(maxsize=4096)  # a pool of hosts is small and asked for in every row
def belongs_to_nobody(host: str) -> bool:
    """True for a reserved name, and for an address of loopback or of the documentation ranges."""
    if _ADDRESS.fullmatch(host):
        address = parse(host)
        return address is not None and documentation(address)
    return reserved(host)


_SECOND_LEVEL = re.compile(r"(?:ac|co|com|edu|go|gov|ne|net|nic|or|org)\.[a-z]{2}")
_PRIVATE = {
    "local": "resolves on local networks (RFC 6762)",
    "internal": "is used by real private networks",
    "lan": "is used by real private networks",
    "home": "is used by real private networks",
    "corp": "is used by real private networks",
    "intranet": "is used by real private networks",
    "arpa": "is part of the DNS's own infrastructure",
    "onion": "names real Tor services (RFC 7686)",
    "alt": "names real services outside the DNS (RFC 9476)",
}


def reason(host: str) -> str:
    """Why `host` is refused, for a person who took it for a harmless name. Names only famous look-alikes."""
    if _ADDRESS.fullmatch(host):
        return "an address outside loopback and the documentation ranges (RFC 5737, RFC 3849, RFC 9637)"
    labels = canonical(host).split(".")
    if len(labels) == 1:
        return "a name of one label is a real machine on somebody's network"
    last = labels[-1]
    suffix = ".".join(labels[-2:]) if len(labels) > 2 and _SECOND_LEVEL.fullmatch(".".join(labels[-2:])) else last
    owner = labels[-1 - len(suffix.split("."))]
    if owner in TOP_LEVEL and owner != "example":
        whose = "is a registered, real domain" if suffix in EXAMPLE_UNDER else "can be registered by anyone"
        return f"{owner}.{suffix} {whose}; only names that end in .{owner} are reserved (RFC 6761)"
    if owner == "example":
        return f"example.{suffix} can be registered by anyone; RFC 2606 reserves example under com, net and org"
    if last in EXAMPLE_UNDER and "example" in owner:
        return f"{owner}.{last} can be registered by anyone; only example.{last} and names below are reserved"
    if any(f".example.{tld}." in f".{'.'.join(labels)}." for tld in EXAMPLE_UNDER):
        return "a reserved name must come last: this one ends in somebody's domain"
    if last in _PRIVATE:
        return f".{last} {_PRIVATE[last]}"
    return "not a name that RFC 2606 or RFC 6761 reserves"


# --- the same judgement as a positive pattern ------------------------------------------------------------
#
# RE2 has no look-ahead, so "a host that is not reserved" is spelled out as the complement of the few
# reserved words. Clean data then matches nothing, and no row has to be looked at.

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LABEL = f"[{HOST_OCTETS}]"


@lru_cache
def label_other_than(*words: str) -> str:
    """An RE2 pattern over octets for every non-empty label that is none of `words` (of letters a to z)."""

    def below(suffixes: tuple[str, ...], *, root: bool) -> str:
        starts = sorted({suffix[0] for suffix in suffixes if suffix})
        ways = [f"[{_letters_but(starts)}0-9_\\-{BEYOND}]{_LABEL}*"]
        for letter in starts:
            tails = tuple(suffix[1:] for suffix in suffixes if suffix.startswith(letter))
            ways.append(f"[{letter}{letter.upper()}]{below(tails, root=False)}")
        if not root and "" not in suffixes:
            ways.append("")
        return "(?:" + "|".join(ways) + ")"

    return below(words, root=True)


def _letters_but(letters: list[str]) -> str:
    # As few ranges as there are: together with (?i) they made RE2 take three times as long to compile.
    kept = "".join(" " if letter in letters else letter for letter in _LETTERS).split()
    return "".join(f"{run[0]}-{run[-1]}{run[0].upper()}-{run[-1].upper()}" for run in kept)


# A name ends where neither a label nor the next label goes on; the dot of a sentence is not the next label.
END = f"(?:$|\\.$|[^.{HOST_OCTETS}]|\\.[^{HOST_OCTETS}])"
NOT_RESERVED_DOTTED = (
    f"(?:(?:{_LABEL}+\\.)+{label_other_than(*TOP_LEVEL, *EXAMPLE_UNDER)}{END}"
    f"|(?:{_LABEL}+\\.)*{label_other_than('example')}\\.(?i:{'|'.join(EXAMPLE_UNDER)}){END})"
)
NOT_RESERVED_SINGLE = f"{label_other_than(*TOP_LEVEL)}{END}"
