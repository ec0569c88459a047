"""Countries, alone or as that of the city beside them."""

from __future__ import annotations

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.city import Countries
from seeding.columns.places import country_weights, parse_countries, places
from seeding.columns.rows import Rows


class Country(Column):
    """An ISO 3166-1 alpha-2 code ("IN"); with `name=True` the English name ("India").

    `of` names a column of cities to agree with, null for a city we do not know. Without it, one of `countries` (a
    dict gives their shares; else as often as their cities have inhabitants).

    >>> Country(of="city")
    Country(of='city')
    """

    def __init__(
        self,
        countries: Countries = None,
        *,
        of: str | None = None,
        name: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.countries = parse_countries(countries, self)
        self.of = of
        self.name = name

    def values(self, rows: Rows) -> arrays.Values:
        """One country a row."""
        known = places()
        pool = known.country_names if self.name else known.codes
        if self.of is None:
            table, countries = country_weights(self.countries)
            return pools.pick(pool, countries[table.pick(rows.draws())])
        city = known.of(rows, self.of)
        return pools.pick(pool, known.country[city], city < 0 if (city < 0).any() else None)
