"""Days of birth, by age."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.draws import unit
from seeding.columns.instants import dates, years_before
from seeding.columns.quantiles import Quantiles
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_EPOCH = datetime.date(1970, 1, 1)
# Density falls in a straight line to a fifth at the highest age: an adult population's shape, roughly.
_KNOTS = 64
_OLDEST = 0.2


def _ages() -> Quantiles:
    places = np.arange(_KNOTS + 1) / _KNOTS
    share = places - (1.0 - _OLDEST) / 2.0 * places * places
    share /= share[-1]
    return Quantiles(share, places)


_AGES = _ages()


class BirthDate(Column):
    """The day of birth (date) of someone who is `min_age` to `max_age` whole years old at the plan's present.

    Younger ages are more common: five times as many at the lowest age as at the highest.

    >>> BirthDate(18, 85)
    BirthDate(18, 85)
    """

    def __init__(self, min_age: int = 18, max_age: int = 90, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if not 0 <= min_age <= max_age <= 150:
            raise FactoryError(f"{self!r}: ages in whole years, the lowest first, 0 to 150")
        self.min_age, self.max_age = min_age, max_age

    def values(self, rows: Rows) -> pa.Array:
        """One day a row."""
        today = rows.now.astype("datetime64[D]").astype(datetime.date)
        latest = (years_before(today, self.min_age) - _EPOCH).days
        earliest = (years_before(today, self.max_age + 1) - _EPOCH).days + 1
        back = _AGES.at(unit(rows.draws()))
        back *= float(latest - earliest + 1)
        days = latest - back.astype(np.int64)
        return dates(np.maximum(days, earliest))
