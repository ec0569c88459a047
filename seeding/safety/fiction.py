"""The telephone numbers that regulators keep for films and books: nobody answers them.

Sources: ATIS/NANPA 555 line number guidelines (US, CA), Ofcom "numbers for drama" (UK), ACMA "phone numbers
for use in TV shows, films and creative works" (AU), ARCEP décision 2018-0881 annexe 1 article 2.5.12 (FR),
BNetzA Mitteilung 148/2021, Amtsblatt 7/2021 page 489 (DE), PTS (SE), ComReg (IE). India has set none aside;
no number of its national plan starts with 0, so +91 0000 0xxxxx reaches nobody.
"""

from __future__ import annotations

import re

# One row a country: its code, the prefix of a national call, and the numbers as patterns of digits.
SET_ASIDE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "1",
        "(?:1)?",
        (
            r"[2-79]\d\d55501\d\d",
            # Toll-free areas: only 800-555-0199 is set aside, 0100 to 0198 are in service.
            r"8(?:0[1-9]|1\d|2[013-9]|3[0-24-9]|4[0-35-9]|5[0-46-9]|6[0-57-9]|7[0-689]|8[0-79]|9\d)55501\d\d",
            "8005550199",
        ),
    ),
    (
        "44",
        "0",
        (
            r"11[3-8]4960\d\d\d",
            r"1[2-6]14960\d\d\d",
            r"2079460\d\d\d",
            r"1914980\d\d\d",
            r"2896496\d\d\d",
            r"2920180\d\d\d",
            r"1632960\d\d\d",
            r"7700900\d\d\d",
            r"8081570\d\d\d",
            r"9098790\d\d\d",
            r"3069990\d\d\d",
        ),
    ),
    (
        "61",
        "0",
        (
            r"[2378](?:5550|7010)\d\d\d\d",
            r"491570(?:006|15[6-9]|110|313|737)",
            r"491571(?:266|491|804)",
            r"491572(?:549|665|983)",
            r"491573(?:770|087)",
            r"491574(?:118|632)",
            r"491575(?:254|789)",
            r"491576(?:398|801)",
            r"491577(?:426|644)",
            r"491578(?:957|148|888)",
            r"491579(?:212|760|455)",
        ),
    ),
    ("61", "", ("1800160401", r"1[38]009757(?:0[7-9]|1[01])")),
    ("33", "0", (r"(?:19900|26191|35301|46571|53649|63998)\d\d\d\d",)),
    (
        "49",
        "0",
        (
            r"(?:3023125|6990009|4066969|2214710|8999998)\d\d\d",
            r"17139200\d\d",
            r"176040690\d\d",
            "15228817386",
            "15228895456",
            "15254599371",
            "1729925904",
            "1729968532",
            r"172997318[56]",
            "1729980752",
            "1749091317",
            "1749464308",
        ),
    ),
    ("46", "0", (r"7017406(?:0[5-9]|[1-9]\d)", r"3139006\d\d", r"4062804\d\d", r"8465004\d\d", r"9803192\d\d")),
    ("353", "0", (r"2091\d{5}",)),
    ("91", "(?:0)?", (r"00000\d{5}",)),
)

_LOCAL = r"55501\d\d"  # seven digits, as American films show them
_UNASSIGNED = r"999\d{4,12}"  # ITU-T E.164: +999 is no country's code

_E164 = "|".join([f"{code}(?:{'|'.join(numbers)})" for code, _, numbers in SET_ASIDE] + [_UNASSIGNED])
_NATIONAL = "|".join([f"{prefix}(?:{'|'.join(numbers)})" for _, prefix, numbers in SET_ASIDE] + [_LOCAL])
_INTERNATIONAL_DIGITS = re.compile(_E164)
_DIALLED = re.compile(rf"(?:00|011)(?:{_E164})|{_NATIONAL}")
_WITHOUT_PLUS = 11


def set_aside(number: str) -> bool:
    """True for a number, of digits with a "+" in front or not, that is kept for fiction.

    Without "+" it is read as dialled: nationally, with an international prefix, or, from eleven digits on,
    with the country's code and nothing before it.

    >>> [set_aside(n) for n in ("+12125550147", "02079460958", "+919876543210", "447700900123")]
    [True, True, False, True]
    """
    digits = number.lstrip("+")
    if number.startswith("+"):
        return _INTERNATIONAL_DIGITS.fullmatch(digits) is not None
    if _DIALLED.fullmatch(digits):
        return True
    return len(digits) >= _WITHOUT_PLUS and _INTERNATIONAL_DIGITS.fullmatch(digits) is not None


def spelled(separator: str) -> str:
    """RE2 for these numbers with `separator` (a pattern that may be empty) around their digits."""

    def spaced(pattern: str) -> str:
        # A token is what stands for one digit; groups and repetitions keep their own marks.
        pattern = re.sub(r"\\d\{(\d+)\}", lambda match: r"\d" * int(match[1]), pattern)
        return re.sub(r"\\d|\[[^\]]*\]|\d", lambda match: match[0] + separator, pattern)

    ways = (rf"(?:\+?~{code}|{prefix})(?:{'|'.join(numbers)})" for code, prefix, numbers in SET_ASIDE)
    return f"{separator}(?:{spaced('|'.join(ways)).replace('~', separator)})"
