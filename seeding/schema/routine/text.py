"""The text of a function in PL/pgSQL, cut where it is not inside brackets or quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SKIPPED = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", re.DOTALL)
_SPACE = re.compile(r"\s+")
_CAST = re.compile(r"(.*\S)\s*::\s*[\w.\" ]+(?:\(\s*\d+(?:\s*,\s*\d+)?\s*\))?(?:\[\s*\])?\s*$", re.DOTALL)
_ATOM = re.compile(r"[\w.\x00]*(?:\s*\(\x00*\))?(?:\s*::\s*[\w. ]+(?:\(\x00*\))?)*")


def plain(body: str) -> str:
    """The text without comments."""
    return _SKIPPED.sub(lambda found: found[0] if found[0][0] in "'\"" else " ", body)


def masked(text: str) -> str:
    """The same length, with what is inside quotes or brackets blanked: a word found here stands on its own."""
    quiet = _SKIPPED.sub(lambda found: "\x00" * len(found[0]), text)
    depth, kept = 0, []
    for character in quiet:
        closing = character in ")]"
        depth -= closing
        kept.append("\x00" if depth > 0 or character == "\x00" else character)
        depth += character in "(["
        depth = max(depth, 0)
    return "".join(kept)


def cut(text: str, at: re.Pattern[str]) -> list[str]:
    """The pieces between what is found outside of brackets and quotes."""
    pieces, start = [], 0
    for found in at.finditer(masked(text)):
        pieces.append(text[start : found.start()])
        start = found.end()
    return [*pieces, text[start:]]


def split(text: str, at: re.Pattern[str]) -> tuple[str, str, str] | None:
    """The text before, at and after the first find outside of brackets and quotes."""
    found = at.search(masked(text))
    return None if found is None else (text[: found.start()], text[found.start() : found.end()], text[found.end() :])


def bare(text: str) -> str:
    """Without the brackets around it, and white space set right outside of quotes."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and not masked(text)[1:-1].strip("\x00"):
        text = text[1:-1].strip()
    return text


def uncast(text: str) -> str:
    """Without casts around the whole of it: (x)::date::text is x, and a + b::date stays."""
    text = bare(text)
    while (found := _CAST.match(text)) is not None and _ATOM.fullmatch(masked(found[1])):
        text = bare(found[1])
    return text


def flat(text: str) -> str:
    """White space outside of quotes as single spaces."""
    pieces, start = [], 0
    for found in _SKIPPED.finditer(text):
        pieces += [_SPACE.sub(" ", text[start : found.start()]), found[0]]
        start = found.end()
    return "".join([*pieces, _SPACE.sub(" ", text[start:])]).strip()


def outside(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of text outside of quotes."""
    start = 0
    for found in _SKIPPED.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)
