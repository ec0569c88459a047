"""URLs. A click, a webhook or a crawler reaches the host, whatever the path says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.safety.charset import HOST, HOST_OCTETS
from seeding.safety.hosts import host_at
from seeding.safety.kind import Clue, Place, Problem
from seeding.safety.mask import masked_host
from seeding.safety.names import ALTERNATIVE, NOT_RESERVED_DOTTED, NOT_RESERVED_SINGLE, belongs_to_nobody, reason
from seeding.safety.suffixes import is_suffix

_AUTHORITY = r"[^\s\x00/\\?#\"<>`]*"
# The look-ahead lets the next URL start inside this one's authority ("https://example.com,https://...").
# The scheme is looked for backwards: forwards, a long text without a colon would be tried at every letter.
_URL = re.compile(rf":(?=([/\\]{{2,}})({_AUTHORITY}))")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+\Z")
# Browsers read `https:/host` and `https:host` as `https://host` (WHATWG URL, "special authority" states).
_SPECIAL = ("http", "https", "ws", "wss", "ftp", "hxxp", "hxxps")
_SLOPPY = re.compile(r"\b(hxxps?|https?|wss?|ftp):[/\\]?(?=[^/\\\s])", re.IGNORECASE)
_RELATIVE = re.compile(rf"(?<![:/\\.{HOST}])(?:[/\\]{{2}}|\\{{4}})(?=[{HOST}])")
# "https:// acme.io", broken over two lines; "jdbc:oracle:thin:@db.acme.io:1521:orcl" has no slashes at all.
_APART = re.compile(r"\b(hxxps?|https?|wss?|ftp)://\s{1,3}(?=[^\W_])", re.IGNORECASE)
_JDBC = re.compile(r"\b(jdbc:[a-z0-9:]{1,40}):@/{0,2}", re.IGNORECASE)
_OCTETS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_PORT = re.compile(r":\d*\Z")
_HOST_TAIL = re.compile(rf"[.{HOST}]+\Z")


class _Url:
    name = "url"
    hint = f"use a URL at {ALTERNATIVE}, or at localhost"

    def clues(self, place: Place) -> Sequence[Clue]:
        odd = rf"[^/\\\s\x00?#\"<>`.{HOST_OCTETS}]"  # a template, an address in brackets, an escape
        return (
            Clue(rf"[/\\][/\\]\.*{NOT_RESERVED_DOTTED}", "/\\"),
            Clue(rf":[/\\][/\\]+(?:\.*{NOT_RESERVED_SINGLE}|{odd}|{_AUTHORITY}[@,])", ":"),
            Clue(r"(?i:https?|hxxps?|wss?|ftp):(?:[/\\]?[^/\\\s\x00]|//[\s\x80-\xff])|(?i:jdbc:)", ":"),
        )

    def judges_numbers(self, place: Place) -> bool:
        return False

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        if "/" not in text and ":" not in text and "\\" not in text:
            return
        for match in _URL.finditer(text):
            before = _SCHEME.search(text, max(0, match.start() - 32), match.start())
            if before is None:
                continue
            scheme, slashes, authority = before[0].lower(), match[1], match[2]
            # A third slash means "no authority" (file:///etc), except where browsers skip it.
            if len(slashes) == 2 or scheme.endswith(_SPECIAL):
                yield from self._judge(scheme, authority)
        for match in _SLOPPY.finditer(text):
            host = host_at(text, match.end())
            if "." in host and not belongs_to_nobody(host):
                yield self._problem(match[1].lower(), host)
        for match in _JDBC.finditer(text):
            yield from self._judge(match[1].lower(), host_at(text, match.end()))
        for match in (*_APART.finditer(text), *_RELATIVE.finditer(text)):
            host = host_at(text, match.end())
            if "." in host and (is_suffix(host) or _OCTETS.fullmatch(host)) and not belongs_to_nobody(host):
                yield self._problem("", host)

    def _judge(self, scheme: str, authority: str) -> Iterator[Problem]:
        # Several hosts of one connection URL stand side by side: "postgres://u@a.example,b.example/db".
        # After the last "@", and before the first, because programs disagree on which one counts.
        hosts = authority.rpartition("@")[2]
        first, *more = hosts.split(",")
        for part in (first, *(part for part in more if part[:1].isalnum() and "." in part)):
            host = _host(part)
            if host and not belongs_to_nobody(host):
                yield self._problem(scheme, host)

    def _problem(self, scheme: str, host: str) -> Problem:
        return Problem(f"{scheme}://{masked_host(host)}", f"a URL at somebody's host: {reason(host)}", host)


def _host(part: str) -> str:
    host = host_at(part, 0)
    if host or not part.strip("._-:*)]}'!;"):
        return host
    # A template ("{tenant}.example.com", "*.example.org", "$HOST"): what follows it is what is known.
    tail = _HOST_TAIL.search(_PORT.sub("", part.rstrip("*)]}'!;,")))
    return tail[0].strip("._-") if tail and "." in tail[0] else part


KIND = _Url()
