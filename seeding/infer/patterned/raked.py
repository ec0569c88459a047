"""Codes that depend on several others: each by its own table, and together so that all these tables come true.

The file says how a column depends on each of a few others, never on two at once. The one that is most even among all
that agree with every such table is found by fitting to each of them in turns, over the rows that there will be
(W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11, 1940): a factor for each code of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from seeding.columns.draws import Indices
from seeding.columns.quantiles import Floats
from seeding.columns.rows import Rows, TableRows, World
from seeding.infer.patterned.settled import LOCK, Settled
from seeding.infer.patterned.sources import NOBODY, Source

_ROUNDS = 24
_LEAST = 0.001
_WHOLE = 0.97
_WHOLE_TABLE = 20_000  # groups of rows of which all shares are kept
_NEAR = 0.1  # of the rows: farther from all rows' shares is what somebody meant
_FITTED = 30_000  # rows by which factors are found

Shares = tuple[float, ...]
Table = NDArray[np.float64]

_known = Settled(256)
_samples = Settled(64)


@dataclass(frozen=True)
class Given:
    """The shares of a column's codes for each code that `on` reads; `nobody` for rows that have no parent there.

    A row that is empty, or all 0, is unknown.
    """

    on: Source
    given: tuple[Shares, ...]
    nobody: Shares = ()

    @property
    def rows(self) -> tuple[Shares, ...]:
        """All rows, that of nobody last."""
        return (*self.given, self.nobody) if self.nobody else self.given

    def places(self, rows: Rows) -> Indices:
        """Which row each of the table's rows has; one more than there are where nothing is known."""
        found, known = self.on.read(rows), len(self.given)
        places = np.where((found < 0) | (found >= known), len(self.rows), found)
        return np.where(found == NOBODY, known, places) if self.nobody else places


@dataclass(frozen=True)
class Raked:
    """Several tables for one column, of whose codes all rows have these `shares`."""

    tables: tuple[Given, ...]
    shares: Shares

    def places(self, rows: Rows) -> Indices:
        """One number for the codes that a row has of all the others."""
        found = np.zeros(len(rows), dtype=np.int64)
        for table in self.tables:
            found = found * (len(table.rows) + 1) + table.places(rows)
        return found

    def chances(self, rows: Rows, places: Indices) -> Table:
        """The share of each code for each of these numbers."""
        factors = self._factors(rows)
        found = np.tile(np.array(self.shares), (len(places), 1))
        for table, factor in zip(reversed(self.tables), reversed(factors), strict=True):
            found *= factor[places % (len(table.rows) + 1)]
            places = places // (len(table.rows) + 1)
        return _whole(found, np.array(self.shares))

    def draw(self, rows: Rows, places: Floats) -> Indices:
        """A code a row, at a place in [0, 1)."""
        which = self.places(rows)
        if self._many <= _WHOLE_TABLE:
            return _drawn(self._whole_table(rows), which, places)
        numbers, which = compact(which)
        return _drawn(_below(self.chances(rows, numbers)), which, places)

    @property
    def _many(self) -> int:
        """How many numbers there can be for the codes of all others."""
        return prod(len(table.rows) + 1 for table in self.tables)

    def _whole_table(self, rows: Rows) -> Table:
        place = (rows.spec.name, rows.name, "below")
        with LOCK:
            known: Table | None = _known.get(rows.world, place)
            if known is None:
                known = _below(self.chances(rows, np.arange(self._many, dtype=np.int64)))
                _known.keep(rows.world, place, known)
        return known

    def _factors(self, rows: Rows) -> list[Table]:
        place = (rows.spec.name, rows.name)
        with LOCK:
            known: list[Table] | None = _known.get(rows.world, place)
            if known is None:
                known = self._fitted(sample(rows.world, rows.spec))
                _known.keep(rows.world, place, known)
        return known

    def _fitted(self, rows: Rows) -> list[Table]:
        """The factors, found over these rows."""
        width = len(self.shares)
        factors: list[Table] = []
        targets: list[Table] = []
        least = 0.0
        for table in self.tables:
            wanted = np.array([row if sum(row) > 0 else (0.0,) * width for row in table.rows] + [(0.0,) * width])
            sums = wanted.sum(axis=1, keepdims=True)
            np.divide(wanted, sums, out=wanted, where=sums > 0)
            # Nothing is impossible for the further ones, or there might be rows that can have no code at all.
            wanted[sums[:, 0] > 0] += least * np.array(self.shares)
            least = _LEAST
            targets.append(wanted)
            factors.append(np.ones_like(wanted))
        if not len(rows):
            return factors
        numbers, counts = np.unique(self.places(rows), return_counts=True)
        columns: list[Indices] = []
        left = numbers
        for table in reversed(self.tables):
            columns.insert(0, left % (len(table.rows) + 1))
            left = left // (len(table.rows) + 1)
        base = np.array(self.shares)
        wanteds = self._agreed(targets, columns, counts)
        for _ in range(_ROUNDS):
            # The first one last: where rows lie so that not all can come true, it does.
            for one in reversed(range(len(columns))):
                column, wanted = columns[one], wanteds[one]
                cells = np.tile(base, (len(numbers), 1))
                for factor, at in zip(factors, columns, strict=True):
                    cells *= factor[at]
                cells = _whole(cells, base) * counts[:, None]
                made = _summed(cells, column, len(wanted))
                known = wanted.sum(axis=1) > 0
                step = np.divide(wanted, made, out=np.ones_like(made), where=made > 0)
                factors[one][known] *= step[known]
        return factors

    def _agreed(self, targets: list[Table], columns: list[Indices], counts: Indices) -> list[Table]:
        """The tables in numbers of rows, made to agree on how many rows have each code.

        Where rows lie otherwise among the others' codes than production's, each table would lead elsewhere.
        """
        found = []
        for target, column in zip(targets, columns, strict=True):
            rows = np.bincount(column, counts, minlength=len(target))
            found.append(target * rows[:, None])
        sums = [table.sum(axis=0) / max(float(table.sum()), 1e-12) for table in found]
        shares = np.array(self.shares) / max(sum(self.shares), 1e-12)
        mean = np.mean(sums, axis=0)
        if float(np.abs(mean - shares).sum()) / 2 > _NEAR:
            shares = mean
        for table in found:
            rows = table.sum(axis=1, keepdims=True)
            # What is unknown may make up for what is known.
            whole = rows.sum() >= _WHOLE * counts.sum()
            for _ in range(_ROUNDS if whole else 0):
                made = table.sum(axis=0)
                table *= np.divide(shares * rows.sum(), made, out=np.ones_like(made), where=made > 0)  # noqa: PLW2901
                made = table.sum(axis=1, keepdims=True)
                table *= np.divide(rows, made, out=np.ones_like(made), where=made > 0)  # noqa: PLW2901
        return found


