"""References to the own table where the root cannot be null, or where each row is referred to once."""

from __future__ import annotations

import pyarrow as pa

from seeding.columns.draws import Indices
from seeding.columns.reference import SelfReference
from seeding.columns.rows import Rows


class RootedReference(SelfReference):
    """The key of an earlier row of the own table; a root refers to itself, as NOT NULL demands.

    >>> RootedReference(roots=0.2)
    RootedReference(roots=0.2)
    """

    def values(self, rows: Rows) -> pa.Array:
        """The parents' keys."""
        return rows.parents(rows.name).column(self.key)


class PreviousRow(SelfReference):
    """The key of the row before, null for the first: a chain in which each row is referred to once at most.

    >>> PreviousRow(key="code")
    PreviousRow(key='code')
    """

    def __init__(self, *, key: str = "id") -> None:
        super().__init__(roots=0.0, key=key)
        self._arguments = ((), {"key": key})

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The row number before; the first row's own."""
        before = rows.indices - (rows.indices > rows.spec.start)
        return rows.table, before
