"""The few values that rows of several tables have in common, where no table lists them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from seeding.columns import pools
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.rows import Rows, TableRows
from seeding.errors import FactoryError


class Shared(Column):
    """One of `count` values of `column`, the same ones wherever `of` is the same: the owner of a row of any table.

    >>> from seeding.columns.constant import Constant
    >>> Shared(Constant("acme"), of="tenant_id", count=1)
    Shared(Constant('acme'), of='tenant_id', count=1)
    """

    def __init__(self, column: Column, *, of: str, count: int = 8, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if count < 1:
            raise FactoryError(f"Shared(count={count}): there is one value at least")
        self.column, self.of, self.count = column, of, count

    def values(self, rows: Rows) -> pa.Array:
        """One value a row."""
        spec = TableRows(self.of, {"value": self.column}, 0, self.count)
        world = replace(rows.world, tables={**rows.world.tables, self.of: spec})
        pool = world.rows(self.of, np.arange(self.count, dtype=np.int64)).column("value")
        return pools.take(pool, below(rows.draws(), self.count))
