"""Every index and foreign key of a table as the catalog defines it, and the statements that make it again.

Read before and after, the definitions must be equal: whatever `pg_dump --schema-only` would print of them is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from seeding.load.literals import literal
from seeding.load.relations import Cursor
from seeding.load.session import setting
from seeding.schema import Name, quote

_INDEXES = """
select
    i.indexrelid::bigint, i.indrelid::bigint, n.nspname, t.relname, c.relname,
    pg_catalog.pg_get_indexdef(i.indexrelid), coalesce(k.contype::text, ''),
    coalesce(pg_catalog.pg_get_constraintdef(k.oid), ''),
    coalesce(k.condeferrable, false), coalesce(k.condeferred, false), i.indisclustered, i.indisreplident,
    coalesce(s.spcname, ''), pg_catalog.obj_description(i.indexrelid, 'pg_class'),
    pg_catalog.obj_description(k.oid, 'pg_constraint'),
    array(
        select (a.attnum || ' ' || a.attstattarget)::text from pg_catalog.pg_attribute a
        where a.attrelid = i.indexrelid and a.attstattarget >= 0 order by a.attnum
    ),
    array(
        select e.extname::text from pg_catalog.pg_depend d join pg_catalog.pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = i.indexrelid
          and d.refclassid = 'pg_catalog.pg_extension'::regclass and d.deptype = 'x' order by 1
    ),
    -- What cannot be dropped, or would not come back as it was.
    not (i.indisvalid and i.indisready and i.indislive) or c.relispartition
        or coalesce(k.contype = 'x' and c.reloptions is not null, false)
        or coalesce(pg_catalog.pg_get_constraintdef(k.oid) ~ 'WITHOUT OVERLAPS', false)
        or exists (
            select from pg_catalog.pg_depend d
            where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = i.indexrelid and d.deptype = 'e'
        )
        or exists (
            select from pg_catalog.pg_depend d
            where (d.refclassid, d.refobjid) in (
                ('pg_catalog.pg_class'::regclass, i.indexrelid), ('pg_catalog.pg_constraint'::regclass, k.oid)
            ) and not (d.classid = 'pg_catalog.pg_constraint'::regclass and exists (
                select from pg_catalog.pg_constraint f where f.oid = d.objid and f.contype = 'f'
            )) and d.deptype <> 'i' -- parts of it: a constraint's index, a deferrable one's trigger
        ) as fixed,
    array(
        select f.oid::bigint from pg_catalog.pg_constraint f
        where f.contype = 'f' and f.conindid = i.indexrelid order by f.oid
    ) as serves
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = t.relnamespace
left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
left join pg_catalog.pg_constraint k
    on k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
where i.indrelid = any (%s)
order by n.nspname, t.relname, c.relname
"""

_KEYS = """
select
    f.oid::bigint, f.conrelid::bigint, f.confrelid::bigint, n.nspname, t.relname, f.conname, m.nspname, p.relname,
    pg_catalog.pg_get_constraintdef(f.oid), pg_catalog.obj_description(f.oid, 'pg_constraint'),
    not f.convalidated or f.conparentid <> 0 or p.relkind <> 'r' or p.relispartition
        or not pg_catalog.has_table_privilege(f.confrelid, 'references')
        or not pg_catalog.has_table_privilege(f.confrelid, 'select')
        or not pg_catalog.has_schema_privilege(m.oid, 'usage')
        -- Triggers that somebody switched off would come back switched on.
        or exists (select from pg_catalog.pg_trigger g where g.tgconstraint = f.oid and g.tgenabled <> 'O') as fixed
