"""Where a host's name begins and ends inside a text."""

from __future__ import annotations

import re

from seeding.safety.charset import HOST, ends_word, runs_on
from seeding.safety.names import reserved

RUN = re.compile(rf"[{HOST}]+(?:\.[{HOST}]+)*")
_WORD_CHARACTER = re.compile(r"[^\W_]")
# What may stand before the "@" of a mailbox; a slash or a quote may too (RFC 5322), but in a text they are
# far more often a path (`/@handle`) or a quotation (`"@handle"`).
_LOCAL = re.compile(r"[^\s\x00\"'<>()\[\]{},;:/@\\`*|=!?]{1,64}\Z")
# What follows the "@" of a package: its last label holds a digit, which no top-level name does.
_VERSION = re.compile(r"v?\d+(?:\.[\dA-Za-z-]+)*\.(?:[\dA-Za-z-]*\d[\dA-Za-z-]*|[A-Za-z*])")
# A quoted local part ("maya singh"@...), or a template's end ({user}@...), when a word stands inside.
_CLOSERS = "\"'`]}\\"
_PIXELS = re.compile(r"\dx\.(?:avif|gif|jpe?g|png|svg|webp)", re.IGNORECASE)
_OCTETS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def trimmed(run: str) -> str:
    """The host that `run` starts with, without the sentence that follows it.

    Punctuation outside ASCII ends it. A symbol, or a letter of a script that needs no space, ends it only
    where what came before is a reserved name: anything else could be part of a real one.
    """
    if run.isascii():
        return run
    for index, character in enumerate(run):
        if ends_word(character):
            return run[:index]
        if runs_on(character) and reserved(run[:index]) and "." not in run[index:]:
            return run[:index]
    return run


def host_at(text: str, position: int) -> str:
    """The host that starts at `position`: a name, or an address in brackets; empty when there is none."""
    if text.startswith("[", position):
        end = text.find("]", position)
        return text[position : end + 1] if end > 0 else ""
    while text.startswith(".", position):
        position += 1
    run = RUN.match(text, position)
    return trimmed(run[0]).strip("._-") if run else ""


def local_part(text: str, at: int) -> str | None:
    """What stands before the `@` at index `at`, when it makes it a mailbox; None when nothing does."""
    before = text[max(0, at - 64) : at].rstrip("@")
    found = _LOCAL.search(before)
    if found and _WORD_CHARACTER.search(found[0]):
        return found[0]
    return "" if len(before) > 1 and before[-1] in _CLOSERS and before[-2].isalnum() else None


def is_version(host: str) -> bool:
    """True for what follows the "@" of a package or of a picture for dense screens: `18.2.0`, `2x.png`."""
    if _OCTETS.fullmatch(host):
        return False
    return _VERSION.fullmatch(host) is not None or _PIXELS.fullmatch(host) is not None
