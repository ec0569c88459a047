"""A neighbour's value once more: an e-mail address beside the table's own copy of it, in a document."""

from __future__ import annotations

import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.rows import Rows


class SameAs(Column):
    """The value that the column `name` has in the same row.

    >>> SameAs("email")
    SameAs('email')
    """

    def __init__(self, name: str, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.neighbour = name

    def values(self, rows: Rows) -> pa.Array:
        """The neighbour's values."""
        return arrays.decode(rows.column(self.neighbour))
