"""MAC addresses. One that IEEE assigned names one device, and so a household or a person.

Nobody's are the documentation ranges of RFC 9542 sections 2.1.2 and 2.2.3, and addresses with the U/L bit
set, which every network gives out as it likes (IEEE 802-2014 section 8.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.safety.kind import Clue, Place, Problem
from seeding.safety.words import Words

_NAMES = Words(
    anywhere="macaddr bssid hwaddr",
    together=(
        "hardware_address hardware_addr hw_address physical_address ethernet_address wifi_address bluetooth_address"
        " bt_addr bt_address eui_address"
    ),
    alone="mac macs eui",
    unless="app at code count enabled hash id name os owner platform status type vendor version",
)
_TYPES = ("macaddr", "macaddr8")
_COLUMN_OF_TABLE = 2  # a place of a type and a column: not inside JSON

_PAIR = "[0-9A-Fa-f]{2}"
# Where the place says what it is, in every form PostgreSQL reads (its manual, section 8.9.4).
_NAMED = re.compile(rf"(?<![0-9A-Za-z]){_PAIR}(?:[:.\- ]?{_PAIR}){{5}}(?:(?:[:.\- ]?{_PAIR}){{2}})?(?![0-9A-Za-z])")
_SHORT = re.compile(r"\s*[0-9A-Fa-f]{1,2}(?:([:\-])[0-9A-Fa-f]{1,2})(?:\1[0-9A-Fa-f]{1,2}){4}\s*")
# In a text, six pairs between colons are nothing else: a fingerprint has more, a time fewer. Between dashes
# or in fours they could be digits of any kind, so a letter is asked for.
_EDGE = r"(?<![0-9A-Za-z:.\-])"
_COLONS = re.compile(rf"{_EDGE}{_PAIR}(?::{_PAIR}){{5}}(?![0-9A-Za-z]|[:.\-][0-9A-Za-z])")
_DASHES = re.compile(rf"{_EDGE}{_PAIR}(?:-{_PAIR}){{5}}(?![0-9A-Za-z]|[:.\-][0-9A-Za-z])")
_FOURS = re.compile(rf"{_EDGE}(?:{_PAIR}){{2}}(?:\.(?:{_PAIR}){{2}}){{2}}(?![0-9A-Za-z]|[:.\-][0-9A-Za-z])")
_LETTER = re.compile("[A-Fa-f]")

# RFC 9542: unicast and multicast, of six octets and of eight; the last octet is free.
_DOCUMENTATION = ("00005e0053", "01005e9010", "00005eef100000", "01005eef100000", "00005efffe0053", "01005efffe9010")
_LOCAL = 0x02
_INNOCENT = (
    rf"[0-9A-Fa-f][26AEae](?:[:\-]?{_PAIR}){{5}}|00:?00:?5[Ee]:?00:?53:?{_PAIR}"
    rf"|[0-9A-Fa-f][26AEae](?::{_PAIR}){{7}}"
)


class _Mac:
    name = "mac"
    hint = "use 00:00:5e:00:53:00 to 00:00:5e:00:53:ff (RFC 9542), or a locally administered one such as 02:…"

    def clues(self, place: Place) -> Sequence[Clue]:
        short = "[0-9A-Fa-f]{1,2}"
        any_form = rf"{short}(?:[:.\- ]?{short}){{5}}"
        if _named(place) and not place.json:
            return (Clue(any_form, innocent=_INNOCENT),)
        in_text = Clue(
            rf"{_PAIR}(?::{_PAIR}){{5}}|{_PAIR}(?:-{_PAIR}){{5}}|(?:{_PAIR}){{2}}(?:\.(?:{_PAIR}){{2}}){{2}}", ":-.",
            fewest=14,
        )  # fmt: skip
        if place.json:
            return (in_text, Clue(any_form if _named(place) else _NAMES.json_key() + any_form, '"', fewest=10))
        return (in_text, Clue(_NAMES.json_key() + any_form, '"', fewest=10))

    def judges_numbers(self, place: Place) -> bool:
        return False

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        found = _SHORT.fullmatch(text) if _named(place) else None
        if found:
            yield from _judged([text.strip()])
        elif _named(place):
            yield from _judged(match[0] for match in _NAMED.finditer(text))
        else:
            if text.count(":") > 4:
                yield from _judged(match[0] for match in _COLONS.finditer(text))
            if text.count("-") > 4:
                yield from _judged(match[0] for match in _DASHES.finditer(text) if _LETTER.search(match[0]))
            if text.count(".") > 1:
                yield from _judged(match[0] for match in _FOURS.finditer(text) if _LETTER.search(match[0]))


def _named(place: Place) -> bool:
    by_type = len(place.names) == _COLUMN_OF_TABLE and place.names[0] in _TYPES
    return by_type or _NAMES.named(place.names)


def _judged(spelled: Iterator[str] | list[str]) -> Iterator[Problem]:
    for text in spelled:
        groups = re.findall("[0-9A-Fa-f]+", text)
        # "8:0:2b:1:2:3" has a group for an octet; else every octet has both its digits.
        octets = "".join(group.zfill(2) for group in groups).lower()
        if not _nobodys(octets):
            yield Problem(f"{octets[:2]}:{octets[2:4]}:***", "the address of a real manufacturer's device")


def _nobodys(octets: str) -> bool:
    local = bool(int(octets[:2], 16) & _LOCAL)
    return local or not octets.strip("0") or not octets.strip("f") or octets[:-2] in _DOCUMENTATION


KIND = _Mac()
