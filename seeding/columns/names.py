"""Names of people, ready to be drawn: which go together, and how common each is.

Built once a process, and only for the locales in use.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns import pools
from seeding.columns.draws import Indices, Words, key_of, words
from seeding.columns.name_lists import COUNTRIES, Locales, cultures, known_locales
from seeding.columns.rows import Rows
from seeding.columns.weighted import Weighted


class Names:
    """Every name of some locales, ready to be drawn: a cell (culture and gender), then names of that cell."""

    def __init__(self, locales: Locales, *, apart: bool) -> None:
        tables: list[list[float]] = []
        given: list[str] = []
        given_tables: list[tuple[float, ...]] = []
        family: list[str] = []
        family_tables: list[tuple[float, ...]] = []
        before: list[str] = []
        first: list[bool] = []
        two: list[float] = []
        for locale, share in locales:
            read = cultures(locale)
            total = sum(culture.weight for culture in read)
            table = []
            for culture in read:
                for gender in (0, 1):
                    table.append(share * culture.weight / total)
                    given += culture.given[gender]
                    given_tables.append(culture.given_weights[gender])
                    family += culture.family[gender]
                    family_tables.append(culture.family_weights)
                    before += [name + culture.separator for name in culture.family[gender]]
                    first.append(culture.family_first)
                    two.append(culture.two_families)
            tables.append(table)
        if not apart:
            tables = [[weight for table in tables for weight in table]]
        self._cells = Weighted(*tables)
        self._given = Weighted(*given_tables)
        self._family = Weighted(*family_tables)
        self.given = pa.array(given)
        self.family = pa.array(family)
        lead = pa.array([f"{name} " for name in given] + before)
        trail = pa.array(family + given)
        second = pa.array([f" {name}" for name in family] + [""])
        self._full = pools.Pieces(lead, trail, second)
        self._families = pools.Pieces(self.family, second)
        self._family_first = np.array(first)
        self._two = np.array(two)

    def cell(self, draws: Words, locale: Indices | None = None) -> Indices:
        """Culture and gender of each person; `locale` numbers the locale of each where they are apart."""
        return self._cells.pick(draws, locale)

    def pick_given(self, draws: Words, cell: Indices) -> Indices:
        """Given names: entries of `given`."""
        return self._given.pick(draws, cell)

    def pick_family(self, draws: Words, cell: Indices) -> Indices:
        """Family names: entries of `family`."""
        return self._family.pick(draws, cell)

    def family_first(self, cell: Indices) -> NDArray[np.bool_] | None:
        """Where the family name stands first; None where it never does."""
        if not self._family_first.any():
            return None
        flags: NDArray[np.bool_] = self._family_first[cell]
        return flags

    def second(self, draw: Words, family: Words, cell: Indices) -> Indices | None:
        """Second family names: entries of `family`, or its length for none; None where nobody has one."""
        if not self._two.any():
            return None
        entries = self._family.pick(family, cell)
        has_two = (draw >> np.uint64(11)) < (self._two * 2.0**53).astype(np.uint64)[cell]
        chosen: Indices = np.where(has_two, entries, len(self.family))
        return chosen

    def full(self, given: Indices, family: Indices, second: Indices | None, cell: Indices) -> pa.Array:
        """Full names."""
        first = self.family_first(cell)
        lead, trail = given, family
        if first is not None:
            lead = np.where(first, len(self.given) + family, given)
            trail = np.where(first, len(self.family) + given, family)
        return self._full.joined(lead, trail) if second is None else self._full.joined(lead, trail, second)

    def families(self, family: Indices, second: Indices) -> pa.Array:
        """Family names of people who may have two."""
        return self._families.joined(family, second)


@lru_cache(maxsize=64)
def names_of(locales: Locales) -> Names:
    """People of these locales, mixed by weight."""
    return Names(locales, apart=False)


def names_by_country(countries: pa.Array, otherwise: str) -> tuple[Names, Indices]:
    """People of these countries (codes), and the number of each one's locale among them.

    `otherwise` is the locale of people whose country we know no names of.
    """
    codes, locales, locale_of = _countries()
    place = pools.find(countries, codes)
    locale = np.where(place < 0, locales.index(otherwise), locale_of[place])
    known, number = _met.names(np.flatnonzero(np.bincount(locale, minlength=len(locales))))
    return known, number[locale]


class _Met:
    """The names of every locale that was asked for so far: a few people do not wait for all the names there are."""

    def __init__(self) -> None:
        self._known: tuple[Names, Indices] | None = None

    def names(self, wanted: Indices) -> tuple[Names, Indices]:
        """Names of these locales and others, and the number of each known locale among them (-1 for none)."""
        known = self._known
        if known is None or (known[1][wanted] < 0).any():
            known = self._known = self._with(wanted, known)
        return known

    def _with(self, wanted: Indices, known: tuple[Names, Indices] | None) -> tuple[Names, Indices]:
        _, locales, locale_of = _countries()
        met = np.zeros(len(locales), np.bool_) if known is None else known[1] >= 0
        met[wanted] = True
        if 2 * np.count_nonzero(met) > len(locales):  # the rest will be asked for as well
            met[locale_of] = True
        number = np.where(met, np.cumsum(met) - 1, -1)
        return Names(tuple((locales[n], 1.0) for n in np.flatnonzero(met)), apart=True), number


_met = _Met()


@lru_cache(maxsize=1)
def _countries() -> tuple[pa.Array, tuple[str, ...], Indices]:
    """The codes of the countries, all locales, and the number of each country's."""
    locales = known_locales()
    numbers = np.array([locales.index(locale) for locale in COUNTRIES.values()], dtype=np.int64)
    return pa.array(list(COUNTRIES)), locales, numbers


def person_draws(rows: Rows, person: str | None, stream: str) -> Words:
    """A word per row about a person: the column's own, or that of all columns which describe `person`."""
    if person is None:
        return rows.draws(stream)
    return words(key_of(rows.world.seed, rows.table, "\x1fperson", person, rows.stream, stream), rows.indices)
