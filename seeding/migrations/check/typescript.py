"""What a file of `supabase gen types` says of a database: tables with their columns, views, enums, composite types.

Read as TypeScript's own types, so that a formatter, other quotes or another release of the CLI make no difference.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""
      (?P<skipped> \s+ | //[^\n]* | /\*.*?\*/ )
    | (?P<string> "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' )
    | (?P<word> [^\W\d][\w$]* | \d+ )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_DATABASE = re.compile(r"\b(?:type\s+Database\s*=|interface\s+Database\b)")
_ENDS = (";", ",")


@dataclass(frozen=True, slots=True)
class Member:
    """A key of an object: what is known of its value, and where it stands in the file."""

    value: Type
    optional: bool
    at: int


@dataclass(slots=True)
class Type:
    """A type: its members where it is one object, and one spelling of it for all ways to write it."""

    spelled: str
    members: dict[str, Member] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Type:
        member = self.members.get(key)
        return member.value if member is not None else Type("")

    @property
    def choices(self) -> frozenset[str]:
        """What a union is made of."""
        return frozenset(self.spelled.split(" | "))


def read(text: str) -> Type | None:
    """The type `Database` of a file; None where there is none that can be read."""
    start = _DATABASE.search(text)
    if start is None:
        return None
    try:
        return _Reader(text, start.end()).union()
    except (IndexError, ValueError):
        # No file of that command after all, or one that was cut off.
        return None


class _Reader:
    def __init__(self, text: str, start: int) -> None:
        self._tokens = [
            (kind, found[kind], found.start())
            for found in _TOKEN.finditer(text, start)
            if (kind := found.lastgroup or "") != "skipped"
        ]
        self._next = 0

    def union(self) -> Type:
        """Types with `|` or `&` between them."""
        parts: list[Type] = []
        while True:
            while self._value() in ("|", "&"):
                self._next += 1
            parts.append(self._one())
            if self._value() not in ("|", "&"):
                break
        if len(parts) == 1:
            return parts[0]
        return Type(" | ".join(sorted({choice for part in parts for choice in part.spelled.split(" | ")})))

    def _one(self) -> Type:
        kind, value, _ = self._take()
        if value == "{":
            found = self._object()
        elif value == "[":
            found = self._list("]")
        elif value == "(":
            found = self.union()
            self._expect(")")
        elif kind == "string":
            found = Type(json.dumps(_unquoted(value)))
        elif kind == "word":
            found = Type(value)
            if value in ("keyof", "readonly", "typeof"):
                found = Type(f"{value} {self._one().spelled}")
            elif self._value() == "<":
                self._next += 1
                inside = self._list(">").spelled[1:-1]
                found = Type(inside if value == "NonNullable" else f"{value}<{inside}>")
        else:
            raise ValueError(value)
        while self._value() == "[" and self._value(1) != "_":
            self._next += 1
            if self._value() == "]":
                self._next += 1
                found = Type(f"({found.spelled})[]")
            else:
                found = Type(f"{found.spelled}[{self.union().spelled}]")
                self._expect("]")
        return found

    def _object(self) -> Type:
        members: dict[str, Member] = {}
        while self._value() != "}":
            kind, key, at = self._take()
            if key in _ENDS:
                continue
            if key == "[":  # [_ in never]: never, [key: string]: …
                while self._take()[1] != "]":
                    pass
            optional = self._value() == "?"
            self._next += optional
            self._expect(":")
            value = self.union()
            if key != "[":
                members[_unquoted(key) if kind == "string" else key] = Member(value, optional, at)
        self._next += 1
        spelled = ", ".join(f"{key}: {members[key].value.spelled}" for key in sorted(members))
        return Type(f"{{{spelled}}}", members)

    def _list(self, end: str) -> Type:
        parts = []
        while self._value() != end:
            if self._value() == ",":
                self._next += 1
                continue
            parts.append(self.union().spelled)
        self._next += 1
        return Type(f"[{', '.join(parts)}]")

    def _take(self) -> tuple[str, str, int]:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _value(self, ahead: int = 0) -> str:
        at = self._next + ahead
        return self._tokens[at][1] if at < len(self._tokens) else ""

    def _expect(self, value: str) -> None:
        if self._take()[1] != value:
            raise ValueError(value)


def _unquoted(text: str) -> str:
    return _ESCAPE.sub(r"\1", text[1:-1])
