"""A parent's value, copied: the tenant of the order's customer, the currency of the account."""

from __future__ import annotations

import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.related import related
from seeding.columns.rows import Rows


class FromParent(Column):
    """The column `column` of the parent row that `reference` points at; null where there is no parent.

    `column` may follow further references: `FromParent("order_id", "user_id.country")`. It is also how a
    foreign key of several columns gets the others from the same parent.

    >>> FromParent("user_id", "country")
    FromParent('user_id', 'country')
    """

    def __init__(self, reference: str, column: str, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.reference, self.column = reference, column

    def values(self, rows: Rows) -> pa.Array:
        """The parents' values."""
        return related(rows, f"{self.reference}.{self.column}")
