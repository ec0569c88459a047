"""Numbers of autonomous systems. Each names a provider or a company; its routes are public.

Nobody's: for documentation 64496-64511 and 65536-65551 (RFC 5398), for private use 64512-65534 and
4200000000-4294967294 (RFC 6996), and 0, 23456, 65535 and 4294967295, which no system may have (RFC 7607,
RFC 6793, RFC 7300).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.safety import meanings
from seeding.safety.charset import BEYOND
from seeding.safety.kind import Clue, Place, Problem
from seeding.safety.words import Words

_NAMES = Words(
    together=(
        "as_number as_num as_no autonomous_system origin_as peer_as source_as src_as dst_as remote_as local_as bgp_as"
    ),
    alone="asn asns asnumber",
    unless=(
        "at code country count date description domain hash holder id label name org organisation organization"
        " owner path registry region route status total type"
    ),
)
_NETWORKS = Words(alone="isp isps network networks carrier carriers peer peers transit upstream whois bgp route origin")
_DIGITS = "0123456789"
_NOBODYS = (
    range(1),
    range(23456, 23457),
    range(64496, 65552),
    range(4_200_000_000, 4_294_967_296),
)
_ALONE = re.compile(r"\s*ASN?\d+\s*", re.ASCII)
_LARGEST = 4_294_967_295
_NUMBER = re.compile(r"(?:ASN?[\s:#-]{0,2})?(\d{1,10})(?:\.(\d{1,5}))?", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile(r"[\s,;|{}\[\]]+")
_BEHIND = r"(?![0-9A-Za-z_]|[-.][0-9A-Za-z])"
# In a text "AS" and few digits may be a standard or a product (AS400, AS9100); with five it is a system.
_WRITTEN = re.compile(rf"(?<![0-9A-Za-z_-])AS(\d{{5,10}}){_BEHIND}", re.ASCII)
_LABELLED = re.compile(
    rf"(?<![0-9A-Za-z_-])(?:ASN[\s:#]{{0,3}}|autonomous system(?: number)?[\s:#]{{1,3}}(?:AS)?)(\d{{2,10}}){_BEHIND}",
    re.IGNORECASE | re.ASCII,
)
_INNOCENT = r"(?i:asn?)? ?(?:6449[6-9]|645[0-9][0-9]|64[6-9][0-9][0-9]|65[0-4][0-9][0-9]|655[0-4][0-9]|6555[01])"


class _Asn:
    name = "asn"
    hint = "use 64496 to 64511 or 65536 to 65551 (RFC 5398), or a private one from 64512 on (RFC 6996)"

    def clues(self, place: Place) -> Sequence[Clue]:
        in_text = Clue(
            rf"AS[0-9]{{5}}|(?i:asn[\s:#{BEYOND}]{{0,9}}|autonomous system[^0-9\x00]{{1,30}})[0-9]{{2}}",
            _DIGITS,
            fewest=5,
        )
        if place.json:
            named = "" if _NAMES.named(place.names) else _NAMES.json_key()
            return (in_text, Clue(f"{named}[0-9]", _DIGITS))
        if _NAMES.named(place.names):
            return (Clue("[0-9]", innocent=_INNOCENT),)
        return (in_text, Clue(_NAMES.json_key() + "[0-9]", '"', fewest=8))

    def judges_numbers(self, place: Place) -> bool:
        return _NAMES.named(place.names)

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        # "AS20417" alone may be anybody's own name for a thing, unless the column is about networks.
        alone = _ALONE.fullmatch(text) is not None and not _NETWORKS.named(place.names)
        patterns = () if alone or meanings.other(place) else (_WRITTEN, _LABELLED)
        found = [match[1] for pattern in patterns for match in pattern.finditer(text)]
        if _NAMES.named(place.names):
            found.extend(_in_column(text))
        for digits in dict.fromkeys(found):
            number = int(digits)
            if number <= _LARGEST and not any(number in numbers for numbers in _NOBODYS):
                yield Problem(f"AS{digits[:1]}***", "the number of a real autonomous system")


def _in_column(text: str) -> Iterator[str]:
    """The numbers of a text that is nothing but numbers; asdot (RFC 5396) is two halves of one."""
    parts = [part for part in _BETWEEN.split(text.replace(": ", ":")) if part]
    matches = [_NUMBER.fullmatch(part) for part in parts]
    if all(matches):
        for match in matches:
            if match is not None:
                yield str(int(match[1]) * 65536 + int(match[2])) if match[2] else match[1]
    elif (first := re.match(r"ASN?[\s:#-]{0,2}(\d{1,10})\b", text.strip(), re.IGNORECASE | re.ASCII)) is not None:
        yield first[1]  # "AS64496 Example Networks"


KIND = _Asn()
