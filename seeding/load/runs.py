"""The ledger's entries: what was written, by run and table, beside the rows themselves.

A run records what tells its rows from those made by hand (see `seeding.load.seeded`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from seeding.load.relations import Relation
from seeding.load.seeded import key_digest
from seeding.plan.model import Plan
from seeding.schema import Name

Cursor = psycopg.Cursor[tuple[Any, ...]]
Ranges = Sequence[tuple[int, int]]

# A run's rows were made by triggers, not by a plan.
BY_TRIGGER = "trigger"

_MAKE = """\
create table if not exists _seed.runs (
    id           bigint generated always as identity primary key,
    table_schema text not null,
    table_name   text not null,
    profile      text not null,
    seed         numeric not null,
    digest       text not null,              -- of the plan
    mode         text not null,
    first_row    bigint not null,            -- row numbers, half open
    stop_row     bigint not null,
    rows         bigint not null,            -- written
    key_columns  text[] not null default '{}',
    ranges       bigint[] not null default '{}', -- first, last, first, last, … of whole-number keys
    content      text,                       -- of all seeded rows of the table, null where it was not computed
    current      boolean not null default true, -- false: replaced, but some of its rows had to stay
    made_at      timestamptz not null default now()
);
create table if not exists _seed.rows (
    run bigint not null,
    key bytea not null,
    primary key (run, key)
);
create table if not exists _seed.open_runs (
    token      text primary key,
    digest     text not null,                -- of the plan
    range_rows bigint not null,
    made_at    timestamptz not null default now()
);
create table if not exists _seed.dropped (
    id         bigint generated always as identity primary key,
    kind       text not null check (kind in ('index', 'key')),
    definition jsonb not null                -- all that pg_dump would say of it
);
revoke all on table _seed.runs, _seed.rows, _seed.open_runs, _seed.dropped from public;
comment on table _seed.runs is 'What was seeded, by run and table. Written by `seed`, removed by `seed clean`.';
comment on table _seed.rows is 'Digests of the keys of seeded rows that do not show it themselves.';
comment on table _seed.open_runs is 'The run of several workers: each range that is in has an entry in _seed.runs.';
comment on table _seed.dropped is 'Indexes and foreign keys that such a run builds at its end, or `seed clean`.';
do $$
declare
    other name;
begin
    for other in select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role') loop
        execute format('revoke all on table _seed.runs, _seed.rows, _seed.open_runs, _seed.dropped from %I', other);
    end loop;
end;
$$;
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One table's part of one run, as it is in the ledger."""

    id: int
    table: Name
    digest: str
    mode: str
    first_row: int
    stop_row: int
    rows: int
    key_columns: tuple[str, ...]
    ranges: tuple[tuple[int, int], ...]
    content: str | None  # how many rows, and a number that changes with any value in them
    current: bool


@dataclass(frozen=True)
class Ledger:
    """Every run, by table."""

    runs: Mapping[Name, tuple[Run, ...]] = field(default_factory=dict)

    def of(self, table: Name) -> tuple[Run, ...]:
        """The runs of one table, oldest first."""
        return self.runs.get(table, ())


def ensure(cursor: Cursor) -> None:
    """Make the ledger's tables beside the marker, whose schema must exist."""
    tables = ("_seed.runs", "_seed.rows", "_seed.open_runs", "_seed.dropped")
    found = cursor.execute("select bool_and(to_regclass(t) is not null) from unnest(%s::text[]) t", (list(tables),))
    row = found.fetchone()
    if not (row and row[0]):
        cursor.execute(_MAKE)


def read(cursor: Cursor) -> Ledger:
    """The ledger as it is; empty where there is none."""
    exists = cursor.execute(
        "select to_regclass('_seed.runs') is not null and has_table_privilege(to_regclass('_seed.runs'), 'select')"
    ).fetchone()
    if not (exists and exists[0]):
        return Ledger()
    runs: dict[Name, list[Run]] = {}
    for row in cursor.execute(
        """
        select id, table_schema, table_name, digest, mode, first_row, stop_row, rows, key_columns, ranges,
               content, current
        from _seed.runs order by id
        """
    ).fetchall():
        id_, schema, name, digest, mode, first, stop, rows, columns, ranges, content, current = row
        pairs = tuple(zip(ranges[0::2], ranges[1::2], strict=True))
        run = Run(id_, Name(schema, name), digest, mode, first, stop, rows, tuple(columns), pairs, content, current)
        runs.setdefault(run.table, []).append(run)
    return Ledger({name: tuple(of) for name, of in runs.items()})


