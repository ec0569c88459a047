"""What one kind of real value looks like: the contract every file in `kinds/` fulfils.

A kind judges twice, with the same verdict: `problems` exactly, one text at a time; `clues` in bulk, as
patterns that leave out no text `problems` would refuse. The bulk scan calls `problems` on what the clues
name, so a clue that says too much costs time and a clue that says too little is a hole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

_DECORATION = re.compile(r"\[\d*\]|\([^)]*\)|\"|\barray\b")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, as far as that says what it means.

    `names` runs from the outside in: the column's type, the column, then the keys inside JSON. `json` is
    true for a text that is JSON.
    """

    names: tuple[str, ...]
    json: bool = False

    @classmethod
    def of(cls, column: str, type_: str) -> Place:
        """The place of a column's own values; `type_` is PostgreSQL's name of the type."""
        # 'pg_catalog."varchar"(20)[]' is a varchar: no schema, quotes, length or dimensions.
        base = _DECORATION.sub("", type_.lower()).strip().rpartition(".")[2]
        return cls((base, column), json=base in ("json", "jsonb"))

    @property
    def binary(self) -> bool:
        """True for a column of bytes, whose texts may be written in hexadecimal."""
        return self.names[:1] == ("bytea",)

    def below(self, key: str) -> Place:
        """The place of the value under `key` of a JSON object."""
        return Place((*self.names, key))

    def inside(self) -> Place:
        """The place of a value inside JSON that has no key of its own."""
        return Place(self.names)


@dataclass(frozen=True, slots=True)
class Clue:
    """Texts that match `pattern` (RE2 over the octets of UTF-8) may hold a problem.

    A text that holds none of the characters in `needles`, or none of `words`, or fewer than `fewest`
    octets, cannot match (empty: any text can). A text that matches `innocent` as a whole has no problem of
    this kind, whatever `pattern` says; nor has a part of a text that matches `ignoring`, which is left out
    before `pattern` is tried.

    Texts are scanned joined by U+0000, so `pattern` may say `^` or `$` only beside "or some other
    character", and only its first and last character may be U+0000; `innocent` has no anchors and never
    matches U+0000.
    """

    pattern: str
    needles: str = ""
    words: tuple[str, ...] = ()
    fewest: int = 0
    innocent: str = ""
    ignoring: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a text that could belong to somebody; `shown` is masked.

    Two kinds may come upon one `host`: the one that says nothing but the host (`bare`) then keeps silent.
    """

    shown: str
    message: str
    host: str = ""
    bare: bool = False


class Kind(Protocol):
    """One kind of value that can be somebody's."""

    name: str
    """The finding's rule is `safety-` and this."""

    hint: str
    """What to use instead."""

    def clues(self, place: Place) -> Sequence[Clue]:
        """What to look for in bulk among texts at `place`, which have no disguise."""
        ...

    def judges_numbers(self, place: Place) -> bool:
        """True where a number at `place` is a value of this kind, because the place says so."""
        ...

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        """The problems of one reading of a text, exactly."""
        ...
