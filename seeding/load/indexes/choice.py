"""Which tables load without their indexes and keys, and why others do not."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from seeding.load import relations, runs
from seeding.load.indexes.definitions import Index, Key, indexes, keys
from seeding.load.indexes.looked_at import looked_at
from seeding.load.relations import Cursor, Relation, Relations, is_empty
from seeding.plan.model import Plan, PlannedTable
from seeding.schema import Name

INDEXES = ("auto", "keep", "rebuild")

# Dropping and making again costs a table some milliseconds, an index in place about 2 µs a row.
MIN_ROWS = 5_000

_LOOKS = 10
_OTHERS = """
select count(*), coalesce(bool_or(a.application_name = 'seed'), false) from pg_catalog.pg_stat_activity a
where a.datname = pg_catalog.current_database() and a.pid <> pg_catalog.pg_backend_pid()
  and coalesce(a.backend_type, 'client backend') = 'client backend'
"""


@dataclass(frozen=True)
class Choice:
    """What goes and comes back: `indexes` and `keys`; `frozen` tables are truncated and filled with rows that need
    no VACUUM; `kept` says why a table of enough rows keeps what it has, or (`everywhere`) all of them do.
    """

    indexes: tuple[Index, ...] = ()
    keys: tuple[Key, ...] = ()
    frozen: frozenset[Name] = frozenset()
    kept: Mapping[str, str] = field(default_factory=dict)
    everywhere: str = ""

    @property
    def what(self) -> str:
        """What goes and comes back, in words: "22 indexes and 11 foreign keys"; empty where nothing does."""
        counts = ((len(self.indexes), "index", "indexes"), (len(self.keys), "foreign key", "foreign keys"))
        return " and ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts if n)

    @property
    def tables(self) -> tuple[Name, ...]:
        """The tables something is dropped of, by name."""
        return tuple(sorted({i.table for i in self.indexes} | {k.table for k in self.keys}))

    @property
    def locked(self) -> tuple[Name, ...]:
        """The tables nobody can read until the commit, by name."""
        return tuple(sorted({*self.tables, *self.frozen, *(key.parent for key in self.keys)}))


def choose(
    cursor: Cursor, plan: Plan, tables: Relations, *, wanted: str, mode: str, occupied: Collection[Name] = ()
) -> Choice:
    """What pays for itself, from sizes, privileges and who else is there; nothing where `wanted` is "keep".

    Tables in `occupied` will hold rows when theirs are written.
    """
    large = [t for t in plan.tables if t.rows >= MIN_ROWS]
    if wanted == "keep" or not large or mode == "top-up":
        return Choice()
    if wanted == "auto" and plan.environment != "local" and (others := _others(cursor)):
        return Choice(
            everywhere=f"{others} other sessions are connected, and would wait; --indexes rebuild loads faster"
            if others > 1
            else "another session is connected, and would wait; --indexes rebuild loads faster"
        )
    seen = looked_at(cursor, (tables.tables[t.name].oid for t in plan.tables))
    kept: dict[str, str] = {}
    chosen: dict[int, Relation] = {}
    for planned in large:
        relation = tables.tables[planned.name]
        why = _why_not(planned, relation, occupied) or seen.by(planned.name.name)
        if why:
            kept[str(planned.name)] = why
        else:
            chosen[relation.oid] = relation
    found_keys = keys(cursor, chosen)
    # A small table's key into a large one goes too: the large one's own key would have to stay for it.
    ours = {r.oid for t in plan.tables if (r := tables.tables[t.name]).owned and not r.divided}
    going = [
        k
        for k in found_keys
        if k.table_oid in ours and not k.fixed and not seen.by(k.table.name) and not seen.by(k.parent.name)
    ]
    gone = {k.oid for k in going}
    leaving = [i for i in indexes(cursor, chosen) if not i.fixed and gone.issuperset(i.serves)]
    pointed_at = {k.parent_oid for k in found_keys if k.oid not in gone}
    frozen = {r.name for oid, r in chosen.items() if oid not in pointed_at and r.truncatable and not r.watches_removal}
    return Choice(tuple(leaving), tuple(going), frozenset(frozen), kept)


def _why_not(planned: PlannedTable, relation: Relation, occupied: Collection[Name]) -> str:
    if not relation.owned:
        return "it belongs to another role"
    if relation.divided:
        return "it has partitions or children"
    if planned.name in occupied:
        return "it has rows that stay"
    return ""


def _others(cursor: Cursor) -> int:
    for _ in range(_LOOKS):
        count, ours = cursor.execute(_OTHERS).fetchone() or (0, False)
        if not ours:
            break
        # The one that this run looked through, closed just now: the server takes a moment to let it go.
        time.sleep(0.05)
        cursor.execute("select pg_catalog.pg_stat_clear_snapshot()")
    return int(count)


def foreseen(connection: psycopg.Connection[Any], plan: Plan, *, wanted: str, mode: str) -> Choice:
    """What a fill would choose now; rows of earlier runs will be gone by then in mode replace."""
    with connection.transaction(), connection.cursor() as cursor:
        found = relations.read(cursor)
        seeded = runs.read(cursor) if mode == "replace" else runs.Ledger()
        occupied = {
            t.name
            for t in plan.tables
            if t.rows >= MIN_ROWS and not seeded.of(t.name) and not is_empty(cursor, found.tables[t.name])
        }
        return choose(cursor, plan, found, wanted=wanted, mode=mode, occupied=occupied)
