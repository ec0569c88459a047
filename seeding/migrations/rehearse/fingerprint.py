"""Rows as a count and a hash of each column, so that what went or changed shows, and nothing has to be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from seeding.schema import quote

# A partition's rows are its root's. Tables of extensions are nobody's rows.
_COLUMNS = """
select c.oid::bigint, n.nspname, c.relname, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
       coalesce(array_position(i.indkey::int2[], a.attnum) is not null, false)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
  and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '_seed', 'supabase_migrations')
  and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
order by n.nspname, c.relname, a.attnum
"""
_PARTITIONS = """
select pg_catalog.pg_partition_root(c.oid)::bigint, c.oid::bigint, c.relname
from pg_catalog.pg_class c where c.relispartition and c.relkind in ('r', 'p')
"""
_SEED = '"seed key of the row"'  # no column has this name


@dataclass(frozen=True, slots=True)
class ColumnPrint:
    """One column's values, each with its row's key, in any order."""

    name: str
    type: str
    hash: str


@dataclass(frozen=True, slots=True)
class TablePrint:
    """One table's rows; columns by their number, `key` those that tell rows apart, `partitions` the names of its."""

    name: str
    rows: int
    columns: Mapping[int, ColumnPrint]
    key: tuple[int, ...]
    partitions: Mapping[int, str] = field(default_factory=dict)


Prints = Mapping[int, TablePrint]


def fingerprints(connection: psycopg.Connection[Any], like: Prints | None = None) -> dict[int, TablePrint]:
    """Every table's, by oid; with the keys of `like` where it has the table, so that the two can be compared."""
    tables: dict[int, list[Any]] = {}
    for row in connection.execute(_COLUMNS, prepare=False).fetchall():
        tables.setdefault(row[0], []).append(row)
    partitions: dict[int, dict[int, str]] = {}
    for root, oid, name in connection.execute(_PARTITIONS, prepare=False).fetchall():
        partitions.setdefault(root, {})[oid] = name
    return {
        oid: replace(_of(connection, rows, (like or {}).get(oid)), partitions=partitions.get(oid, {}))
        for oid, rows in tables.items()
    }


def _of(connection: psycopg.Connection[Any], columns: Sequence[Any], like: TablePrint | None) -> TablePrint:
    _, schema, table, *_ = columns[0]
    named = {number: (name, kind) for _, _, _, number, name, kind, _ in columns if number is not None}
    key = tuple(number for *_, number, _, _, keyed in columns if keyed)
    if like is not None:
        by_name = {name: number for number, (name, _) in named.items()}
        old = [like.columns[number].name for number in like.key]
        if all(number in named for number in like.key):
            key = like.key
        elif all(name in by_name for name in old):
            key = tuple(by_name[name] for name in old)
    told = " || chr(31) || ".join(f"{quote(named[number][0])}::text" for number in key) or "''"
    # The key is hashed once a row and seeds the hashes of its values; OFFSET 0 keeps that from being done for each.
    # A sum of bigints is as exact as one of numerics, at half of the time (2.6 s for a million rows, this takes 1.6 s).
    sums = [
        f"coalesce(sum(pg_catalog.hashtextextended(coalesce({quote(name)}::text, chr(30)), {_SEED})), 0)::text"
        for name, _ in named.values()
    ]
    rows = f"select *, pg_catalog.hashtextextended({told}, 0) as {_SEED} from {quote(schema)}.{quote(table)} offset 0"
    row = connection.execute(
        f"select count(*){''.join(f', {one}' for one in sums)} from ({rows}) t", prepare=False
    ).fetchone()
    assert row is not None
    prints = {
        number: ColumnPrint(name, kind, hashed)
        for (number, (name, kind)), hashed in zip(named.items(), row[1:], strict=True)
    }
    return TablePrint(f"{schema}.{table}", row[0], prints, key)
