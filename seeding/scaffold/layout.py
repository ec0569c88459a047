"""Python expressions laid out within a line's length, the way ruff and black leave them as they are.

What does not fit stands one item a line with a comma after the last, which formatters keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from seeding.scaffold.strings import quoted

WIDTH = 88  # black's and ruff's default; projects with longer lines keep these as they are
_WIDEST = 120  # where lines may be so long, a formatter joins the pieces of a text that fits
_STEP = 4


class Node(Protocol):
    """A piece of source that knows its two forms."""

    def flat(self) -> str:
        """On one line."""
        ...

    def broken(self, indent: int) -> list[str]:
        """Over several lines, the first to be put behind what stands before it; `indent` is that line's."""
        ...


@dataclass(frozen=True)
class Literal:
    """What has one form only."""

    text: str

    def flat(self) -> str:
        """As it is."""
        return self.text

    def broken(self, indent: int) -> list[str]:
        """As it is."""
        return [self.text]


@dataclass(frozen=True)
class Text:
    """A string: what fits no line stands in pieces of whole words, one a line, that Python joins."""

    value: str

    def flat(self) -> str:
        """As one literal."""
        return quoted(self.value)

    def broken(self, indent: int) -> list[str]:
        """In pieces of at most a line's length, each behind spaces of its own but the first."""
        if indent + len(self.flat()) < _WIDEST:
            return [self.flat()]
        most = max(WIDTH - indent - 8, 20)
        pieces, rest = [], self.value
        while len(rest) > most:
            end = rest.rfind(" ", 0, most) + 1 or most
            pieces.append(rest[:end])
            rest = rest[end:]
        first, *others = [*pieces, rest]
        return [quoted(first), *(" " * indent + quoted(piece) for piece in others)]


@dataclass(frozen=True)
class _Items:
    """Items between brackets, each with what stands before it (`nulls=`, `"key": `)."""

    opened: str
    closed: str
    items: list[tuple[str, Node]]
    single: str = ""  # a comma, where one item needs it

    def flat(self) -> str:
        inner = ", ".join(before + node.flat() for before, node in self.items)
        return f"{self.opened}{inner}{self.single if len(self.items) == 1 else ''}{self.closed}"

    def broken(self, indent: int) -> list[str]:
        if not self.items:
            return [self.flat()]
        lines = [self.opened]
        for before, node in self.items:
            lines += _put(before, node, ",", indent + _STEP)
        return [*lines, " " * indent + self.closed]


def call(name: str, arguments: list[tuple[str, Node]]) -> Node:
    """A call with positional ("") and named ("nulls=") arguments."""
    return _Items(f"{name}(", ")", arguments)


def sequence(opened: str, closed: str, items: list[Node]) -> Node:
    """A list or a tuple."""
    return _Items(opened, closed, [("", item) for item in items], "," if opened == "(" else "")


def pairs_of(pairs: list[tuple[Node, Node]]) -> Node:
    """A dict; its keys are short."""
    return _Items("{", "}", [(f"{key.flat()}: ", value) for key, value in pairs])


def statement(before: str, node: Node, indent: int) -> list[str]:
    """`name = …` as lines, `indent` spaces in."""
    return _put(before, node, "", indent)


def _put(before: str, node: Node, after: str, indent: int) -> list[str]:
    line = f"{' ' * indent}{before}{node.flat()}{after}"
    if len(line) <= WIDTH:
        return [line]
    first, *others = node.broken(indent)
    lines = [f"{' ' * indent}{before}{first}", *others]
    lines[-1] += after
    return lines
