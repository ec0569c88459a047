"""Full names of people who could exist: common names are common, and both names are of one culture."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns import arrays, name_lists, names, strings
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.rows import Rows

Locale = str | Mapping[str, float]


class _Person(Column):
    """What the three name generators share: whose name it is, and the draws behind it."""

    def __init__(
        self,
        locale: Locale = "en_US",
        *,
        country: str | None = None,
        person: str | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.locales = name_lists.parse_locales(locale, self)
        self.country = country
        self.person = person

    def _known(self, rows: Rows) -> tuple[names.Names, Indices]:
        """The names in use and the cell of each row."""
        draws = names.person_draws(rows, self.person, "cell")
        if self.country is None:
            known = names.names_of(self.locales)
            return known, known.cell(draws)
        known, locale = names.names_by_country(rows.column(self.country), self.locales[0][0])
        return known, known.cell(draws, locale)

    def _given(self, rows: Rows, known: names.Names, cell: Indices) -> Indices:
        return known.pick_given(names.person_draws(rows, self.person, "given"), cell)

    def _family(self, rows: Rows, known: names.Names, cell: Indices) -> tuple[Indices, Indices | None]:
        first = known.pick_family(names.person_draws(rows, self.person, "family"), cell)
        draw = names.person_draws(rows, self.person, "second")
        return first, known.second(draw, draw * np.uint64(0x9E3779B97F4A7C15), cell)


class PersonName(_Person):
    """A full name, without titles: "Anna Kowalska", "Rajesh Iyer", "María García López", "佐藤 明美".

    `locale` is one of `seeding.columns.name_lists.known_locales()`, or a dict of locale → weight. `country` names a
    column of ISO 3166-1 alpha-2 codes: each row's name is then one of that country, in Latin letters, and
    `locale` serves countries we have no names for. `of` names a column of given names and one of family names:
    the full name is then made of those. `person` names whose name it is: columns of one table that share it
    (and the locale) describe the same person; by default a full name is nobody else's.

    >>> PersonName(locale={"en_IN": 0.8, "en_GB": 0.2})
    PersonName(locale={'en_IN': 0.8, 'en_GB': 0.2})
    """

    def __init__(
        self,
        locale: Locale = "en_US",
        *,
        of: tuple[str, str] | None = None,
        country: str | None = None,
        person: str | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(locale, country=country, person=person, nulls=nulls)
        self.of = of

    def values(self, rows: Rows) -> arrays.Values:
        """One full name a row."""
        if self.of is not None:
            given, family = (strings.plain(rows.column(name)) for name in self.of)
            return self._joined(given, family)
        known, cell = self._known(rows)
        given = self._given(rows, known, cell)
        family, second = self._family(rows, known, cell)
        return known.full(given, family, second, cell)

    def family_first(self, rows: Rows) -> NDArray[np.bool_] | None:
        """Where the family name stands before the given name; None where it never does."""
        known, cell = self._known(rows)
        return known.family_first(cell)

    def _joined(self, given: pa.Array, family: pa.Array) -> pa.Array:
        if len(self.locales) == 1:
            (culture, *_) = name_lists.cultures(self.locales[0][0])
            if culture.family_first:
                return pc.binary_join_element_wise(family, given, culture.separator)
        # A name may come without the other: no space is left over then.
        return pc.utf8_trim(pc.binary_join_element_wise(given, family, " "), characters=" ")
