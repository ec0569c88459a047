"""How many children a row has: the fan-out's layout, read from the parent's side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seeding.columns.base import Column
from seeding.columns.degrees import Degrees
from seeding.columns.draws import Indices
from seeding.columns.fan_out import OneToOne, Random, layout
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows
from seeding.infer.patterned.reference import ApartReference
from seeding.infer.patterned.sources import UNKNOWN
from seeding.infer.patterned.weighed import WeighedReference


class ChildrenCode(Column):
    """The code of how many rows of `table` refer to each row by `key`; codes begin with the numbers in `starts`.

    Unknown where nobody can tell without looking at all of them: the key is not drawn by a fan-out's classes.
    """

    def __init__(self, table: str, key: str, starts: Sequence[int]) -> None:
        super().__init__()
        self.table, self.key, self.starts = table, key, tuple(starts)

    def values(self, rows: Rows) -> Indices:
        """One code a row."""
        degrees = self._degrees(rows)
        if degrees is None:
            return np.full(len(rows), UNKNOWN, dtype=np.int64)
        layout_, column = degrees
        slots = column.slots_of(rows.world, self.table, self.key, layout_, rows.indices - rows.spec.start)
        found = layout_.degrees_of(slots)
        return np.searchsorted(np.asarray(self.starts[1:], dtype=np.int64), found, side="right").astype(np.int64)

    def _degrees(self, rows: Rows) -> tuple[Degrees, Reference] | None:
        children = rows.world.known(self.table)
        column = None if children is None else children.columns.get(self.key)
        parents = rows.spec.count
        if children is None or not children.count or not parents or not isinstance(column, Reference):
            return None
        if type(column) not in (Reference, WeighedReference, ApartReference) or column.fan_out is None:
            return None
        if isinstance(column.fan_out, Random | OneToOne):
            return None
        count = children.count - int(children.count * column.nulls + 0.5)
        return layout(column.fan_out, count, parents, column.recency), column
