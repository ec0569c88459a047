"""Cities of the country that the row's parent is, or is in."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.city import City
from seeding.columns.draws import Indices
from seeding.columns.places import cities_by_country, places
from seeding.columns.related import related
from seeding.columns.rows import Rows
from seeding.infer.records import listed


@lru_cache(maxsize=1)
def _countries() -> tuple[pa.Array, Indices, pa.Array]:
    """All codes and names of countries, which country each is (-1 where we know no city), and each one's capital."""
    known, known_codes = listed("countries"), places().codes.to_pylist()
    written: dict[str, int] = {}
    for field in ("alpha2", "alpha3", "name"):
        for place, text in enumerate(known[field]):
            written.setdefault(text, place)
    numbers = [known_codes.index(code) if code in known_codes else -1 for code in known["alpha2"]]
    order = list(written.values())
    return (
        pa.array(list(written)),
        np.array([numbers[n] for n in order]),
        pa.array([known["capital"][n] for n in order]),
    )


class CityIn(Column):
    """A city of the country that column `column` of the row's parent names, by code or English name.

    `reference` is the column that refers to the parent. The capital, where we know no other city of a country; any
    city, where the parent names no country that we know.

    >>> CityIn("country_id", "name")
    CityIn('country_id', 'name')
    """

    def __init__(self, reference: str, column: str, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.reference, self.column = reference, column
        self._any = City()

    def values(self, rows: Rows) -> pa.Array:
        """One city a row."""
        anywhere = arrays.decode(self._any.values(rows.nested("any")))
        if self.reference not in rows.spec.columns or self.column not in rows.parents(self.reference).spec.columns:
            return anywhere
        named = arrays.decode(related(rows, f"{self.reference}.{self.column}")).cast(pa.string())
        texts, numbers, capitals = _countries()
        found = pools.find(named, texts)
        number = np.where(found < 0, -1, numbers[np.maximum(found, 0)])
        table, cities = cities_by_country()
        drawn = cities[table.pick(rows.draws(), np.maximum(number, 0))]
        here = pools.take(places().city, drawn)
        capital = pools.take(capitals, np.maximum(found, 0))
        return pc.if_else(pa.array(number >= 0), here, pc.if_else(pa.array(found >= 0), capital, anywhere))
