"""Positions on the map that fit the city beside them."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.places import MICRO, places, reach
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_LOW = np.uint64(0xFFFFFFFF)


class _Coordinate(Column):
    def __init__(self, of: str, *, spread_km: float = 6.0, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        if not 0 <= spread_km <= 500:
            raise FactoryError(f"{self!r}: a spread of {spread_km!r} km; it lies between 0 and 500")
        self.of = of
        self.spread_km = spread_km

    @abstractmethod
    def _around(self, city: Indices) -> tuple[Indices, int | Indices]:
        """The city's own coordinate and the reach, in millionths of a degree."""

    def values(self, rows: Rows) -> arrays.Values:
        """Degrees with six decimals, as float64; null for a city we do not know."""
        city = places().of(rows, self.of)
        centre, reach_here = self._around(city)
        draw = rows.draws()
        # The difference of two uniform halves: most rows near the middle, none beyond the reach.
        away = (draw >> np.uint64(32)).astype(np.int64) - (draw & _LOW).astype(np.int64)
        degrees = (centre + ((away * reach_here) >> 32)) / float(MICRO)
        return pa.array(degrees, mask=city < 0 if (city < 0).any() else None)


class Latitude(_Coordinate):
    """Degrees north (WGS 84) of a place in the city named in column `of`: within `spread_km` of its centre.

    >>> Latitude(of="city")
    Latitude(of='city')
    """

    def _around(self, city: Indices) -> tuple[Indices, int | Indices]:
        return places().latitude[city], reach(self.spread_km)[0]


class Longitude(_Coordinate):
    """Degrees east (WGS 84) of a place in the city named in column `of`: within `spread_km` of its centre.

    >>> Longitude(of="city", spread_km=2)
    Longitude(of='city', spread_km=2)
    """

    def _around(self, city: Indices) -> tuple[Indices, int | Indices]:
        return places().longitude[city], reach(self.spread_km)[1][city]
