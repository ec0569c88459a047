"""A draft with its row numbers: pinned rows in front, keys beyond those that are taken."""

from __future__ import annotations

from dataclasses import replace

from seeding.columns.constant import Constant
from seeding.columns.key import Serial
from seeding.errors import ProfileError
from seeding.plan.arrow_types import arrow_type
from seeding.plan.counts import Count
from seeding.plan.draft import Draft
from seeding.plan.existing import Existing
from seeding.plan.model import Origin, PlannedColumn, PlannedTable
from seeding.plan.pins import pins
from seeding.profile import Profile


def numbered(draft: Draft, count: Count, profile: Profile, existing: Existing) -> PlannedTable:
    """The table as it is written. Raises ProfileError where pinned rows leave a column without values."""
    table = draft.table
    columns = list(draft.columns.values())
    hidden, counts = dict(draft.hidden), {}
    for name in draft.numbered:
        counting = hidden[name]
        assert isinstance(counting, Serial)
        distance = existing.free_offset(counting.start, count.rows) - counting.start
        hidden[name] = counting.shifted(distance) if distance else counting
        counts[name] = counting.start + distance + existing.next_row
    for place, column in enumerate(columns):
        if isinstance(column.generator, Serial):
            start = column.generator.start
            distance = existing.free_offset(start, count.rows) - start
            if distance:
                columns[place] = replace(column, generator=column.generator.shifted(distance))
    pinned = profile.settings(str(table.name)).pinned if existing.next_row == 0 else ()
    cells = pins(table, pinned, profile.source)
    for name, cell in cells.items():
        if name not in draft.columns:
            # A column the factory leaves to the server, given by hand in some rows: NULL in the others.
            attribute = table.by_name[name]
            columns.append(
                PlannedColumn(attribute, Constant(None), Origin.PROFILE, "pinned rows", arrow_type(attribute.type))
            )
            if not attribute.nullable and len(cell.indices) < count.rows:
                raise ProfileError(
                    f'{profile.source} [[tables."{table.name}".rows]]: {name} is NOT NULL and only pinned rows give it',
                    hint=f"declare {name} in the factory",
                )
    written = {c.name for c in columns}
    return PlannedTable(
        table=table,
        columns=tuple(columns),
        start=existing.next_row,
        stop=existing.next_row + count.rows,
        why=count.why,
        factory=draft.factory,
        pins=cells,
        hidden=hidden,
        numbered=counts,
        left_to_server=tuple(a.name for a in table.attributes if a.name not in written and a.writable),
    )
