"""The hour that people agree on: by day, on the quarter."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.instants import DAY
from seeding.columns.rows import Rows

_QUARTER = DAY // 96
_FIRST, _COUNT = 32, 48  # quarters of an hour: from eight in the morning until eight in the evening


class Planned(Column):
    """The day after the moment that `about` makes, at a quarter of an hour between eight and eight; NULL where that is.

    It never lies before that moment.

    >>> from seeding.columns.moment import Moment
    >>> Planned(Moment(after="created_at", within="30d"))
    Planned(Moment(after='created_at', within='30d'))
    """

    def __init__(self, about: Column, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.about = about

    def values(self, rows: Rows) -> pa.Array:
        """One moment a row."""
        made = arrays.decode(self.about.produce(rows.nested("about")))
        micros = made.cast(pa.timestamp("us")).cast(pa.int64())
        days = pc.subtract(micros, _into_day(micros))
        quarter = (below(rows.draws("quarter"), _COUNT) + _FIRST) * _QUARTER
        return pc.add(pc.add(days, DAY), pa.array(quarter.astype(np.int64))).cast(pa.timestamp("us")).cast(made.type)


def _into_day(micros: pa.Array) -> pa.Array:
    """How far into its day each moment is."""
    whole = pc.floor(pc.divide(pc.cast(micros, pa.float64()), float(DAY)))
    return pc.subtract(micros, pc.multiply(whole.cast(pa.int64()), DAY))