def record(cursor: Cursor, plan: Plan, table: Name, *, mode: str, first_row: int = 0, stop_row: int = 0) -> int:
    """Begin a run's entry for a table; its number. `sign` names the plan in it."""
    row = cursor.execute(
        """
        insert into _seed.runs
            (table_schema, table_name, profile, seed, digest, mode, first_row, stop_row, rows)
        values (%s, %s, %s, %s, '', %s, %s, %s, 0) returning id
        """,
        (table.schema, table.name, plan.profile, plan.seed, mode, first_row, stop_row),
    ).fetchone()
    assert row is not None
    number: int = row[0]
    return number


def sign(cursor: Cursor, plan: Plan) -> None:
    """Name the plan in every entry of this transaction.

    Not sooner: the plan's digest looks at rows, which costs little once others were made, and nothing while the server
    builds indexes.
    """
    cursor.execute("update _seed.runs set digest = %s where digest = ''", (plan.digest,))


def complete(cursor: Cursor, run: int, rows: int, key_columns: Sequence[str] = (), ranges: Ranges = ()) -> None:
    """End an entry: how many rows were written, and what tells them apart."""
    flat = [bound for pair in ranges for bound in pair]
    cursor.execute(
        "update _seed.runs set rows = %s, key_columns = %s, ranges = %s where id = %s",
        (rows, list(key_columns), flat, run),
    )


def drop(cursor: Cursor, run: int) -> None:
    """Remove one entry, of a run that wrote nothing."""
    cursor.execute("delete from _seed.rows where run = %s", (run,))
    cursor.execute("delete from _seed.runs where id = %s", (run,))


def drop_past(cursor: Cursor, relation: Relation) -> None:
    """Remove a table's past entries: every row they tell of is told of by a current one too."""
    past = "select id from _seed.runs where table_schema = %s and table_name = %s and not current"
    place = (relation.name.schema, relation.name.name)
    cursor.execute(f"delete from _seed.rows where run in ({past})", place)
    cursor.execute(f"delete from _seed.runs where id in ({past})", place)


def remember(cursor: Cursor, run: int, content: str) -> None:
    """Note in a run's entry what the table's seeded rows are now."""
    cursor.execute("update _seed.runs set content = %s where id = %s", (content, run))


def forget(cursor: Cursor, relation: Relation, *, rows_left: bool) -> None:
    """A table's runs have been removed; with `rows_left`, those whose rows had to stay are kept as past ones."""
    place = (relation.name.schema, relation.name.name)
    runs = "select id from _seed.runs where table_schema = %s and table_name = %s"
    if not rows_left:
        cursor.execute(f"delete from _seed.rows where run in ({runs})", place)
        cursor.execute("delete from _seed.runs where table_schema = %s and table_name = %s", place)
        return
    # A digest whose row is gone would claim the next row made by hand under the same key.
    for (columns,) in cursor.execute(
        """
        select distinct key_columns from _seed.runs
        where table_schema = %s and table_name = %s and ranges = '{}' and key_columns <> '{}'
        """,
        place,
    ).fetchall():
        cursor.execute(
            f"""
            delete from _seed.rows r where r.run in ({runs} and key_columns = %s)
            and not exists (select from {relation.own} t where {key_digest(columns, "t")} = r.key)
            """,
            (*place, columns),
        )
    cursor.execute(
        "update _seed.runs set current = false, content = null where table_schema = %s and table_name = %s", place
    )


def islands(cursor: Cursor, keys: str, *, limit: int | None = None) -> tuple[tuple[int, int], ...]:
    """The numbers in column `key` of a query as ranges without a gap, both ends included, in order."""
    return tuple(
        cursor.execute(
            f"""
            select min(key), max(key)
            from (select key, key - row_number() over (order by key) as island from ({keys}) keys) numbered
            group by island order by 1 {"" if limit is None else f"limit {limit}"}
            """
        ).fetchall()
    )
