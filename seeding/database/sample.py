"""Rows of every table, a bounded part of each, streamed: for whoever has to look at values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from seeding.database import contents

# What can spell a name or a number of somebody: texts, JSON, network addresses, and whole numbers.
_COLUMNS = r"""
select a.attrelid::bigint, pg_catalog.quote_ident(a.attname), a.attname,
    pg_catalog.format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null)
from pg_catalog.pg_attribute a
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_type e on e.oid = t.typelem and t.typcategory = 'A'
where a.attrelid = any (%s::oid[]) and a.attnum > 0 and not a.attisdropped
  and (t.typcategory in ('S', 'I', 'C') or e.typcategory in ('S', 'I')
    or coalesce(e.typname, t.typname) in ('json', 'jsonb', 'xml', 'hstore', 'int8', 'numeric', 'macaddr', 'macaddr8'))
order by a.attrelid, a.attnum
"""
_LONGEST = 65_536  # characters of a value


@dataclass(frozen=True, slots=True)
class Sampled:
    """A table, or a partition of one: its name, its columns as (name, type), and the query for its rows."""

    shown: str
    columns: Sequence[tuple[str, str]]
    query: str


@contextmanager
def reading(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """One transaction to read in, which fails where row level security would hide rows."""
    with connection.transaction():
        connection.execute(
            "set local search_path = ''; set local row_security = off; set local statement_timeout = 0", prepare=False
        )
        yield


def tables(connection: psycopg.Connection[Any]) -> list[Sampled]:
    """Every table with columns that can hold something of somebody's, and rows."""
    stored = [t for t in contents.few_partitions(contents.tables(connection)) if t.readable and t.bytes]
    columns: dict[int, list[tuple[str, str, str]]] = {}
    for table, quoted, name, type_ in connection.execute(_COLUMNS, ([t.leaf_oid for t in stored],)).fetchall():
        columns.setdefault(table, []).append((quoted, name, type_))
    pages = contents.pages_each(len(stored))
    found = []
    for table in stored:
        listed = columns.get(table.leaf_oid or 0, [])
        if listed:
            texts = ", ".join(f"left({quoted}::text, {_LONGEST})" for quoted, _, _ in listed)
            names = [(name, type_.rpartition(".")[2]) for _, name, type_ in listed]
            found.append(Sampled(table.shown, names, f"select {texts} from {table.part(pages)}"))
    return found


def rows(connection: psycopg.Connection[Any], table: Sampled) -> Iterator[tuple[Any, ...]]:
    """The rows, a thousand in memory at a time; every value as text, or None."""
    with connection.cursor("seed_sample") as cursor:
        cursor.itersize = 1_000
        cursor.execute(table.query)
        yield from cursor
