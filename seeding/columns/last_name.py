"""Family names, alone or as part of the full name beside them."""

from __future__ import annotations

from seeding.columns import arrays, pools
from seeding.columns.full_name import family_part
from seeding.columns.person_name import Locale, _Person
from seeding.columns.rows import Rows


class LastName(_Person):
    """A family name (both of them where people carry two). With `of`, that of the full name in another column.

    Without it, `FirstName` and `LastName` of one table describe the same person as long as `person` (any
    word) and the locale are the same: their culture and gender agree. See `PersonName` for `locale` and
    `country`.

    >>> LastName("pl_PL")
    LastName('pl_PL')
    """

    def __init__(
        self,
        locale: Locale = "en_US",
        *,
        of: str | None = None,
        country: str | None = None,
        person: str = "",
        nulls: float = 0.0,
    ) -> None:
        super().__init__(locale, country=country, person=person, nulls=nulls)
        self.of = of

    def values(self, rows: Rows) -> arrays.Values:
        """One family name a row."""
        if self.of is not None:
            return family_part(rows, self.of)
        known, cell = self._known(rows)
        family, second = self._family(rows, known, cell)
        if second is None:
            return pools.pick(known.family, family)
        return known.families(family, second)
