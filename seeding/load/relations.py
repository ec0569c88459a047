"""The tables a load can reach, as the catalog has them now: keys, references, and what we may do to them.

A plan knows the tables it fills; rows made by hand may sit in others that reference them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psycopg

from seeding.errors import GuardError
from seeding.findings import Finding
from seeding.schema import Name, quote
from seeding.schema.components import components

Cursor = psycopg.Cursor[tuple[Any, ...]]
_AT_ONCE = 100

_TABLES = """
select
    c.oid::bigint, n.nspname, c.relname,
    (
        select array_agg(a.attname::text order by a.attnum)
        from pg_catalog.pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    ) as columns,
    coalesce(k.columns, '{}') as key,
    coalesce(k.types, '{}') as key_types,
    pg_catalog.row_security_active(c.oid) as hidden,
    u.allowed and pg_catalog.has_table_privilege(c.oid, 'select') as readable,
    u.allowed and pg_catalog.has_table_privilege(c.oid, 'delete') as deletable,
    u.allowed and pg_catalog.has_table_privilege(c.oid, 'truncate') as truncatable,
    pg_catalog.pg_has_role(c.relowner, 'usage') as owned,
    -- pg_trigger.tgtype: 4 INSERT, 8 DELETE, 32 TRUNCATE
    exists (
        select from pg_catalog.pg_trigger t
        where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D' and t.tgtype & 40 <> 0
    ) as watches_removal,
    exists (
        select from pg_catalog.pg_trigger t
        where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D' and t.tgtype & 4 <> 0
    ) as watches_insert,
    c.relkind <> 'r' or exists (
        select from pg_catalog.pg_inherits i where i.inhparent = c.oid or i.inhrelid = c.oid
    ) as divided,
    (
        with recursive below (oid) as (
            select i.inhrelid from pg_catalog.pg_inherits i where i.inhparent = c.oid
            union
            select i.inhrelid from below b join pg_catalog.pg_inherits i on i.inhparent = b.oid
        )
        select f.ftrelid::pg_catalog.regclass::text || ' (foreign server ' || s.srvname || ')'
        from below b
        join pg_catalog.pg_foreign_table f on f.ftrelid = b.oid
        join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
        order by 1 limit 1
    ) as elsewhere,
    c.relkind = 'p' as partitioned
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select pg_catalog.has_schema_privilege(n.oid, 'usage') as allowed) u
left join lateral (
    select
        array_agg(a.attname::text order by p.place) as columns,
        array_agg(coalesce(b.typname, t.typname)::text order by p.place) as types
    from (
        select i.* from pg_catalog.pg_index i
        where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
          and (i.indisprimary or not exists (
            select from pg_catalog.pg_attribute a
            where a.attrelid = c.oid and a.attnum = any (i.indkey) and not a.attnotnull
          ))
        order by i.indisprimary desc, i.indimmediate desc, i.indexrelid
        limit 1
    ) i
    cross join lateral unnest(i.indkey::smallint[]) with ordinality p (number, place)
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = p.number
    join pg_catalog.pg_type t on t.oid = a.atttypid
    left join pg_catalog.pg_type b on b.oid = t.typbasetype
    where p.place <= i.indnkeyatts
) k on true
where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
  and n.nspname !~ '^(pg_|_seed$)' and n.nspname <> 'information_schema'
order by 2, 3
"""

# A key declared on a partition guards the rows of its root; copies made for partitions have a parent key.
_KEYS = """
select
    coalesce(pg_catalog.pg_partition_root(f.conrelid), f.conrelid)::oid::bigint,
    coalesce(pg_catalog.pg_partition_root(f.confrelid), f.confrelid)::oid::bigint,
    array(
        select a.attname::text from unnest(f.conkey) with ordinality k (number, place)
        join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number order by k.place
    ),
    array(
        select a.attname::text from unnest(f.confkey) with ordinality k (number, place)
        join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.number order by k.place
    ),
    exists (
        select from pg_catalog.pg_index i
        where i.indrelid = f.conrelid and i.indisvalid and i.indpred is null
          and (i.indkey::smallint[])[0:cardinality(f.conkey) - 1] operator(pg_catalog.<@) f.conkey
          and (i.indkey::smallint[])[0:cardinality(f.conkey) - 1] operator(pg_catalog.@>) f.conkey
    ) as indexed
