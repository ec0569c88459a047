"""What somebody else makes, NULL where production has it so."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.arrays import Values
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.rows import Rows
from seeding.infer.patterned.sources import codes


class PatternNulls(Column):
    """The values of `column`, NULL in rows whose code in the column `code` is `null`."""

    def __init__(self, column: Column, *, code: str, null: int) -> None:
        super().__init__()
        self.column, self.code, self.null = column, code, null
        self.rowwise = column.rowwise

    def values(self, rows: Rows) -> Values:
        """One value a row."""
        made: pa.Array = self.column.produce(rows)
        absent: np.ndarray[tuple[int], np.dtype[np.bool_]] = codes(rows, self.code) == self.null
        return arrays.with_nulls(made, absent)

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parents of the column inside, where it is a reference."""
        return self.column.parent_rows(rows)

    def __repr__(self) -> str:
        return f"PatternNulls({self.column!r})"