def sample(world: World, spec: TableRows) -> Rows:
    """Rows from all over the table, the same whoever asks; all of them where there are few."""
    with LOCK:
        known: Rows | None = _samples.get(world, spec.name)
        if known is None:
            count = _FITTED if spec.count is None else spec.count
            picked = np.arange(count, dtype=np.int64)
            if count > _FITTED:
                picked = np.arange(_FITTED, dtype=np.int64) * count // _FITTED
            known = Rows(world, spec, picked + spec.start)
            _samples.keep(world, spec.name, known)
    return known


def _below(chances: Table) -> Table:
    """The share below each code's end, of all rows of shares one after the other."""
    below = np.cumsum(chances, axis=1)
    below /= below[:, -1:]
    below[:, -1] = 1.0
    below += np.arange(len(below))[:, None]
    return below


def _drawn(below: Table, which: Indices, places: Floats) -> Indices:
    """The code of each row by its row of shares."""
    width = below.shape[1]
    found: Indices = np.searchsorted(below.ravel(), which + places, side="right") - which * width
    return np.clip(found, 0, width - 1)


def _summed(cells: Table, places: Indices, count: int) -> Table:
    found = np.zeros((count, cells.shape[1]))
    for code in range(cells.shape[1]):
        found[:, code] = np.bincount(places, cells[:, code], minlength=count)
    return found


def _whole(cells: Table, shares: Floats) -> Table:
    """Rows that sum to 1; as all rows are where nothing is left."""
    sums = cells.sum(axis=1, keepdims=True)
    even = np.broadcast_to(shares / max(float(shares.sum()), 1e-300), cells.shape)
    return np.where(sums > 1e-200, cells / np.maximum(sums, 1e-200), even)


def compact(places: Indices) -> tuple[Indices, Indices]:
    """The different numbers, rising, and which of them each row has."""
    numbers, inverse = np.unique(places, return_inverse=True)
    return numbers, inverse.astype(np.int64)