from pg_catalog.pg_constraint f
where f.contype = 'f' and f.conparentid = 0
order by f.conrelid, f.conname
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table: `key` is its primary key, else a unique one without nulls, else empty.

    `hidden` where row-level security applies to us; `watches_…` where a trigger would notice; `divided` with
    partitions, or in an inheritance tree; `elsewhere` names a
    partition or child that lies on another server, which no guard has looked at.
    """

    oid: int
    name: Name
    columns: tuple[str, ...]
    key: tuple[str, ...]
    key_types: tuple[str, ...]
    hidden: bool
    readable: bool
    deletable: bool
    truncatable: bool
    owned: bool
    watches_removal: bool
    watches_insert: bool
    divided: bool
    elsewhere: str | None
    partitioned: bool = False

    @property
    def own(self) -> str:
        """SQL for its own rows: those of tables that inherit from it are theirs, those of partitions its own."""
        return self.name.sql if self.partitioned else f"ONLY {self.name.sql}"

    @property
    def single_key(self) -> tuple[str, str] | None:
        """Column and type of a key of one column."""
        return (self.key[0], self.key_types[0]) if len(self.key) == 1 else None


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key, by its two tables; `indexed` where the child's rows are found without reading all of them."""

    child: Name
    columns: tuple[str, ...]
    parent: Name
    parent_columns: tuple[str, ...]
    indexed: bool

    def joined(self, child: str, parent: str) -> str:
        """The SQL condition under which the row `child` references the row `parent` (aliases)."""
        pairs = zip(self.columns, self.parent_columns, strict=True)
        return " AND ".join(f"{child}.{quote(c)} = {parent}.{quote(p)}" for c, p in pairs)


@dataclass(frozen=True)
class Relations:
    """All tables by name, and every foreign key between them."""

    tables: Mapping[Name, Relation] = field(default_factory=dict)
    links: tuple[Link, ...] = ()

    def children(self, parent: Name) -> list[Link]:
        """The foreign keys that point at a table, its own included."""
        return self._by_parent.get(parent, [])

    @cached_property
    def _by_parent(self) -> dict[Name, list[Link]]:
        found: dict[Name, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.parent, []).append(link)
        return found

    def outgoing(self, child: Name) -> list[Link]:
        """The foreign keys of a table, in the order of `links`."""
        return self._by_child.get(child, [])

    @cached_property
    def _by_child(self) -> dict[Name, list[Link]]:
        found: dict[Name, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.child, []).append(link)
        return found

    def reach(self, names: Iterable[Name]) -> list[Name]:
        """These tables and every table that references one of them, however indirectly; in name order."""
        found = {name for name in names if name in self.tables}
        waiting = sorted(found)
        while waiting:
            for link in self.children(waiting.pop()):
                if link.child not in found:
                    found.add(link.child)
                    waiting.append(link.child)
        return sorted(found)

    def children_first(self, names: Iterable[Name]) -> list[tuple[Name, ...]]:
        """The tables in an order in which rows can be removed; those in a circle together."""
        wanted = sorted(names)
        graph: dict[Name, list[Name]] = {name: [] for name in wanted}
        for link in self.links:
            if link.child in graph and link.parent in graph and link.child != link.parent:
                graph[link.child].append(link.parent)
        return components(graph)[::-1]


def must_stay_here(relation: Relation) -> None:
    """Raises GuardError where writing to the table, or removing from it, would reach into another server."""
    if relation.elsewhere is not None:
        message = f"{relation.name} keeps rows on another server, which nobody has judged: {relation.elsewhere}"
        hint = f"detach that part from {relation.name.sql} first, or leave the table out of what is seeded"
        raise GuardError(message, [Finding("elsewhere", str(relation.name), message, hint)], hint=hint)


def read(cursor: Cursor) -> Relations:
    """The catalog's answer, in the transaction the cursor is in."""
    tables: dict[int, Relation] = {}
    for row in cursor.execute(_TABLES).fetchall():
        oid, schema, name, columns, key, types, *flags = row
        tables[oid] = Relation(oid, Name(schema, name), tuple(columns or ()), tuple(key), tuple(types), *flags)
    links = [
        Link(tables[child].name, tuple(columns), tables[parent].name, tuple(parent_columns), indexed)
        for child, parent, columns, parent_columns, indexed in cursor.execute(_KEYS).fetchall()
        if child in tables and parent in tables
    ]
    return Relations({r.name: r for r in tables.values()}, tuple(links))


def occupied(cursor: Cursor, found: Sequence[Relation]) -> set[Name]:
    """Which tables have a row that we may see: one question for a hundred tables, not one each."""
    names: set[Name] = set()
    for begin in range(0, len(found), _AT_ONCE):
        some = found[begin : begin + _AT_ONCE]
        row = cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT FROM {r.own})" for r in some)).fetchone()
        assert row is not None
        names |= {relation.name for relation, has in zip(some, row, strict=True) if has}
    return names


def has_heirs(cursor: Cursor, relation: Relation) -> bool:
    """Whether other tables inherit from it: its triggers may send rows there."""
    found = cursor.execute("SELECT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = %s)", [relation.oid])
    row = found.fetchone()
    return bool(row and row[0])


def is_empty(cursor: Cursor, relation: Relation) -> bool:
    """Whether a table has no row that we may see."""
    row = cursor.execute(f"SELECT NOT EXISTS (SELECT FROM {relation.own})").fetchone()
    return bool(row and row[0])
