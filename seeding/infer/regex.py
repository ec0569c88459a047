"""Regular expressions read backwards: what to write so that one matches.

PostgreSQL's advanced regular expressions, as far as constraints use them: classes, escapes, groups,
alternatives, bounds and the outer anchors. Not look-around and back references.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

_LOWER, _UPPER, _DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
_PRINTABLE = string.ascii_letters + _DIGITS + string.punctuation + " "
_CLASSES = {
    "alpha": string.ascii_letters, "digit": _DIGITS, "alnum": string.ascii_letters + _DIGITS, "lower": _LOWER,
    "upper": _UPPER, "space": " ", "blank": " ", "punct": string.punctuation, "xdigit": _DIGITS + "abcdef",
    "print": _PRINTABLE, "graph": _PRINTABLE.strip(), "word": _LOWER + _DIGITS + "_", "cntrl": "",
}  # fmt: skip
_ESCAPED_CLASSES = {
    "d": _DIGITS, "w": string.ascii_letters + _DIGITS + "_", "s": " ", "D": string.ascii_letters + "-_ ",
    "W": "-./ ", "S": string.ascii_letters + _DIGITS,
}  # fmt: skip
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_EDGES = frozenset("AZmMyY")  # start and end of the text or of words
_ALTERNATIVES = 64
_STRETCH = 8  # how much longer than it must be something without an upper bound becomes


class NotSupportedError(ValueError):
    """A construct that cannot be read backwards."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`least` to `most` characters out of `alphabet`; `most` is None where there is no bound."""

    alphabet: str
    least: int = 1
    most: int | None = 1


Sequence_ = tuple[Piece, ...]


@lru_cache(maxsize=1024)
def alternatives(pattern: str, *, ahead: str = "") -> tuple[Sequence_, ...]:
    """The ways to match `pattern`, each a sequence of pieces. Raises NotSupportedError.

    With `ahead`, look-around is read as well, not exactly: "skip" leaves it out, "write" writes what a
    positive one looks for before the rest. What comes of it must be tried.
    """
    reader = _Reader(pattern, ahead)
    found = reader.alternation()
    if reader.rest:
        raise NotSupportedError(f"{reader.rest!r} left over")
    return tuple(dict.fromkeys(found))


