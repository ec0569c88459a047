"""What goes in together: most tables alone, those in a circle that nothing may cut in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seeding.plan.model import PlannedTable
from seeding.schema import ForeignKey, Match


def later_keys(tables: Sequence[PlannedTable]) -> Iterator[tuple[int, PlannedTable, ForeignKey, int]]:
    """Foreign keys that are written before their parent: the table's place, the table, the key, the parent's place."""
    place = {t.name: number for number, t in enumerate(tables)}
    for number, planned in enumerate(tables):
        names = {c.name for c in planned.columns}
        for key in planned.table.foreign_keys:
            if key.enforced and not key.implied and place.get(key.parent, -1) > number and names & set(key.columns):
                yield number, planned, key, place[key.parent]


def nullable(planned: PlannedTable, key: ForeignKey) -> list[str]:
    """The planned columns of a foreign key that may be NULL for a while; none where a check looks at them."""
    checked = {c for check in planned.table.checks if check.enforced for c in check.columns}
    may = {c.name: c.attribute.nullable and c.name not in checked for c in planned.columns}
    if key.match is Match.FULL and not all(may.get(c, False) for c in key.columns):
        return []
    return [c for c in key.columns if may.get(c, False)]


def segments(tables: Sequence[PlannedTable]) -> list[range]:
    """The tables' places, cut into what can be written one after the other."""
    ends = list(range(len(tables)))
    for number, planned, key, parent in later_keys(tables):
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
