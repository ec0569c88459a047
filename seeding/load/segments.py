"""What goes in together: most tables alone, those in a circle that nothing may cut in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from seeding.columns.constant import Constant
from seeding.plan.model import Origin, Plan, PlannedColumn, PlannedTable
from seeding.schema import ForeignKey, Match, Name


def later_keys(
    tables: Sequence[PlannedTable], dropped: Collection[tuple[Name, str]] = ()
) -> Iterator[tuple[int, PlannedTable, ForeignKey, int]]:
    """Foreign keys that are written before their parent: the table's place, the table, the key, the parent's place.

    Those `dropped` (table and name) for the length of the load have nothing to say.
    """
    place = {t.name: number for number, t in enumerate(tables)}
    for number, planned in enumerate(tables):
        names = {c.name for c in planned.columns}
        for key in planned.table.foreign_keys:
            if (planned.name, key.name) in dropped:
                continue
            if key.enforced and not key.implied and place.get(key.parent, -1) > number and names & set(key.columns):
                yield number, planned, key, place[key.parent]


def nullable(planned: PlannedTable, key: ForeignKey) -> list[str]:
    """The planned columns of a foreign key that may be NULL for a while; none where a check looks at them."""
    checked = {c for check in planned.table.checks if check.enforced for c in check.columns}
    may = {c.name: c.attribute.nullable and c.name not in checked for c in planned.columns}
    if key.match is Match.FULL and not all(may.get(c, False) for c in key.columns):
        return []
    return [c for c in key.columns if may.get(c, False)]


def without_circles(plan: Plan) -> Plan:
    """The plan for files, which fill one table after the other: references to a later table are NULL where they may."""
    null: dict[Name, set[str]] = {}
    for _, planned, key, _ in later_keys(plan.tables):
        null.setdefault(planned.name, set()).update(nullable(planned, key))
    if not any(null.values()):
        return plan

    def cut(column: PlannedColumn) -> PlannedColumn:
        reason = "NULL: a circle of references, and files are loaded one after the other"
        return replace(column, generator=Constant(None), origin=Origin.SCHEMA, reason=reason)

    return replace(
        plan,
        tables=tuple(
            replace(t, columns=tuple(cut(c) if c.name in null.get(t.name, ()) else c for c in t.columns))
            for t in plan.tables
        ),
    )


def segments(tables: Sequence[PlannedTable], dropped: Collection[tuple[Name, str]] = ()) -> list[range]:
    """The tables' places, cut into what can be written one after the other."""
    ends = list(range(len(tables)))
    for number, planned, key, parent in later_keys(tables, dropped):
        if not key.deferrable and not nullable(planned, key):
            ends[number] = max(ends[number], parent)
    found, begin, end = [], 0, -1
    for number, last in enumerate(ends):
        if number > end >= begin:
            found.append(range(begin, end + 1))
            begin = number
        end = max(end, last)
    if end >= begin:
        found.append(range(begin, end + 1))
    return found