from pg_catalog.pg_constraint f
join pg_catalog.pg_class t on t.oid = f.conrelid
join pg_catalog.pg_namespace n on n.oid = t.relnamespace
join pg_catalog.pg_class p on p.oid = f.confrelid
join pg_catalog.pg_namespace m on m.oid = p.relnamespace
where f.contype = 'f' and (f.conrelid = any (%(tables)s) or f.confrelid = any (%(tables)s))
order by n.nspname, t.relname, f.conname
"""


@dataclass(frozen=True, slots=True)
class Index:
    """An index, with the constraint it stands for. `fixed` ones stay; `serves` are the foreign keys that need it."""

    oid: int
    table_oid: int
    table: Name
    name: str
    definition: str
    kind: str  # of constraint: p, u, x, or empty
    constraint: str
    deferrable: bool
    deferred: bool
    clustered: bool
    replica_identity: bool
    tablespace: str
    comment: str | None
    constraint_comment: str | None
    statistics: tuple[str, ...]
    extensions: tuple[str, ...]
    fixed: bool
    serves: tuple[int, ...]

    @property
    def same(self) -> tuple[object, ...]:
        """What must be the same afterwards."""
        return (
            self.table, self.name, self.definition, self.kind, self.constraint, self.deferrable, self.deferred,
            self.clustered, self.replica_identity, self.tablespace, self.comment, self.constraint_comment,
            self.statistics, self.extensions,
        )  # fmt: skip

    @property
    def sql(self) -> str:
        """The index's qualified name; it is in its table's schema."""
        return Name(self.table.schema, self.name).sql

    def drop(self) -> str:
        """The statement that removes it, unless something depends on it."""
        if self.kind:
            return f"ALTER TABLE ONLY {self.table.sql} DROP CONSTRAINT {quote(self.name)} RESTRICT"
        return f"DROP INDEX {self.sql} RESTRICT"

    def create(self) -> Iterator[str]:
        """The statements that make it again, in order."""
        alter = f"ALTER TABLE ONLY {self.table.sql}"
        yield f"SET LOCAL default_tablespace = {quote(self.tablespace) if self.tablespace else chr(39) * 2}"
        if self.kind == "x":
            yield f"{alter} ADD CONSTRAINT {quote(self.name)} {self.constraint}"
        else:
            yield self.definition
        if self.kind in {"p", "u"}:
            waits = " DEFERRABLE" * self.deferrable + " INITIALLY DEFERRED" * self.deferred
            key = "PRIMARY KEY" if self.kind == "p" else "UNIQUE"
            yield f"{alter} ADD CONSTRAINT {quote(self.name)} {key} USING INDEX {quote(self.name)}{waits}"
        for target in self.statistics:
            column, wanted = target.split()
            yield f"ALTER INDEX {self.sql} ALTER COLUMN {column} SET STATISTICS {wanted}"
        for extension in self.extensions:
            yield f"ALTER INDEX {self.sql} DEPENDS ON EXTENSION {quote(extension)}"
        if self.clustered:
            yield f"{alter} CLUSTER ON {quote(self.name)}"
        if self.replica_identity:
            yield f"{alter} REPLICA IDENTITY USING INDEX {quote(self.name)}"
        if self.comment is not None:
            yield f"COMMENT ON INDEX {self.sql} IS {literal(self.comment)}"
        if self.constraint_comment is not None:
            yield f"COMMENT ON CONSTRAINT {quote(self.name)} ON {self.table.sql} IS {literal(self.constraint_comment)}"


@dataclass(frozen=True, slots=True)
class Key:
    """A foreign key. `fixed` ones stay in place."""

    oid: int
    table_oid: int
    parent_oid: int
    table: Name
    name: str
    parent: Name
    definition: str
    comment: str | None
    fixed: bool

    @property
    def same(self) -> tuple[object, ...]:
        """What must be the same afterwards."""
        return (self.table, self.name, self.parent, self.definition, self.comment, self.fixed)

    def drop(self) -> str:
        """The statement that removes it."""
        return f"ALTER TABLE ONLY {self.table.sql} DROP CONSTRAINT {quote(self.name)} RESTRICT"

    def create(self) -> Iterator[str]:
        """The statements that make it again, and have every row checked."""
        yield f"ALTER TABLE ONLY {self.table.sql} ADD CONSTRAINT {quote(self.name)} {self.definition}"
        if self.comment is not None:
            yield f"COMMENT ON CONSTRAINT {quote(self.name)} ON {self.table.sql} IS {literal(self.comment)}"


def indexes(cursor: Cursor, tables: Iterable[int]) -> list[Index]:
    """The indexes of these tables (oids), by table and name."""
    found = []
    for row in _qualified(cursor, _INDEXES, (list(tables),)):
        oid, table_oid, schema, table, name, definition, kind, constraint, deferrable, deferred, *more = row
        clustered, identity, tablespace, comment, on_constraint, statistics, extensions, fixed, serves = more
        found.append(
            Index(
                oid=oid,
                table_oid=table_oid,
                table=Name(schema, table),
                name=name,
                definition=definition,
                kind=kind,
                constraint=constraint,
                deferrable=deferrable,
                deferred=deferred,
                clustered=clustered,
                replica_identity=identity,
                tablespace=tablespace,
                comment=comment,
                constraint_comment=on_constraint,
                statistics=tuple(statistics),
                extensions=tuple(extensions),
                fixed=fixed,
                serves=tuple(serves),
            )
        )
    return found


def keys(cursor: Cursor, tables: Iterable[int]) -> list[Key]:
    """The foreign keys of these tables (oids), and those that point at them, by table and name."""
    return [
        Key(oid, table_oid, parent_oid, Name(schema, table), name, Name(parent_schema, parent), *rest)
        for oid, table_oid, parent_oid, schema, table, name, parent_schema, parent, *rest in _qualified(
            cursor, _KEYS, {"tables": list(tables)}
        )
    ]


def _qualified(cursor: Cursor, query: str, parameters: Any) -> list[tuple[Any, ...]]:
    """Rows in which every name has its schema: what is on the search path now may not be when it is read again."""
    with setting(cursor, "search_path", ""):
        return cursor.execute(query, parameters).fetchall()
