"""Settings that a trigger insists on: `IF current_setting('app.user', true) IS NULL THEN RAISE …`.

The setting may be unset, so nothing fails where it is read: the function asks for it itself, there, through a
function that reads it, or in a variable. What it asks the other way round (`IS NOT NULL`) is a switch, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from seeding.plan.settings import Read, reads

_MISSING = r"(?:\bis\s+null\b|(?<![<>!:])=\s*'')"
_RAISES = re.compile(r"\braise\b(?!\s+(?:notice|warning|info|log|debug)\b)", re.IGNORECASE)


def demanded(texts: Mapping[str, str]) -> list[Read]:
    """The settings that one of the functions does not go without; `texts` are those a row meets, by their names."""
    found: dict[str, Read] = {}
    typed = {read.name: read for read in reads(texts.values()) if read.type}
    for text in texts.values():
        if _RAISES.search(text):
            for expression, read in _asked(text, texts):
                if _missed(text, expression):
                    found.setdefault(read.name, typed.get(read.name, read))
    return list(found.values())


def _asked(text: str, texts: Mapping[str, str]) -> list[tuple[str, Read]]:
    """What the text reads settings with, as patterns: current_setting itself, or a function that returns it."""
    own = [(rf"current_setting\s*\(\s*'{re.escape(read.name)}'", read) for read in reads([text])]
    through = [
        (rf"\b{re.escape(name)}\"?\s*\(\s*\)", read)
        for name, other in texts.items()
        if other != text and re.search(rf"\b{re.escape(name)}\"?\s*\(\s*\)", text, re.IGNORECASE)
        for read in reads([other])
    ]
    return own + through


def _missed(text: str, expression: str) -> bool:
    """Whether the text looks whether it is missing, on the spot or once a variable holds it."""
    if re.search(rf"{expression}[^;]{{0,80}}?{_MISSING}", text, re.IGNORECASE):
        return True
    held = r"\b(?!(?:begin|then|else|loop|declare)\b)(\w+)\s*(?:\s[\w.]+(?:\s*\(\d+\))?)?"
    given = rf"{held}\s*(?::=|=|\bdefault\b)\s*[^;]*?{expression}"
    into = rf"{expression}[^;]*?\binto\s+(?:strict\s+)?(\w+)"
    names = {name for pattern in (given, into) for name in re.findall(pattern, text, re.IGNORECASE)}
    return any(re.search(rf"\b{name}\b[^;]{{0,30}}?{_MISSING}", text, re.IGNORECASE) for name in sorted(names))
