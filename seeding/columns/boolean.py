"""Yes or no."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.draws import chance
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class Bool(Column):
    """True in a `share` (0 to 1) of the rows.

    >>> Bool(0.8)
    Bool(0.8)
    """

    def __init__(self, share: float = 0.5, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if not 0 <= share <= 1:
            raise FactoryError(f"{self!r}: a share of rows lies between 0 and 1")
        self.share = share

    def values(self, rows: Rows) -> pa.Array:
        """One truth a row."""
        bits = np.packbits(chance(rows.draws(), self.share), bitorder="little")
        return pa.Array.from_buffers(pa.bool_(), len(rows), [None, pa.py_buffer(bits)])
