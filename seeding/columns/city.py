"""Cities people live in: real ones, large ones more often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.places import cities_by_country, city_weights, parse_countries, places
from seeding.columns.rows import Rows

Countries = str | Sequence[str] | Mapping[str, float] | None


class City(Column):
    """The English name of a city, as often as it has inhabitants: "Mumbai", "Leeds", "Kraków".

    `countries` limits it to some (ISO 3166-1 alpha-2; a dict gives their shares). `country` names a column of such
    codes to agree with, null for a country we know no city of. `Country`, `Region`, `Latitude`, `Longitude`,
    `PostalCode` and `TimeZone` with `of=` then follow the city.

    >>> City({"US": 0.6, "IN": 0.4})
    City({'US': 0.6, 'IN': 0.4})
    """

    def __init__(self, countries: Countries = None, *, country: str | None = None, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.countries = parse_countries(countries, self)
        self.country = country

    def values(self, rows: Rows) -> arrays.Values:
        """One city a row."""
        known = places()
        if self.country is None:
            table, cities = city_weights(self.countries)
            return pools.pick(known.city, cities[table.pick(rows.draws())])
        table, cities = cities_by_country()
        number = pools.find(rows.column(self.country), known.codes)
        missing = number < 0 if (number < 0).any() else None
        entry = table.pick(rows.draws(), np.maximum(number, 0))
        return pools.pick(known.city, cities[entry], missing)
