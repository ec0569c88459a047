"""Codes drawn by their shares: on their own, or given the code of the column that this one depends on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from seeding.columns.base import Column
from seeding.columns.draws import Indices, Words, below
from seeding.columns.rows import Rows
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.bins import Bins, place_of
from seeding.infer.patterned.raked import Given, Raked, compact
from seeding.infer.patterned.readings import Reading
from seeding.infer.patterned.sources import NOBODY, Source
from seeding.infer.patterned.strata import Table, dealt, spread, within

Shares = tuple[float, ...]


class Coded(Column):
    """A code a row: 0, 1, 2 … by `shares`, or by the row of `given` that the code of `on` names.

    `nobody` is for rows that have no parent to depend on. A row that is empty, or all 0, is unknown: `shares` decide
    there, as they do where `on` has no code. `also` are tables of further columns that this one depends on, all of
    which are to come true. Rows that would not be `apart` draw again.
    """

    def __init__(
        self,
        shares: Shares,
        *,
        on: Source | None = None,
        given: Sequence[Shares] = (),
        nobody: Shares = (),
        also: Sequence[Given] = (),
        apart: Apart | None = None,
    ) -> None:
        super().__init__()
        self.shares, self.on, self.apart, self.also = shares, on, apart, tuple(also)
        self.by, self.nobody = (*given, *([nobody] if nobody else [])), bool(nobody)

    @cached_property
    def _table(self) -> Bins:
        rows = [*(row if sum(row) > 0 else self.shares for row in self.by), self.shares]
        return Bins([share for row in rows for share in row], [n * len(self.shares) for n in range(len(rows))])

    @cached_property
    def _tables(self) -> Table:
        return np.array([*(row if sum(row) > 0 else self.shares for row in self.by), self.shares])

    def values(self, rows: Rows) -> Indices:
        """One code a row."""
        if self.on is None or not len(rows):
            unknown = np.full(len(rows), len(self.by), dtype=np.int64)
            return self._drawn(rows, spread(rows), unknown)
        if self.also:
            return self._of_several(rows)
        if self.apart is None:
            found = dealt(rows, self._given, lambda: self._tables, np.array(self.shares))
            if found is not None:
                return found
        return self._drawn(rows, within(rows, self._given), self._given(rows))

    @cached_property
    def _raked(self) -> Raked:
        assert self.on is not None
        known = len(self.by) - self.nobody
        first = Given(self.on, tuple(self.by[:known]), self.by[-1] if self.nobody else ())
        return Raked((first, *self.also), self.shares)

    def _of_several(self, rows: Rows) -> Indices:
        if self.apart is None:
            found = dealt(rows, *self._groups(rows), np.array(self.shares))
            if found is not None:
                return found
        draws = rows.draws()
        if self.apart is not None:
            draws = self.apart.draws(rows, draws, after=self.apart.after)
        return self._evened(rows, self._raked.draw(rows, place_of(draws)), draws)

    def _groups(self, rows: Rows) -> tuple[Callable[[Rows], Indices], Callable[[], Table]]:
        """Which rows have the same codes of all that the column depends on, and the shares of each such group."""
        numbers: list[Indices] = []

        def groups(everyone: Rows) -> Indices:
            found, which = compact(self._raked.places(everyone))
            numbers.append(found)
            return which

        return groups, lambda: self._raked.chances(rows, numbers[0])

    def _given(self, rows: Rows) -> Indices:
        assert self.on is not None
        table = self.on.read(rows)
        known = len(self.by) - self.nobody
        found = np.where((table < 0) | (table >= known), len(self.by), table)
        return np.where(table == NOBODY, known, found) if self.nobody else found

    def _drawn(self, rows: Rows, draws: Words, table: Indices) -> Indices:
        if self.apart is not None:
            draws = self.apart.draws(rows, draws, after=self.apart.after)
        return self._evened(rows, self._table.find(place_of(draws), table)[0] - table * len(self.shares), draws)

    def _evened(self, rows: Rows, found: Indices, draws: Words) -> Indices:
        if self.apart is not None:
            even = np.flatnonzero(self.apart.even(rows))
            some = np.flatnonzero(np.array(self.shares) > 0)
            found[even] = some[below(draws[even], len(some))]
        return found


class Read(Column):
    """The codes that the values of the column `name` have: it is made by somebody else."""

    def __init__(self, name: str, reading: Reading) -> None:
        super().__init__()
        self.name, self.reading = name, reading

    def values(self, rows: Rows) -> Indices:
        """One code a row."""
        return self.reading.codes(rows.column(self.name))
