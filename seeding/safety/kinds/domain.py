"""Names of hosts without a scheme: everywhere in a column of hosts, and in a text where they are plain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.safety.addresses import parse
from seeding.safety.charset import BEYOND, HOST_OCTETS, ends_word, runs_on
from seeding.safety.hosts import RUN, local_part, trimmed
from seeding.safety.kind import Clue, Place, Problem
from seeding.safety.mask import masked_host
from seeding.safety.names import (
    ALTERNATIVE,
    END,
    EXAMPLE_UNDER,
    NOT_RESERVED_DOTTED,
    belongs_to_nobody,
    label_other_than,
    reason,
)
from seeding.safety.suffixes import HOSTING, PLAIN, SECOND_LEVEL, unmistakable, with_path
from seeding.safety.words import Words

HOSTS = Words(
    anywhere=(
        "website webpage webhook homepage hostname domain subdomain fqdn url weblink sitioweb siteweb 网站"
        " 域名 網站 ウェブサイト сайт домен 웹사이트 वेबसाइट"
    ),
    alone="uri uris web site host hosts link links href src endpoint origin referrer referer dns mx cname",
    unless=(
        "about at clicks code count description enabled expertise hash id knowledge label name_of path region"
        " slug status template text title token type verified version visits"
    ),
)
_SEPARATORS = r"[\s,;|\"'<>(){}\[\]]"
_SPLIT = re.compile(_SEPARATORS + "+")
_PORT = re.compile(r":\d*")
_FILE = re.compile(
    r"(?:avif|bmp|css|csv|docx?|gif|html?|ico|jpe?g|json|jsx?|mp[34]|pdf|php|png|svg|tsx?|txt|webm|webp|xml|ya?ml|zip)"
)
_NUMERIC = re.compile(r"(?:.*\.)?\d+")
_OCTETS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
# The digits of an escape stand before the name, and are none of its letters: "%2Fexample.com".
_ESCAPE = re.compile(r"%(?:25)*[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}")
_PATH = re.compile(r"(?::\d+)?/(\S{0,200})")


_DIRECTORY = re.compile(r"[\w.-][/\\]\Z")
_SPOKEN = re.compile(r"\s*[\w-]+(?:\s+dot\s+[\w-]+){1,8}\s*", re.IGNORECASE)
_PLAIN = [suffix for suffix in PLAIN if suffix not in EXAMPLE_UNDER]


def _either(names: Sequence[str]) -> str:
    return "|".join(map(re.escape, names))


class _Domain:
    name = "domain"
    hint = f"use {ALTERNATIVE}; for an address 192.0.2.x, 198.51.100.x, 203.0.113.x or 2001:db8::"

    def clues(self, place: Place) -> Sequence[Clue]:
        # Outside ASCII every character counts as part of a name, so a suffix may also end before one.
        end = rf"[._\-]*(?:{END}|[{BEYOND}])"
        text = (
            rf"(?:^|[^{HOST_OCTETS}]){label_other_than('example')}\.(?:(?i:com|org)|net){end}",
            # With words around it that need no space, even the reserved one has to be looked at.
            rf"\.(?:(?i:com|org)|net)[{BEYOND}]",
            rf"[{HOST_OCTETS}]\.(?i:{_either(_PLAIN)}|(?:{_either(SECOND_LEVEL)})\.[a-z]{{2}}){end}",
            rf"\.(?i:{_either(HOSTING)}){end}",
            rf"(?i:www)\.{label_other_than('example')}(?:$|[^{HOST_OCTETS}])",
            rf"[{HOST_OCTETS}]\.{label_other_than('test', 'example', *EXAMPLE_UNDER)}(?::[0-9]+)?/",
        )
        bare = (
            rf"(?:^|{_SEPARATORS}|[\x00{BEYOND}])[*._\-]*(?:{NOT_RESERVED_DOTTED}"
            r"|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:)"
        )
        if HOSTS.named(place.names):
            return (Clue("|".join(text), "."), Clue(bare, ".:"), Clue(rf"(?i:[\s{BEYOND}]dot[\s{BEYOND}])"))
        return (Clue("|".join(text), "."), Clue(HOSTS.json_key() + bare, '"'))

    def judges_numbers(self, place: Place) -> bool:
        return False

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        if HOSTS.named(place.names):
            yield from self._column(text)
        if "." not in text:
            return
        for match in RUN.finditer(text):
            escape = _ESCAPE.match(text, max(0, match.start() - 1))
            start = max(match.start(), escape.end()) if escape else match.start()
            run = text[start : match.end()]
            if "." in run and not _is_local_part(text, match.end()):
                yield from self._run(run, text, match.end())

    def _column(self, text: str) -> Iterator[Problem]:
        # A column of hosts holds one, or a list of them; a sentence about a site is judged as text.
        if _SPOKEN.fullmatch(text):
            text = re.sub(r"\s+dot\s+", ".", text, flags=re.IGNORECASE)
        parts = [part for part in _SPLIT.split(text) if part and not _PORT.fullmatch(part)]
        if len(parts) > 1 and not all("." in part or ":" in part for part in parts):
            return
        for part in parts:
            run = RUN.match(part, len(part) - len(part.lstrip("*._-")))
            if parse(part) is not None:
                host = part
            elif run is None or "://" in part or _is_local_part(part, run.end()):
                continue
            else:
                host = trimmed(run[0]).strip("._-")
            if (":" in host or _names_host(host)) and not belongs_to_nobody(host):
                yield self._problem(host)

    def _run(self, run: str, text: str, end: int) -> Iterator[Problem]:
        # "node_modules/socket.io/dist" is a path of files.
        inside = _DIRECTORY.search(text, max(0, end - len(run) - 2), end - len(run)) is not None
        for piece, stop in _pieces(run):
            host = _without_neighbours(piece).strip("._-")
            behind = _PATH.match(text, end) if stop == len(run) else None
            if "." not in host or belongs_to_nobody(host) or _NUMERIC.fullmatch(host):
                continue
            if unmistakable(host) or (behind is not None and not inside and with_path(host, behind[1])):
                yield self._problem(host)

    def _problem(self, host: str) -> Problem:
        return Problem(masked_host(host), f"the name of somebody's host: {reason(host)}", host, bare=True)


def _is_local_part(text: str, end: int) -> bool:
    return text.startswith("@", end) and local_part(text, end) is not None


def _names_host(host: str) -> bool:
    if "." not in host or (_NUMERIC.fullmatch(host) and not _OCTETS.fullmatch(host)):
        return False
    return _FILE.fullmatch(host.rpartition(".")[2].lower()) is None


def _pieces(run: str) -> Iterator[tuple[str, int]]:
    """The parts of a run between punctuation outside ASCII, each with where it ends."""
    start = 0
    for index, character in enumerate(run):
        if ends_word(character):
            if index > start:
                yield run[start:index], index
            start = index + 1
    if start < len(run):
        yield run[start:], len(run)


def _without_neighbours(run: str) -> str:
    """Without words of scripts that need no space on either side of a Latin name."""
    first, last = 0, len(run)
    while last > first and runs_on(run[last - 1]):
        last -= 1
    bare = run[first:last]
    while first < last and runs_on(run[first]):
        first += 1
    return run[first:last] if belongs_to_nobody(run[first:last]) else bare


KIND = _Domain()
