"""The hand-kept character classes against the Unicode tables of the Python that runs."""

from __future__ import annotations

import re
import sys
import unicodedata

from seeding.safety.charset import DOTS, FOLDED, RAISED_DOTS, UNSEEN
from seeding.safety.readings import UNICODE_DISGUISE, readings


def test_every_character_that_folds_to_ascii_is_a_disguise():
    folded = re.compile(f"[{FOLDED}{UNSEEN}{DOTS}{RAISED_DOTS}]")
    missed = [
        f"U+{code:04X}"
        for code in range(0x80, sys.maxunicode + 1)
        if not 0xD800 <= code <= 0xDFFF
        and not folded.match(character := chr(code))
        and (
            any("!" <= part <= "~" for part in unicodedata.normalize("NFKC", character))
            or unicodedata.category(character) == "Nd"
        )
    ]
    assert missed == []


def test_a_text_without_a_disguise_keeps_its_ascii():
    """What folding does outside the class never adds or removes a character a pattern looks for."""
    disguise = re.compile(UNICODE_DISGUISE)
    assert disguise.search("a\u200b") and disguise.search("\u200d.") and not disguise.search("क्\u200dषमा")
    for code in range(0x80, 0x3000):
        character = chr(code)
        if not disguise.search(f"a{character}") and not 0xD800 <= code <= 0xDFFF:
            for reading in readings(f"a{character}b"):
                kept = [c for c in reading if c.isascii() and c not in " ab"]
                assert kept == [], f"U+{code:04X}"
