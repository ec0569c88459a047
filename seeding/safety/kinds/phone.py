"""Telephone numbers. A plausible number rings at somebody's home; only those kept for fiction do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from seeding.columns import phone_names
from seeding.safety.charset import BEYOND, characters
from seeding.safety.fiction import set_aside, spelled
from seeding.safety.kind import Clue, Place, Problem
from seeding.safety.mask import masked_digits
from seeding.safety.words import Words

PHONES = Words(
    anywhere=phone_names.ANYWHERE, together=phone_names.TOGETHER, alone=phone_names.ALONE, unless=phone_names.UNLESS
)
# A signed number there is a coordinate (ISO 6709: "+51.5073509-000.1277583/").
_PLACES = Words(alone="lat latitude lon lng long longitude geo coordinate coordinates coords location position point")

# White space and dashes of any script, dots, slashes, brackets: what people put between groups of digits.
_SPACES_ASCII, _DASHES_ASCII = " \\t\\n\\r.()~", "/\\-"
_SEPARATOR = (
    f"[{_SPACES_ASCII}{_DASHES_ASCII}" + characters("a0 2000-200a 202f 205f 3000 2010-2015 2212 fe58 fe63 ff0d") + "]"
)
_NUMBER = re.compile(rf"(?:\+{_SEPARATOR}{{0,3}})?\d(?:{_SEPARATOR}*\d)+", re.ASCII)
_PLUS = re.compile(rf"(?<![0-9A-Za-z+_])\+\(?[1-9](?:{_SEPARATOR}{{0,3}}\d){{7,}}", re.ASCII)
_LABELS = "tel|telefono?|telephone|phone|mobile|mob|cell|fax|whatsapp|sms|callto"
_LABELLED = re.compile(
    rf"\b(?:{_LABELS})\.?:/{{0,2}}\s?(\(?\d(?:{_SEPARATOR}{{0,3}}\d){{6,}})", re.IGNORECASE | re.ASCII
)
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension|durchwahl|#)\s*\d{1,6}\b", re.IGNORECASE)
# "+44 (0)20 ...": the zero is dialled inside the country only.
_TRUNK = re.compile(rf"(\+\d{{1,3}}{_SEPARATOR}?)\(0\)", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[ T][\d:.]+(?:Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII)
_FEWEST = 7
_MOST = 15  # ITU-T E.164 section 6.2.1
_NATIONAL = 10
_NANP = 12


class _Phone:
    name = "phone"
    hint = (
        "use a number kept for fiction, such as +1 212 555 0147, +44 7700 900123 or +61 491 570 006,"
        " or one below +999, which no country has"
    )

    def clues(self, place: Place) -> Sequence[Clue]:
        between = rf"[{_SPACES_ASCII}{_DASHES_ASCII}{BEYOND}]*"
        digits = rf"[0-9](?:{between}[0-9]){{6}}"
        fiction = spelled("[ ().-]*")
        if PHONES.named(place.names) and not place.json:
            return (Clue(digits, innocent=fiction),)
        json = digits if PHONES.named(place.names) else PHONES.json_key() + digits
        return (
            Clue(rf"\+\(?[1-9](?:{between}[0-9]){{7}}", "+"),
            Clue(rf"(?i:{_LABELS})\.?:[/\s{BEYOND}]*\(?{digits}", ":"),
            Clue(json, "" if place.json else '"', ignoring=f'"(?:{fiction})"'),
        )

    def judges_numbers(self, place: Place) -> bool:
        return PHONES.named(place.names)

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        column = PHONES.named(place.names)
        numbers = list(_in_column(text) if column else _in_text(text, place))
        if numbers and (plain := _TRUNK.sub(r"\1", text)) != text:
            numbers = list(_in_column(plain) if column else _in_text(plain, place))
        for number in numbers:
            yield Problem(masked_digits(number), "a telephone number that could ring at somebody's")


def _in_column(text: str) -> Iterator[str]:
    """The numbers of a column of telephone numbers that are not kept for fiction, whatever their form."""
    if not _MOMENT.fullmatch(text):
        for match in _NUMBER.finditer(_EXTENSION.sub(";", text)):
            groups = _groups(match[0])
            # Two numbers may stand side by side; what is left of the first is judged like it.
            while groups and sum(map(len, groups[:_FEWEST])) - groups[0].startswith("+") >= _FEWEST:
                count = _fictional(groups)
                if count == 0:
                    yield " ".join(groups)
                    break
                groups = groups[count:]


def _in_text(text: str, place: Place) -> Iterator[str]:
    """The numbers in a text that cannot be anything else: with a "+", or with a label in front."""
    if "+" in text and not _PLACES.named(place.names):
        for match in _PLUS.finditer(text):
            groups = _groups(match[0])
            short = groups[0].startswith("+1") and len("".join(groups)) < _NANP  # "+10 000 000 users"
            if not short and len(groups[0]) <= _MOST + 1 and _fictional(groups) == 0:
                yield match[0]
    if ":" in text:
        for match in _LABELLED.finditer(text):
            if _fictional(_groups(match[1])) == 0:
                yield match[1]


def _fictional(groups: list[str]) -> int:
    """How many of the groups, from the first, make up a number kept for fiction; 0 when none do.

    "+1 212 555 0147 2024-05-06" is such a number and a date, so every gap is tried.
    """
    for count in range(min(len(groups), _MOST + 3), 0, -1):  # with the digits of an international prefix
        number = "".join(groups[:count])
        if (count == len(groups) or len(number) >= _NATIONAL) and set_aside(number):
            return count
    return 0


def _groups(text: str) -> list[str]:
    """The digits between separators, the first with its "+"."""
    groups = re.findall(r"[0-9]+", text)
    if groups and "+" in text[: text.find(groups[0])]:
        groups[0] = "+" + groups[0]
    return groups


KIND = _Phone()
