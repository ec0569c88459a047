"""A reference nobody declared: `post_id` where there is a table of posts, without a foreign key between them."""

from __future__ import annotations

import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows


class SoftReference(Column):
    """The key of a row of `parent` where that table is filled too, else what `otherwise` makes.

    >>> from seeding.columns.integer import Integer
    >>> SoftReference("public.posts", Integer(1, 1000))
    SoftReference('public.posts', Integer(1, 1000))
    """

    def __init__(self, parent: str, otherwise: Column, *, key: str = "id", nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.parent, self.otherwise, self.key = parent, otherwise, key
        self._reference = Reference(parent, key=key)

    def values(self, rows: Rows) -> pa.Array:
        """One key a row."""
        table = rows.world.known(self.parent)
        if table is None or not table.count or self.key not in table.columns:
            return self.otherwise.produce(rows.nested("otherwise"))
        name, numbers = self._reference.parent_rows(rows)
        return rows.at(name, numbers).column(self.key)
