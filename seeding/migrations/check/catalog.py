"""What the catalog says of tables between two statements, as far as a rule asks for it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.schema import quote

if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
# Ours, and the server's.
_NOT_THEIRS = "('pg_catalog', 'information_schema', '_seed', '_seed_check', 'supabase_migrations')"

_TABLES = f"""
select c.oid::bigint, n.nspname, c.relname, c.relkind::text, c.relpersistence = 't', c.relispartition,
    c.relrowsecurity, n.nspname in ('auth', 'storage', 'realtime', 'vault', 'cron', 'net', 'graphql', 'extensions')
        or exists (select from pg_catalog.pg_depend d where d.objid = c.oid
                   and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype = 'e'),
    coalesce((select pg_catalog.json_object_agg(a.attname, pg_catalog.json_build_array(
            a.attnotnull, a.atthasdef or a.attidentity <> '' or a.attgenerated <> '', a.atttypid::bigint, a.atttypmod,
            pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnum))
        from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '{{}}'),
    coalesce((select pg_catalog.json_agg(pg_catalog.json_build_array(
            k.oid::bigint, k.conname, k.contype, k.convalidated, k.conparentid::bigint,
            (select pg_catalog.json_agg(a.attname) from pg_catalog.pg_attribute a
             where a.attrelid = k.conrelid and a.attnum = any (k.conkey))) order by k.oid)
        from pg_catalog.pg_constraint k where k.conrelid = c.oid), '[]')
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f', 'm') and n.nspname not in {_NOT_THEIRS} and n.nspname !~ '^pg_toast'
"""
# Not by the view of that name, which joins every index: this is asked for after each INSERT.
_COUNTS = f"""
select oid::bigint, made, changed, gone from (
    select c.oid, pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) as made,
        pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) as changed,
        pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) as gone
    from pg_catalog.pg_class c
    where c.relkind = 'r' and c.oid >= 16384 and c.relnamespace <> all (
        select n.oid from pg_catalog.pg_namespace n where n.nspname in {_NOT_THEIRS})
) counted
where made + changed + gone > 0
"""
_THINGS = f"""
select 'constraint', n.nspname || '.' || c.relname || '.' || k.conname
from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname not in {_NOT_THEIRS} and k.contype in ('c', 'f', 'u', 'x', 'p') and k.conparentid = 0
union all
select 'index', n.nspname || '.' || c.relname from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('i', 'I') and n.nspname not in {_NOT_THEIRS} and n.nspname !~ '^pg_toast'
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as far as rules ask."""

    not_null: bool
    filled: bool  # a default, an identity or an expression gives it a value
    type: tuple[int, int]
    shown: str
    number: int


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint as far as rules ask; `kind` is pg_constraint's letter."""

    oid: int
    name: str
    kind: str
    validated: bool
    inherited: bool
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table at one moment. `platform` is true for what Supabase or an extension brought."""

    oid: int
    schema: str
    name: str
    kind: str
    temporary: bool
    partition: bool
    secured: bool
    platform: bool
    columns: dict[str, Column]
    constraints: dict[int, Constraint]

    @property
    def shown(self) -> str:
        """Its name, with its schema."""
        return f"{self.schema}.{self.name}"

    @property
    def sql(self) -> str:
        """Its name as a statement has it: quoted where it would mean another table otherwise."""
        return ".".join(part if _PLAIN.fullmatch(part) else quote(part) for part in (self.schema, self.name))


Counts = dict[int, tuple[int, int, int]]  # rows inserted, updated and deleted, by table


def tables(connection: Connection, oids: Collection[int] | None = None) -> dict[int, Table]:
    """Tables by oid: all of them, or those asked for that are there."""
    if oids is not None and not oids:
        return {}
    if oids is None:
        rows = connection.execute(_TABLES).fetchall()
    else:
        rows = connection.execute(f"{_TABLES} and c.oid = any (%s::oid[])", (list(oids),)).fetchall()
    return {row[0]: _table(row) for row in rows}


def counts(connection: Connection) -> Counts:
    """Rows inserted, updated and deleted by this transaction so far, by table."""
    return {oid: (made, changed, gone) for oid, made, changed, gone in connection.execute(_COUNTS).fetchall()}


def things(connection: Connection) -> set[tuple[str, str]]:
    """Every constraint and index by name: what a second run may add to without a word."""
    return {(kind, name) for kind, name in connection.execute(_THINGS).fetchall()}


def count_things(connection: Connection) -> int:
    """How many there are of them, which costs less to ask."""
    row = connection.execute(
        "select (select count(*) from pg_catalog.pg_constraint) + (select count(*) from pg_catalog.pg_index)"
    ).fetchone()
    return int(row[0]) if row else 0


def _table(row: tuple[Any, ...]) -> Table:
    *head, columns, constraints = row
    oid, schema, name, kind, temporary, partition, secured, platform = head
    return Table(
        oid,
        schema,
        name,
        kind,
        temporary,
        partition,
        secured,
        platform,
        {name: Column(c[0], c[1], (c[2], c[3]), c[4], c[5]) for name, c in columns.items()},
        {k[0]: Constraint(k[0], k[1], k[2], k[3], k[4] != 0, tuple(k[5] or ())) for k in constraints},
    )


def difference(was: Counts, now: Counts) -> Counts:
    """What came to the counts, table by table; nothing where nothing did."""
    found: Counts = {}
    for oid, (made, changed, gone) in now.items():
        before = was.get(oid, (0, 0, 0))
        found[oid] = made - before[0], changed - before[1], gone - before[2]
    return {oid: change for oid, change in found.items() if any(change)}
