"""Telephone numbers that ring nobody: only those regulators set aside for fiction."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.permutation import Permutation
from seeding.columns.phone_ranges import REGIONS, numbers_of
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_STYLES = ("e164", "international", "national")


class Phone(Column):
    """A number reserved for fiction, as "+12125550147" (`format="e164"`, ITU-T E.164).

    `region` is US, CA, GB, AU, FR, DE, SE or IE, or a dict of region → weight; other countries have set nothing
    aside. `format="international"` writes "+1 212 555-0147", `"national"` "(212) 555-0147". `country` names a
    column of ISO 3166-1 alpha-2 codes to agree with; `region` then serves the countries without such numbers, and
    `region=None` leaves them null.

    `unique=True` gives each row a number of its own. FactoryError when the table has more rows than the range has
    numbers (US: 100 for each of 300 area codes), for an unknown region, and for `unique` with `country`.

    >>> Phone("GB", format="national")
    Phone('GB', format='national')
    """

    def __init__(
        self,
        region: str | Mapping[str, float] | None = "US",
        *,
        country: str | None = None,
        format: str = "e164",  # noqa: A002
        unique: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        weights = {} if region is None else {region: 1.0} if isinstance(region, str) else dict(region)
        for name, weight in weights.items():
            if name not in REGIONS:
                raise FactoryError(
                    f"{self!r}: no telephone numbers are reserved for fiction in {name!r}",
                    hint=f"known: {', '.join(REGIONS)}; or leave the column null (Constant(None))",
                )
            if not weight > 0:
                raise FactoryError(f"{self!r}: the weight of {name!r} is {weight!r}, not above 0")
        if format not in _STYLES:
            raise FactoryError(f"{self!r}: {format!r} is no format", hint=f"known: {', '.join(_STYLES)}")
        if not weights and country is None:
            raise FactoryError(f"{self!r}: name a region, or a column of countries")
        if unique and country is not None:
            raise FactoryError(
                f"{self!r}: how many numbers a country needs is not known before its rows are",
                hint="leave out unique, or give a region instead of a country",
            )
        self.regions = tuple(weights.items())
        self.country = country
        self.format = format
        self.unique = unique

    def values(self, rows: Rows) -> arrays.Values:
        """One number a row."""
        if self.country is not None:
            return self._by_country(rows, self.country)
        numbers = numbers_of(self.regions, self.format, apart=False)
        if self.unique:
            size = len(numbers.written)
            needed = max(rows.spec.stop or 0, int(rows.indices.max(initial=-1)) + 1)
            if needed > size:
                raise FactoryError(
                    f"{rows.table}.{rows.name} is {self!r}, and there are {size:,} such numbers, "
                    f"too few for {needed:,} rows",
                    hint="leave out unique, or add regions: Phone({'US': 1, 'GB': 1, 'AU': 1, 'FR': 1})",
                )
            return pools.pick(numbers.written, Permutation(size, rows.key())(rows.indices))
        block = numbers.ranges.pick(rows.draws("range"))
        return pools.pick(numbers.written, numbers.starts[block] + below(rows.draws(), numbers.sizes[block]))

    def _by_country(self, rows: Rows, country: str) -> pa.Array:
        known = tuple((region, 1.0) for region in REGIONS)
        numbers = numbers_of(known, self.format, apart=True)
        place = pools.find(rows.column(country), pa.array(list(REGIONS)))
        missing = None
        if self.regions:
            place = np.where(place < 0, list(REGIONS).index(self.regions[0][0]), place)
        else:
            missing = place < 0
            place = np.maximum(place, 0)
        block = numbers.ranges.pick(rows.draws("range"), place)
        entry = numbers.starts[block] + below(rows.draws(), numbers.sizes[block])
        return pools.pick(numbers.written, entry, missing)
