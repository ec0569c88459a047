"""Arrays of whatever another generator makes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.arrays import decode
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class ArrayOf(Column):
    """An array of `least` to `most` values of `column`, every length equally likely; values may repeat.

    Each place of the array has draws of its own; a generator that derives from another column sees its row.

    >>> from seeding.columns.integer import Integer
    >>> ArrayOf(Integer(1, 6), 2, 5)
    ArrayOf(Integer(1, 6), 2, 5)
    """

    def __init__(self, column: Column, least: int = 0, most: int = 5, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if not isinstance(column, Column) or not 0 <= least <= most:
            raise FactoryError(f"{self!r}: a generator, and from {least} to {most} values of it")
        self.column, self.least, self.most = column, least, most

    def values(self, rows: Rows) -> pa.Array:
        """One array a row."""
        lengths = below(rows.draws("length"), self.most - self.least + 1) + self.least
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        order = np.empty(int(offsets[-1]), dtype=np.int64)
        parts, made = [], 0
        for place in range(max(int(lengths.max(initial=0)), 1)):
            long = np.flatnonzero(lengths > place)
            # With no row that long, an empty part still says the type of the values.
            part = decode(self.column.produce(rows.nested(f"{place}", rows.indices[long])))
            order[offsets[long] + place] = np.arange(made, made + len(long), dtype=np.int64)
            parts.append(part)
            made += len(long)
        kind = parts[0].type
        plain = [part.storage if isinstance(part, pa.ExtensionArray) else part for part in parts]
        values = pa.concat_arrays(plain).take(pa.array(order))
        if isinstance(kind, pa.BaseExtensionType):
            values = pa.ExtensionArray.from_storage(kind, values)
        return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), arrays.decode(values))
