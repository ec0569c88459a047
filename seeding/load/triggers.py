"""Rows that triggers made while others were seeded belong to the run as well.

`auth.users` makes a profile, an audit log notes every insert: without a record of it, such rows would count
as made by hand, and would hold on to the seeded rows they refer to for ever.
"""

from __future__ import annotations

from collections.abc import Mapping

from seeding.load import runs
from seeding.load.relations import Cursor, Relation, Relations
from seeding.load.remove import Seeded
from seeding.load.trace import complete_from
from seeding.plan.model import Plan
from seeding.schema import Name

# Rows of this very transaction, those of its subtransactions (savepoints, EXCEPTION blocks in triggers) included:
# their ids are not below the transaction's own, and what we see of a transaction that is not done is ours.
MADE_NOW = (
    "CASE WHEN pg_catalog.age(t.xmin) <= 0 THEN pg_catalog.pg_xact_status("
    "(pg_catalog.pg_current_xact_id()::text::numeric - pg_catalog.age(t.xmin))::text::xid8) = 'in progress' "
    "ELSE false END"
)

# A partition's changes belong to its root.
_CHANGES = """
select coalesce(pg_catalog.pg_partition_root(s.relid), s.relid)::oid::bigint, sum(s.n_tup_ins)::bigint,
       sum(s.n_tup_upd)::bigint
from pg_catalog.pg_stat_xact_user_tables s
where s.n_tup_ins > 0 or s.n_tup_upd > 0
group by 1
"""

Changes = Mapping[int, tuple[int, int]]


def changes(cursor: Cursor) -> Changes:
    """Rows inserted and updated by table (oid): this transaction's, and what the session has not reported yet."""
    return {oid: (inserted, updated) for oid, inserted, updated in cursor.execute(_CHANGES).fetchall()}


def made_by_triggers(cursor: Cursor, relation: Relation) -> bool:
    """Whether this transaction has already made rows in a table that is yet to be filled."""
    row = cursor.execute(f"SELECT EXISTS (SELECT FROM {relation.own} t WHERE {MADE_NOW})").fetchone()
    return bool(row and row[0])


def made_now(cursor: Cursor, relation: Relation) -> int:
    """How many rows of a table this transaction has made."""
    row = cursor.execute(f"SELECT count(*) FROM {relation.own} t WHERE {MADE_NOW}").fetchone()
    return row[0] if row else 0


def adopt(
    cursor: Cursor,
    plan: Plan,
    relations: Relations,
    seeded: Seeded,
    *,
    before: Changes,
    written: Mapping[Name, int],
    updated: Mapping[Name, int],
) -> dict[Name, int]:
    """Record the rows that triggers inserted beside those `written` and `updated` by table; how many.

    `before` are the `changes` at the start of the transaction. A table in which further rows were updated is
    left out: inserted and updated ones look the same.
    """
    by_oid = {relation.oid: relation for relation in relations.tables.values()}
    found = {}
    for oid, (inserted, changed) in sorted(changes(cursor).items()):
        relation = by_oid.get(oid)
        if relation is None or not relation.readable:
            continue
        name = relation.name
        if changed - before.get(oid, (0, 0))[1] > updated.get(name, 0):
            continue
        if inserted - before.get(oid, (0, 0))[0] <= written.get(name, 0):
            continue
        source = f"(SELECT * FROM {relation.own} t WHERE {MADE_NOW} AND NOT {seeded(name)})"
        run = runs.record(cursor, plan, name, mode=runs.BY_TRIGGER)
        rows = complete_from(cursor, run, relation, relation.key or relation.columns, source)
        if rows:
            found[name] = rows
        else:
            runs.drop(cursor, run)  # what was counted was taken back
    return found
