"""The first day of a month, a quarter or a year: what budgets and closed periods are kept by."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_RECENT = {"month": 24, "quarter": 12, "year": 5}


class PeriodStart(Column):
    """The day on which a `unit` begins, one of the last ones; with `unique` one after the other, backwards.

    >>> PeriodStart("quarter", unique=True)
    PeriodStart('quarter', unique=True)
    """

    def __init__(self, unit: str, *, unique: bool = False, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if unit not in _MONTHS:
            raise FactoryError(f"PeriodStart({unit!r}): units are {', '.join(_MONTHS)}")
        self.unit, self.unique = unit, unique

    def values(self, rows: Rows) -> pa.Array:
        """One day a row."""
        step = _MONTHS[self.unit]
        last = int(rows.now.astype("datetime64[M]").astype(np.int64)) // step * step
        back = rows.indices if self.unique else below(rows.draws(), _RECENT[self.unit])
        months = (last - back * step).astype("datetime64[M]")
        return pa.array(months.astype("datetime64[D]"))
