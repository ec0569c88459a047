"""A database's schema as a list of things and their definitions, to be held beside another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_QUERY = Path(__file__).with_name("described.sql")


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """A table, a column, a policy … by its kind and name, and how it is defined."""

    kind: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A thing that is on one side only (None on the other), or defined in two ways."""

    kind: str
    name: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        what = f"{self.kind} {self.name}"
        if self.after is None:
            return f"{what} is gone"
        if self.before is None:
            return f"{what} is new"
        return f"{what}: {_one_line(self.after)}, was {_one_line(self.before)}"


def described(connection: psycopg.Connection[Any]) -> tuple[Thing, ...]:
    """Everything in the database, in order: what the same migrations make is the same. Writes nothing."""
    with connection.transaction():
        # Definitions spell names as short as the search_path allows.
        connection.execute("select pg_catalog.set_config('search_path', '', true)")
        rows = connection.execute(_QUERY.read_bytes(), prepare=False).fetchall()
    return tuple(Thing(kind, name, definition or "") for kind, name, definition in rows)


def differences(before: Iterable[Thing], after: Iterable[Thing]) -> list[Difference]:
    """What is not the same, by kind and name.

    >>> one = [Thing("table", "public.a", ""), Thing("column", "public.a.i", "integer")]
    >>> [str(d) for d in differences(one, [Thing("column", "public.a.i", "bigint")])]
    ['column public.a.i: bigint, was integer', 'table public.a is gone']
    """
    old, new = _by_name(before), _by_name(after)
    return sorted(
        Difference(*key, old.get(key), new.get(key)) for key in old.keys() | new.keys() if old.get(key) != new.get(key)
    )


def _by_name(things: Iterable[Thing]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for thing in things:
        key = (thing.kind, thing.name)
        found[key] = f"{found[key]}; {thing.definition}" if key in found else thing.definition
    return found


def _one_line(text: str, most: int = 160) -> str:
    line = " ".join(text.split()) or "plain"
    return line if len(line) <= most else f"{line[: most - 1]}…"
