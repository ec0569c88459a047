"""What goes with something that happened, and is not there where it did not: who voided a sale, and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows


def _missing(rows: Rows, name: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Where the column `name` is NULL."""
    nulls = arrays.decode(rows.column(name)).is_null()
    return np.asarray(nulls.to_numpy(zero_copy_only=False), dtype=np.bool_)


class Together(Column):
    """What `then` makes in rows whose column `name` has a value; NULL where that is NULL.

    >>> from seeding.columns.constant import Constant
    >>> Together("voided_at", Constant("Entered twice."))
    Together('voided_at', Constant('Entered twice.'))
    """

    def __init__(self, name: str, then: Column, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.neighbour, self.then = name, then

    def values(self, rows: Rows) -> pa.Array:
        """`then` is made for every row, so that a row's value does not depend on its neighbours."""
        made = arrays.decode(self.then.produce(rows.nested("then")))
        return arrays.with_nulls(made, _missing(rows, self.neighbour))

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parents that `then` refers to, where it is a reference; the rest have some number all the same."""
        return self.then.parent_rows(rows.nested("then"))


class TogetherReference(Reference):
    """The key of any parent in rows whose column `beside` has a value; NULL where that is NULL.

    >>> TogetherReference("staff", beside="voided_at")
    TogetherReference('staff', beside='voided_at')
    """

    def __init__(self, parent: str, *, key: str = "id", beside: str, **options: Any) -> None:
        super().__init__(parent, key=key, **options)
        self.neighbour = beside

    def produce(self, rows: Rows) -> pa.Array:
        """The parents' keys, where it happened."""
        made = arrays.decode(super().produce(rows))
        return arrays.with_nulls(made, _missing(rows, self.neighbour))
