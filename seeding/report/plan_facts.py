"""What a plan says of its tables beyond the plan's own words: cycles, and columns made row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seeding.plan.model import Plan, PlannedTable
    from seeding.schema import ForeignKey


def row_by_row(table: PlannedTable) -> list[str]:
    """Columns made one object at a time: they decide how fast a table fills."""
    return [column.name for column in table.columns if column.generator.rowwise]


def filled_later(plan: Plan) -> dict[str, list[ForeignKey]]:
    """By table, the foreign keys to a table that is not filled yet: where cycles are cut.

    A key from a table to itself is one of them.
    """
    order = {planned.name: position for position, planned in enumerate(plan.tables)}
    found: dict[str, list[ForeignKey]] = {}
    for planned in plan.tables:
        late = [k for k in planned.table.foreign_keys if order.get(k.parent, -1) >= order[planned.name]]
        if late:
            found[str(planned.name)] = late
    return found


def as_of_text(plan: Plan) -> str:
    """The plan's fixed present as ISO 8601, in UTC, to the second."""
    return str(plan.as_of.astype("datetime64[s]")) + "Z"
