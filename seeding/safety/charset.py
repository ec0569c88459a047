"""Character classes that mean the same in Python's `re` and in Arrow's RE2.

Both engines read literal characters inside `[...]`, so a class is built from code points once and used
in the bulk patterns and in the exact rules; neither needs the other's escapes.
"""

from __future__ import annotations

import unicodedata


def characters(ranges: str) -> str:
    """The inside of a `[...]` for code points in hexadecimal: `"aa b2-b3"` gives `ª²-³`."""
    parts = []
    for item in ranges.split():
        first, _, last = item.partition("-")
        parts.append(f"{chr(int(first, 16))}-{chr(int(last, 16))}" if last else chr(int(first, 16)))
    return "".join(parts)


# Code points whose NFKC form holds ASCII other than white space (full-width forms, mathematical letters,
# circled letters, ligatures, dot leaders ...), and every decimal digit outside ASCII. Unicode 15.1, with
# the outlined letters and digits of 16 added; tests recompute it from the running Python's tables.
FOLDED = characters(
    "aa b2-b3 b9-ba bc-be 132-133 13f-140 149 17f 1c4-1cc 1f1-1f3 2b0 2b2-2b3 2b7-2b8 2e1-2e3 37e"
    " 660-669 6f0-6f9 7c0-7c9 966-96f 9e6-9ef a66-a6f ae6-aef b66-b6f be6-bef c66-c6f ce6-cef d66-d6f"
    " de6-def e50-e59 ed0-ed9 f20-f29 1040-1049 1090-1099 17e0-17e9 1810-1819 1946-194f 19d0-19d9"
    " 1a80-1a89 1a90-1a99 1b50-1b59 1bb0-1bb9 1c40-1c49 1c50-1c59 1d2c-1dbb 1e9a 1fef 2024-2026 203c"
    " 2047-2049 2070-209c 20a8 2100-2149 2150-217f 2189 2460-24ea 2a74-2a76 2c7c-2c7d 3200-33ff a620-a629"
    " a7f2-a7f4 a8d0-a8d9 a900-a909 a9d0-a9d9 a9f0-a9f9 aa50-aa59 abf0-abf9 fb00-fb06 fb29 fe10-fe19"
    " fe30-fe6b ff01-ff5e 104a0-104a9 107a5 10d30-10d39 10d40-10d49 11066-1106f 110f0-110f9 11136-1113f"
    " 111d0-111d9 112f0-112f9 11450-11459 114d0-114d9 11650-11659 116c0-116c9 116d0-116e3 11730-11739"
    " 118e0-118e9 11950-11959 11bf0-11bf9 11c50-11c59 11d50-11d59 11da0-11da9 11de0-11de9 11f50-11f59"
    " 16130-16139 16a60-16a69 16ac0-16ac9 16b50-16b59 16d70-16d79 1ccd6-1ccf9 1d400-1d7ff 1e140-1e149"
    " 1e2f0-1e2f9 1e4f0-1e4f9 1e5f1-1e5fa 1e950-1e959 1f100-1f16c 1f190 1fbf0-1fbf9"
)

# Characters a reader does not see: Default_Ignorable_Code_Point of the Unicode database, and the
# interlinear annotation marks. NUL is not among them: PostgreSQL's text cannot hold it.
UNSEEN = characters(
    "ad 34f 61c 115f-1160 17b4-17b5 180b-180f 200b-200f 202a-202e 2060-206f 3164 fe00-fe0f feff ffa0"
    " fff0-fffb 1bca0-1bca3 1d173-1d17a e0000-e0fff"
)
UNSEEN_CONTROLS = "".join(map(chr, (*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)))

# Dots that IDNA takes for a full stop (UTS 46 section 2.3) as far as NFKC does not make one of them, and
# dots of other scripts that look the same.
DOTS = characters("3002 ff61 6d4 701-702 a60e a4f8 10a50")

# Dots that stand higher: punctuation between words, and a disguise inside a name.
RAISED_DOTS = characters("b7 387 2022 2027 2219 22c5 30fb ff65")

# What may stand in the name of a host: every character outside ASCII counts, so nothing ends a name early.
HOST = "A-Za-z0-9_\\-" + characters("80-10ffff")

# The same among octets: the bulk scan runs over UTF-8 as bytes, where every octet above 0x7f is part of
# such a character. (RE2 spells a class of characters outside ASCII with dozens of instructions; as octets
# the patterns compile in a tenth of the time.)
BEYOND = "\\x80-\\xff"
HOST_OCTETS = "A-Za-z0-9_\\-" + BEYOND

# Scripts whose words follow a Latin name without a space between (particles, articles, no spaces at all).
_RUNS_ON = (
    (0x0590, 0x08FF),
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xAC00, 0xD7AF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def ends_word(character: str) -> bool:
    """Punctuation, space or control outside ASCII: no name goes on behind it."""
    return character > "\x7f" and unicodedata.category(character)[0] in "PZC"


def runs_on(character: str) -> bool:
    """A symbol or a letter of a script that follows a Latin word without a space."""
    code = ord(character)
    return code > 0x7F and (
        unicodedata.category(character)[0] == "S" or any(low <= code <= high for low, high in _RUNS_ON)
    )
