"""Rows picked out by their number: those that passed a constraint when all of them were tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.rows import Rows, TableRows
from seeding.errors import FactoryError


class Kept(Column):
    """What `column` makes for the row numbers in `numbers`, one after another: row 3 is what number 3 of them was.

    `among` are all of the table's columns as they were when its first `tried` rows were tried. As whole rows are
    picked, what holds between columns still does, and what is unique stays so.

    >>> from seeding.columns.key import Serial
    >>> Kept(Serial(), [0, 2, 4], among={}, tried=5).count
    3
    """

    unique = True

    def __init__(
        self, column: Column, numbers: Sequence[int], *, among: Mapping[str, Column], tried: int, nulls: float = 0.0
    ) -> None:
        super().__init__(nulls=nulls)
        self.column, self.numbers, self.among, self.tried = column, list(numbers), dict(among), tried
        self._numbers = np.array(self.numbers, dtype=np.int64)

    @property
    def count(self) -> int:
        """How many rows there can be."""
        return len(self.numbers)

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        return arrays.decode(self._picked(rows).column(rows.name))

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parents of the rows picked out, where the column is a reference."""
        picked = self._picked(rows)
        return self.column.parent_rows(picked._view(rows.name))

    def _picked(self, rows: Rows) -> Rows:
        if len(rows) and int(rows.indices.max()) >= self.count:
            raise FactoryError(
                f"{rows.table} has room for {self.count} rows: no more of the first {self.tried} pass its constraints",
                hint=f"give {rows.table} {self.count} rows at most",
            )
        spec = TableRows(rows.table, {**self.among, rows.name: self.column}, 0, self.tried)
        world = replace(rows.world, tables={**rows.world.tables, rows.table: spec})
        return Rows(world, spec, self._numbers[rows.indices])
