"""States, provinces and counties: that of the city beside them."""

from __future__ import annotations

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.places import places
from seeding.columns.rows import Rows


class Region(Column):
    """The first-level region of the city in column `of`, in English; null for a city we do not know.

    >>> Region(of="city")
    Region(of='city')
    """

    def __init__(self, of: str, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.of = of

    def values(self, rows: Rows) -> arrays.Values:
        """One region a row."""
        city = places().of(rows, self.of)
        return pools.pick(places().region, city, city < 0 if (city < 0).any() else None)
