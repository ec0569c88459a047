"""Dates and instants as production has them: a bin by its share, in it as the hours of a week are used."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.instants import DAY, dates, timestamps
from seeding.columns.quantiles import Floats
from seeding.columns.rows import Rows
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.bins import Bins, missing, place_of
from seeding.infer.patterned.coupling import Coupling
from seeding.infer.patterned.rhythm import Rhythm
from seeding.infer.patterned.sources import codes
from seeding.infer.patterned.strata import rising, spread

Bin = tuple[int, int, float]


class PatternTime(Column):
    """An instant from `bins` (microseconds since 1970: low, high, and the share), in whole steps of `step`.

    `weekday` (Monday first) and `hour` weigh the hours of a week. With `rising` instants rise with the row number, as
    they do beside a serial key. `code`, `starts`, `null` and `coupling` are as those of a
    `PatternNumber`.
    """

    def __init__(
        self,
        bins: Sequence[Bin],
        *,
        step: int = 1,
        weekday: Sequence[float] = (),
        hour: Sequence[float] = (),
        date: bool = False,
        rising: bool = False,
        code: str = "",
        starts: Sequence[int] = (0,),
        null: int = -1,
        coupling: Coupling | None = None,
        apart: Apart | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.bins, self.step, self.weekday, self.hour = tuple(bins), max(step, 1), tuple(weekday), tuple(hour)
        self.date, self.rising, self.code, self.starts, self.null = date, rising, code, tuple(starts), null
        self.coupling, self.apart = coupling, apart

    @cached_property
    def _bins(self) -> Bins:
        return Bins([share for _, _, share in self.bins], self.starts)

    @cached_property
    def _rhythm(self) -> Rhythm:
        return Rhythm(self.weekday, self.hour)

    @cached_property
    def _edges(self) -> tuple[Indices, Indices, Floats, Floats]:
        low = np.array([b[0] for b in self.bins], dtype=np.int64)
        last = np.array([max(b[1] - 1, b[0]) for b in self.bins], dtype=np.int64)
        used = np.array([self._rhythm.used(b[0]) for b in self.bins])
        width = np.array([self._rhythm.used(b[1]) for b in self.bins]) - used
        return low, last, used, np.maximum(width, 0.0)

    def values(self, rows: Rows) -> pa.Array:
        """One instant a row."""
        absent, found = None, None
        if self.code:
            absent, found = missing(codes(rows, self.code), self.null)
        instants = self._instants(rows, found)
        return dates(instants // DAY, absent) if self.date else timestamps(instants, absent)

    @property
    def reach(self) -> tuple[int, int]:
        """The first and the last instant there may be."""
        return self.bins[0][0], max(self.bins[-1][1] - 1, self.bins[-1][0])

    def instants(self, rows: Rows) -> Indices:
        """Microseconds since 1970, one a row, by no code."""
        return self._instants(rows, None)

    def _instants(self, rows: Rows, found: Indices | None) -> Indices:
        place, inside = self._bins.find(self._place(rows, found), found)
        low, last, used, width = self._edges
        inside *= width[place]
        inside += used[place]
        instants = self._rhythm.at(inside)
        # A rounded share may be a moment outside its bin.
        np.clip(instants, low[place], last[place], out=instants)
        if self.step > 1:
            instants //= self.step
            instants *= self.step
        return instants

    def _place(self, rows: Rows, found: Indices | None) -> Floats:
        if found is None:
            return place_of(rising(rows) if self.rising else spread(rows))
        draws = rows.draws()
        place = place_of(draws if self.apart is None else self.apart.draws(rows, draws))
        return place if self.coupling is None else self.coupling.place(rows, found, place, self.apart)

    def __repr__(self) -> str:
        low, high = (
            np.datetime64(micros, "us").astype("datetime64[D]") for micros in (self.bins[0][0], self.bins[-1][1])
        )
        return f"PatternTime({len(self.bins)} bins, {low} to {high})"
