"""Enough of a value to find it, not enough to use it: the middle is starred."""

from __future__ import annotations

import re

_SHOWN = 2
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def masked_word(word: str) -> str:
    """The first two characters at most, and always less than the whole: `pr***`.

    >>> masked_word("priya"), masked_word("p")
    ('pr***', '***')
    """
    return word[: min(_SHOWN, len(word) - 1)] + "***"


def masked_host(host: str) -> str:
    """The top-level name stays: `gm***.com`; an address keeps its first part.

    >>> masked_host("mail.gmail.com"), masked_host("8.8.8.8")
    ('ma***.com', '8.***')
    """
    labels = host.strip(".").split(".")
    if len(labels) == 1:
        return masked_word(labels[0])
    if labels[-1].isdigit():
        return f"{labels[0]}.***"
    return f"{masked_word(labels[0])}.{labels[-1]}"


def masked_mailbox(local: str, host: str) -> str:
    """Both sides masked: `pr***@gm***.com`."""
    return f"{masked_word(local) if local else ''}@{masked_host(host)}"


def masked_digits(text: str) -> str:
    """A number keeps its first three digits and its last: `+91 *** 0`.

    >>> masked_digits("+91 98765 43210")
    '+91 9***0'
    """
    digits = [index for index, character in enumerate(text) if character.isdigit()]
    if len(digits) < 6:
        return "***"
    return f"{text[: digits[2] + 1]}***{text[digits[-1]]}"


def printable(text: str, limit: int = 60) -> str:
    """Masked text on one line of at most `limit` characters."""
    line = _CONTROL.sub(" ", text)
    return line if len(line) <= limit else line[: limit - 1] + "…"
