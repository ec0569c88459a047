"""The same value in every row."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.rows import Rows


class Constant(Column):
    """One value for all rows: text, number, boolean, date, datetime, UUID, list, a dict as JSON, or None.

    >>> Constant("EUR")
    Constant('EUR')
    """

    def __init__(self, value: Any, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self._pool = pools.of([value])

    def values(self, rows: Rows) -> arrays.Values:
        """The value, repeated."""
        if isinstance(self._pool, pa.ExtensionArray):
            storage = pa.repeat(self._pool.storage[0], len(rows))
            return pa.ExtensionArray.from_storage(self._pool.type, storage)
        return pa.repeat(self._pool[0], len(rows))
