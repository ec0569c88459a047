"""The text of an expression, cut into words (SQL's lexical structure, as far as deparsed text uses it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a token is."""

    NAME = auto()
    QUOTED = auto()
    TEXT = auto()
    NUMBER = auto()
    SYMBOL = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A token: names lower-case unless quoted, texts without their quotes."""

    kind: Kind
    text: str


_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<escaped>[eE]'(?:[^'\\]|''|\\.)*')
    | (?P<bits>[bBxX]'[^']*')
    | (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")*")
    | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    | (?P<name>[^\W\d][\w$]*)
    | (?P<symbol>::|:=|[-+*/<>=~!@\#%^&|`?]+|[()\[\],.;:])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class NotUnderstoodError(ValueError):
    """Text that is no expression we can read; what to do about it is the caller's to say."""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, END last. Raises NotUnderstoodError."""
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise NotUnderstoodError(f"{text[place : place + 20]!r} at {place}")
        place = found.end()
        raw = found[0]
        match found.lastgroup:
            case "space":
                pass
            case "name":
                yield Token(Kind.NAME, raw.lower())
            case "quoted":
                yield Token(Kind.QUOTED, raw[1:-1].replace('""', '"'))
            case "text":
                yield Token(Kind.TEXT, raw[1:-1].replace("''", "'"))
            case "escaped":
                body = raw[2:-1].replace("''", "'")
                yield Token(Kind.TEXT, re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), body))
            case "bits":
                yield Token(Kind.TEXT, raw[2:-1])
            case "number":
                yield Token(Kind.NUMBER, raw)
            case _:
                yield from _symbols(raw)
    yield Token(Kind.END, "")


def _symbols(raw: str) -> Iterator[Token]:
    # A sign belongs to what follows it, as in `(a =-1)`; PostgreSQL puts spaces around its operators.
    if len(raw) > 1 and raw[-1] in "+-" and not set(raw[:-1]) & set("~!@#%^&|`?"):
        yield Token(Kind.SYMBOL, raw[:-1])
        raw = raw[-1]
    yield Token(Kind.SYMBOL, raw)
