"""Time zones: that of the city beside them."""

from __future__ import annotations

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.places import places
from seeding.columns.rows import Rows


class TimeZone(Column):
    """The IANA time zone ("Asia/Kolkata") of the city in column `of`; null for a city we do not know.

    >>> TimeZone(of="city")
    TimeZone(of='city')
    """

    def __init__(self, of: str, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.of = of

    def values(self, rows: Rows) -> arrays.Values:
        """One time zone a row."""
        city = places().of(rows, self.of)
        return pools.pick(places().time_zone, city, city < 0 if (city < 0).any() else None)
