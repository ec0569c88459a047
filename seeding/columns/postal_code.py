"""Postal codes that look right for the city beside them."""

from __future__ import annotations

import numpy as np

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.places import places, postal_codes
from seeding.columns.rows import Rows


class PostalCode(Column):
    """A postal code in the form and the range of the city in column `of`, some two dozen a city.

    Null for a city we do not know and in countries without postal codes. Not every code exists.

    >>> PostalCode(of="city")
    PostalCode(of='city')
    """

    def __init__(self, of: str, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.of = of

    def values(self, rows: Rows) -> arrays.Values:
        """One code a row."""
        codes, starts, counts = postal_codes()
        city = places().of(rows, self.of)
        count = np.where(city < 0, 0, counts[city])
        missing = count == 0 if not count.all() else None
        entry = starts[city] + below(rows.draws(), count)
        return pools.pick(codes, np.minimum(entry, len(codes) - 1), missing)
