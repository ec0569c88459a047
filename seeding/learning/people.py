"""Whose a row is: the way from a table to the people's, key by key."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from seeding.schema import ForeignKey, Name, Schema, Table, quote

_INTEGERS = frozenset({"int2", "int4", "int8"})


@dataclass(frozen=True)
class Way:
    """Foreign keys that lead from a table to the people's; none where its rows are the people."""

    keys: tuple[ForeignKey, ...] = ()
    rows: bool = True  # every row counts as somebody

    def __str__(self) -> str:
        return " → ".join(f"{','.join(key.columns)} {key.parent}" for key in self.keys) or "rows"


def ways(schema: Schema, people: Collection[Name]) -> dict[Name, Way]:
    """For every table the shortest way to one of `people`; a key that every row has before one that may be NULL."""
    return {name: _way(table, schema, frozenset(people)) for name, table in schema.tables.items()}


def _way(table: Table, schema: Schema, people: frozenset[Name]) -> Way:
    if table.name in people:
        return Way()
    waiting: deque[tuple[Table, tuple[ForeignKey, ...]]] = deque([(table, ())])
    seen = {table.name}
    while waiting:
        at, before = waiting.popleft()
        keys = sorted(at.foreign_keys, key=lambda key: (any(at.by_name[c].nullable for c in key.columns), key.columns))
        keys = [key for key in keys if not key.implied and not key.period]
        for key in keys:
            if key.parent in people:
                return Way((*before, key), rows=False)
        for key in keys:
            if key.parent in schema.tables and key.parent not in seen:
                seen.add(key.parent)
                waiting.append((schema.tables[key.parent], (*before, key)))
    return Way()


def joins(way: Way, start: str, prefix: str) -> tuple[list[str], str]:
    """LEFT JOINs from alias `start` to the last table before the people's, and that table's alias."""
    lines, at = [], start
    for number, key in enumerate(way.keys[:-1], 1):
        alias = f"{prefix}{number}"
        lines.append(f"left join {key.parent.sql} as {alias} on {matched(key, at, alias)}")
        at = alias
    return lines, at


def matched(key: ForeignKey, child: str, parent: str) -> str:
    """The condition that `parent` is the row which `child` refers to."""
    pairs = zip(key.columns, key.parent_columns, strict=True)
    return " and ".join(f"{child}.{quote(own)} = {parent}.{quote(there)}" for own, there in pairs)


def person(way: Way, schema: Schema, table: Table, at: str, row: str) -> str | None:
    """A number for whoever a row belongs to: a hash of their key; rows of nobody count as themselves.

    `at` is the alias of the last table of the way, `row` that of the row itself. None where rows are the people.
    """
    if way.rows:
        return None
    last = way.keys[-1]
    holder = schema.tables[way.keys[-2].parent] if len(way.keys) > 1 else table
    columns = _last(way, at)
    if len(columns) == 1 and holder.by_name[last.columns[0]].type.base.name in _INTEGERS:
        number = f"hashint8extended({columns[0]}::int8, 0)"
    else:
        parts = " || ',' || ".join(f"{column}::text" for column in columns)
        number = f"hashtextextended({parts}, 0)"
    # NULL in any part of the key: nobody's row.
    return f"coalesce({number}, hashtextextended({row}.tableoid::text || {row}.ctid::text, 0))"


def nobody(way: Way, at: str) -> str:
    """Whether a row is nobody's; `at` is the alias of the last table of the way."""
    return " or ".join(f"{column} is null" for column in _last(way, at)) or "false"


def _last(way: Way, at: str) -> list[str]:
    return [f"{at}.{quote(column)}" for column in way.keys[-1].columns] if way.keys else []


def enough(k: int, by_person: bool) -> str:
    """The condition for HAVING that a group holds k people.

    Sorting every group's people takes longer than everything else; so each sets one of 64 bits, chosen by the hash,
    and bits are counted. Two people may share a bit, one never has two: this never counts more than there are.
    """
    if not by_person:
        return f"count(*) >= {k}"
    words = -(-k // 16)
    if words == 1:
        bits = ["bit_or(1::int8 << (p & 63)::int4)"]
    else:
        bits = [
            f"bit_or(case when (p >> 6 & 1023) % {words} = {word} then 1::int8 << (p & 63)::int4 else 0 end)"
            for word in range(words)
        ]
    count = " + ".join(f"length(replace(({bit})::bit(64)::text, '0', ''))" for bit in bits)
    return f"{count} >= {k}"
