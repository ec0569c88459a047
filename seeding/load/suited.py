"""Which plans can be written range by range, each in a transaction of its own, in any order within a table."""

from __future__ import annotations

from seeding.errors import UsageError
from seeding.load.relations import Cursor, Relations
from seeding.load.segments import later_keys
from seeding.plan.model import Plan, PlannedTable

# Triggers of a partition or a child that its root does not have.
_BELOW = """
with recursive below (oid) as (
    select %s::bigint::oid
    union
    select i.inhrelid from below b join pg_catalog.pg_inherits i on i.inhparent = b.oid
)
select t.tgname::text from below b join pg_catalog.pg_trigger t on t.tgrelid = b.oid
-- pg_trigger.tgtype: 4 INSERT
where not t.tgisinternal and t.tgenabled <> 'D' and t.tgtype & 4 <> 0
order by 1 limit 1
"""


def must_suit(cursor: Cursor, plan: Plan, relations: Relations, size: int, option: str) -> None:
    """Raises UsageError for the first table that can only be filled in one transaction, without `option`."""
    for _, planned, key, _ in later_keys(plan.tables):
        raise _refusal(option, planned, f"{key.name} refers to {key.parent}, which is filled later (a circle)")
    for planned in plan.tables:
        why = _why_not(planned, size)
        found = cursor.execute(_BELOW, (relations.tables[planned.name].oid,)).fetchone()
        if found is not None:
            why = f"its trigger {found[0]} may write elsewhere, or refuse rows, and ranges know nothing of each other"
        if why:
            raise _refusal(option, planned, why)


def _why_not(planned: PlannedTable, size: int) -> str:
    if planned.rows <= size:
        return ""  # one range is one transaction
    names = {c.name for c in planned.columns}
    for key in planned.table.foreign_keys:
        if key.parent == planned.name and key.enforced and not key.implied and names & set(key.columns):
            return f"{key.name} refers to rows of the same table, which may be in another range"
    if planned.numbered:
        return f"the server itself counts {', '.join(planned.numbered)}, row after row"
    return ""


def _refusal(option: str, planned: PlannedTable, why: str) -> UsageError:
    return UsageError(
        f"{planned.name} cannot be filled with {option}: {why}",
        hint=f'leave it out with --skip "{planned.name}", or fill without {option}',
    )
