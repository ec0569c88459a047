"""How much room text takes in a terminal, and how to make it fit."""

from __future__ import annotations

import unicodedata

_BREAKS = {0x09: " ", 0x0A: " ", 0x0B: " ", 0x0C: " ", 0x0D: " ", 0x85: " ", 0x2028: " ", 0x2029: " "}
# Escape sequences in a value could rewrite the screen, and bidirectional controls reorder a line
# (CVE-2021-42574): both are shown as a dot.
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_VISIBLE = {**dict.fromkeys(_CONTROLS, "·"), **_BREAKS}


def visible(text: str) -> str:
    """One line without anything a terminal would act on.

    >>> visible("two\\nlines \\x1b[2J")
    'two lines ·[2J'
    """
    return text.translate(_VISIBLE)


def width(text: str) -> int:
    """Terminal columns that `text` takes: 2 for wide characters, 0 for combining ones (UAX #11).

    >>> width("naïve"), width("東京"), width("हिन्दी")
    (5, 4, 5)
    """
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def cut(text: str, room: int) -> str:
    """`text` in at most `room` columns, the end replaced by … where it does not fit.

    >>> cut("Community Garden", 10)
    'Community…'
    """
    if width(text) <= room:
        return text
    taken, kept = 0, []
    for character in text:
        taken += _columns(character)
        if taken > room - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def pad(text: str, room: int, *, right: bool = False) -> str:
    """`text` filled with spaces to `room` columns; on its left where it is to end there."""
    fill = " " * max(0, room - width(text))
    return fill + text if right else text + fill


def wrap(text: str, room: int) -> list[str]:
    """`text` broken between words into lines of at most `room` columns; a longer word keeps its line.

    >>> wrap("count lowered to 12", 10)
    ['count', 'lowered to', '12']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and width(longer) > room:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
