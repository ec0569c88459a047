"""Numbers that count a parent's rows: line 1, 2, 3 of an order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.rows import Rows
from seeding.infer.generators.matching import ranks


class PatternRank(Column):
    """Which of the rows with the same values in the columns `by` a row is, from `first` on."""

    def __init__(self, by: Sequence[str], first: int = 1) -> None:
        super().__init__()
        self.by, self.first = tuple(by), first

    def values(self, rows: Rows) -> pa.Array:
        """One number a row."""
        return pa.array(ranks(rows, self.by)[0].astype(np.int64) + self.first)

    def __repr__(self) -> str:
        return f"PatternRank({', '.join(self.by)}, from {self.first})"
