"""Rows that were written and that triggers took away again: a queue that is worked off when the transaction ends."""

from __future__ import annotations

import re
from collections.abc import Mapping

from seeding.findings import Finding, Severity
from seeding.load.deferred import noted
from seeding.load.relations import Cursor, Relations
from seeding.load.triggers import made_now
from seeding.load.write import Writer
from seeding.plan.model import Plan, PlannedTable

# A partition's rows belong to its root. What was rolled back is counted too: this only says where to look.
_DELETED = """
select coalesce(pg_catalog.pg_partition_root(s.relid), s.relid)::oid::bigint, sum(s.n_tup_del)::bigint
from pg_catalog.pg_stat_xact_user_tables s where s.n_tup_del > 0 group by 1
"""
_MOST_NAMED = 3


def deleted(cursor: Cursor) -> Mapping[int, int]:
    """Rows deleted so far by table (oid)."""
    return dict(cursor.execute(_DELETED).fetchall())


def note_emptied(cursor: Cursor, plan: Plan, relations: Relations, writer: Writer, before: Mapping[int, int]) -> None:
    """Say of tables that lost rows since `before` how many are left."""
    now = deleted(cursor)
    for planned in plan.tables:
        relation = relations.tables[planned.name]
        name, rows = str(planned.name), writer.rows.get(str(planned.name), 0)
        if not rows or now.get(relation.oid, 0) <= before.get(relation.oid, 0) or not relation.readable:
            continue
        left = made_now(cursor, relation)
        if left < rows:
            writer.rows[name] = left
            noted(cursor, planned, relations, writer)
            writer.findings.setdefault(name, _emptied(plan, planned, rows, left))


def _emptied(plan: Plan, planned: PlannedTable, rows: int, left: int) -> Finding:
    own = re.compile(rf'\bdelete\s+from\s+(?:only\s+)?(?:"?\w+"?\.)?"?{re.escape(planned.name.name)}\b', re.IGNORECASE)
    named = [
        f"{trigger.name} on {other.name}"
        for other in plan.tables
        for trigger in other.table.triggers
        if trigger.enabled and own.search(trigger.body)
    ]
    who = ", ".join(named[:_MOST_NAMED]) or "triggers"
    kept = f"has {left:,} rows" if left else "is empty"
    said = f"{kept}: {rows:,} were written, and {who} took {'the others' if left else 'them'} away again"
    hint = "nothing needs to be done where that is what the table is for (a queue that is worked off)"
    return Finding("load-emptied", str(planned.name), said, hint, Severity.NOTE)
