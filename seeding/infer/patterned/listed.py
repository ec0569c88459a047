"""Rows of a reference table, as they stand in the pattern file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.rows import Rows


class Listed(Column):
    """The values of one column, row by row."""

    def __init__(self, values: pa.Array) -> None:
        super().__init__()
        self.listed = values

    def values(self, rows: Rows) -> pa.Array:
        """The values of these rows."""
        return self.listed.take(pa.array(rows.indices % max(len(self.listed), 1)))

    def __repr__(self) -> str:
        return f"Listed({len(self.listed)} rows)"


class RowNumber(Column):
    """What code each row of the list has: its own number, or the one that means NULL."""

    def __init__(self, codes: Sequence[int]) -> None:
        super().__init__()
        self.codes = np.array(codes, dtype=np.int64)

    def values(self, rows: Rows) -> Indices:
        """One code a row."""
        found: Indices = self.codes[rows.indices % max(len(self.codes), 1)]
        return found

    def __repr__(self) -> str:
        return f"RowNumber({len(self.codes)} rows)"