class _Reader:
    def __init__(self, pattern: str, ahead: str = "") -> None:
        # (?i) and other flags, and the ***: prefix, change letters' case or the flavour: not what is matched here.
        self._text = pattern.removeprefix("***:")
        self._place = 0
        self._ahead = ahead
        self._groups: list[list[Sequence_]] = []
        self._referred = bool(ahead and re.search(r"\\[1-9]", pattern))  # a group referred to has one text
        if self._text.startswith("(?") and self._text[2:3].isalpha():
            self._place = self._text.index(")") + 1

    @property
    def rest(self) -> str:
        return self._text[self._place :]

    def _take(self) -> str:
        if self._place >= len(self._text):
            raise NotSupportedError("it ends too early")
        self._place += 1
        return self._text[self._place - 1]

    def _accept(self, text: str) -> bool:
        if self._text.startswith(text, self._place):
            self._place += len(text)
            return True
        return False

    def alternation(self) -> list[Sequence_]:
        found = self._sequence()
        while self._accept("|"):
            found += self._sequence()
        return found[:_ALTERNATIVES]

    def _sequence(self) -> list[Sequence_]:
        found: list[Sequence_] = [()]
        while self.rest and self.rest[0] not in "|)":
            repeated = self._repeated()
            found = [left + right for left, right in product(found, repeated)][:_ALTERNATIVES]
        return found

    def _repeated(self) -> list[Sequence_]:
        atom = self._atom()
        least, most = self._bounds()
        if (least, most) == (1, 1):
            return atom
        if len(atom) == 1 and len(atom[0]) == 1 and (atom[0][0].least, atom[0][0].most) == (1, 1):
            return [(Piece(atom[0][0].alphabet, least, most),)]
        counts = range(least, (least + 2 if most is None else min(most, least + 2)) + 1)
        found: list[Sequence_] = []
        for count in counts:
            for chosen in product(atom, repeat=count) if count else [()]:
                found.append(tuple(piece for sequence in chosen for piece in sequence))
                if len(found) >= _ALTERNATIVES:
                    return found
        return found

    def _bounds(self) -> tuple[int, int | None]:
        bounds: tuple[int, int | None] = (1, 1)
        if self._accept("*"):
            bounds = (0, None)
        elif self._accept("+"):
            bounds = (1, None)
        elif self._accept("?"):
            bounds = (0, 1)
        elif self.rest.startswith("{") and self.rest[1:2].isdigit():
            inside, closing, _ = self.rest[1:].partition("}")
            if not closing:
                raise NotSupportedError("{ without }")
            self._place += len(inside) + 2
            least, comma, most = inside.partition(",")
            bounds = (int(least), int(most) if most else (None if comma else int(least)))
        else:
            return bounds
        self._accept("?")  # not greedy: matches the same texts
        return bounds

    def _atom(self) -> list[Sequence_]:
        character = self._take()
        match character:
            case "^" | "$":
                return [()]
            case ".":
                return [(Piece(_LOWER + _DIGITS),)]
            case "[":
                return [(Piece(self._class()),)]
            case "(":
                return self._group()
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                raise NotSupportedError(f"{character} after nothing")
        return [(Piece(character),)]

    def _group(self) -> list[Sequence_]:
        looking = self._accept("?") and not self._accept(":")
        if looking and not self._ahead:
            raise NotSupportedError("look-around")
        captured = not looking and self._text[self._place - 2 : self._place] != "?:"
        place = len(self._groups)
        if captured:
            self._groups.append([()])
        positive = looking and not self._accept("<") and self._accept("=")
        if looking and not positive and not self._accept("="):
            self._accept("!")
        inside = self.alternation()
        if not self._accept(")"):
            raise NotSupportedError("( without )")
        if looking:
            return inside if positive and self._ahead == "write" else [()]
        if captured:
            if self._referred:
                inside = [tuple(Piece(p.alphabet[:1], max(1, p.least), max(1, p.least)) for p in way) for way in inside]
            self._groups[place] = inside
        return inside

    def _escape(self) -> list[Sequence_]:
        character = self._take()
        if character in _EDGES:
            return [()]
        if character in _ESCAPED_CLASSES:
            return [(Piece(_ESCAPED_CLASSES[character]),)]
        if character.isdigit() and character != "0":
            number = int(character)
            if not self._ahead or number > len(self._groups) or len(self._groups[number - 1]) != 1:
                raise NotSupportedError("a back reference")
            return self._groups[number - 1]
        if character in _CONTROLS:
            return [(Piece(_CONTROLS[character]),)]
        if character in "ux":
            digits = 4 if character == "u" else 2
            code = "".join(self._take() for _ in range(digits))
            return [(Piece(chr(int(code, 16))),)]
        return [(Piece(character),)]

    def _class(self) -> str:
        negated = self._accept("^")
        found: list[str] = []
        first = True
        while first or not self._accept("]"):
            first = False
            found.append(self._range())
        alphabet = "".join(dict.fromkeys("".join(found)))
        if negated:
            alphabet = "".join(c for c in _LOWER + _DIGITS + _UPPER + "-_ " if c not in alphabet)
        if not alphabet:
            raise NotSupportedError("a class of no character we write")
        return alphabet

    def _range(self) -> str:
        if self._accept("[:"):
            name, closing, _ = self.rest.partition(":]")
            if not closing or name not in _CLASSES:
                raise NotSupportedError(f"[:{name}:]")
            self._place += len(name) + 2
            return _CLASSES[name]
        first = self._class_character()
        if len(first) == 1 and self.rest.startswith("-") and self.rest[1:2] not in ("]", ""):
            self._place += 1
            last = self._class_character()
            if len(last) != 1 or ord(last) - ord(first) > 0x200:
                last = chr(ord(first) + 0x40)
            return "".join(map(chr, range(ord(first), ord(last) + 1)))
        return first

    def _class_character(self) -> str:
        character = self._take()
        if character != "\\":
            return character
        ((piece,),) = self._escape()
        return piece.alphabet
