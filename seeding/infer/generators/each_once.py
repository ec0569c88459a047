"""A short list of values, each in one row at most: what a unique column of an enum has room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from seeding.columns import pools
from seeding.columns.base import Column
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class EachOnce(Column):
    """Each of `options` in one row, in an order of its own; FactoryError for more rows than options.

    >>> EachOnce(["low", "high"]).count
    2
    """

    def __init__(self, options: Sequence[Any]) -> None:
        super().__init__()
        self.options = list(dict.fromkeys(options))
        self._pool = pools.of(self.options)

    @property
    def count(self) -> int:
        """How many rows there can be."""
        return len(self.options)

    def values(self, rows: Rows) -> pa.Array:
        """One option a row."""
        if len(rows) and int(rows.indices.max()) >= self.count:
            raise FactoryError(
                f"{rows.table}.{rows.name} is unique, and there are {self.count} values for it: {self.options!r}",
                hint=f"give {rows.table} {self.count} rows at most",
            )
        return pools.take(self._pool, Permutation(self.count, rows.key())(rows.indices))
