"""Numbers as production has them: a bin by its share, every number in it alike likely."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Literal

import numpy as np
import pyarrow as pa

from seeding.columns.arrays import Values
from seeding.columns.base import Column
from seeding.columns.draws import Indices
from seeding.columns.grid import Grid
from seeding.columns.quantiles import Floats
from seeding.columns.rows import Rows
from seeding.infer.patterned.apart import Apart
from seeding.infer.patterned.bins import Bins, missing, place_of
from seeding.infer.patterned.coupling import Coupling
from seeding.infer.patterned.sources import codes
from seeding.infer.patterned.strata import spread

Bin = tuple[float, float, float]
Unit = Literal["", "interval", "time"]


class PatternNumber(Column):
    """A number from `bins` (low, high, share), in whole steps of `step`; seconds for an interval or a time of day.

    `low` and `high` are as far as checks and the type let it go. With `code` the row's code says which bins it may
    come from: code c those from `starts[c]` on; the code `null` is NULL. `coupling` says where in its code.
    """

    def __init__(
        self,
        bins: Sequence[Bin],
        *,
        step: Decimal | None = None,
        digits: int | None = None,
        unit: Unit = "",
        low: float | None = None,
        high: float | None = None,
        code: str = "",
        starts: Sequence[int] = (0,),
        null: int = -1,
        coupling: Coupling | None = None,
        apart: Apart | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.bins, self.step, self.digits, self.unit = tuple(bins), step, digits, unit
        self.low, self.high, self.code, self.starts, self.null = low, high, code, tuple(starts), null
        self.coupling, self.apart = coupling, apart

    @cached_property
    def _bins(self) -> Bins:
        return Bins([share for _, _, share in self.bins], self.starts)

    @cached_property
    def _edges(self) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
        low = np.array([max(b[0], self.low) if self.low is not None else b[0] for b in self.bins])
        high = np.array([min(b[1], self.high) if self.high is not None else b[1] for b in self.bins])
        return low, np.maximum(high - low, 0.0)

    @cached_property
    def _grid(self) -> Grid | None:
        return None if self.step is None else Grid.of(step=self.step, digits=self.digits, by=self)

    @cached_property
    def _steps(self) -> tuple[Indices, Indices]:
        """The first whole step of each bin, and how many there are: at least one."""
        assert self.step is not None
        first, count = [], []
        least = None if self.low is None else _ceiling(self.low, self.step)
        most = None if self.high is None else -_ceiling(-self.high, self.step)
        for low, high, _ in self.bins:
            begin = _ceiling(low, self.step)
            end = max(_ceiling(high, self.step), begin + 1)
            if least is not None:
                begin = max(begin, least)
            if most is not None:
                begin, end = min(begin, most), min(end, most + 1)
            first.append(begin)
            count.append(max(end - begin, 1))
        return np.array(first, dtype=np.int64), np.array(count, dtype=np.int64)

    def values(self, rows: Rows) -> Values:
        """One number a row."""
        absent, found = None, None
        if self.code:
            absent, found = missing(codes(rows, self.code), self.null)
        place, inside = self._bins.find(self._place(rows, found), found)
        if self._grid is None:
            low, width = self._edges
            inside *= width[place]
            inside += low[place]
            return pa.array(inside, mask=absent)
        first, count = self._steps
        steps = (inside * count[place]).astype(np.int64)
        steps += first[place]
        return self._rendered(steps, absent)

    @property
    def reach(self) -> tuple[float, float]:
        """The smallest and the largest number there may be."""
        low, high = self.bins[0][0], self.bins[-1][1]
        if high > self.bins[-1][0] and self.step is not None:
            high = max(high - float(self.step), self.bins[-1][0])
        return (low if self.low is None else max(low, self.low)), (high if self.high is None else min(high, self.high))

    @property
    def grain(self) -> float:
        """How far numbers are apart at least."""
        return 1e-6 if self.step is None else float(self.step)

    def nearest(self, numbers: Floats, *, below: bool) -> Values:
        """Numbers in whole steps, not above (or not below) the given ones."""
        if self._grid is None or self.unit:
            return numbers
        return self._grid.render(self._grid.not_above(numbers) if below else self._grid.not_below(numbers))

    def _place(self, rows: Rows, found: Indices | None) -> Floats:
        if found is None:
            return place_of(spread(rows))
        draws = rows.draws()
        place = place_of(draws if self.apart is None else self.apart.draws(rows, draws))
        return place if self.coupling is None else self.coupling.place(rows, found, place, self.apart)

    def _rendered(self, steps: Indices, absent: np.ndarray[tuple[int], np.dtype[np.bool_]] | None) -> pa.Array:
        assert self._grid is not None
        if self.unit:
            assert self.step is not None
            micros = pa.array(steps * int(self.step * 1_000_000), pa.int64(), mask=absent)
            return micros.cast(pa.duration("us") if self.unit == "interval" else pa.time64("us"))
        found = self._grid.render(steps)
        if absent is None:
            return found if isinstance(found, pa.Array) else pa.array(found)
        if isinstance(found, pa.Array):
            from seeding.columns import arrays

            return arrays.with_nulls(found, absent)
        return pa.array(found, mask=absent)

    def __repr__(self) -> str:
        low, high = self.bins[0][0], self.bins[-1][1]
        if high > self.bins[-1][0] and self.step is not None:
            high = max(high - float(self.step), self.bins[-1][0])
        return f"PatternNumber({len(self.bins)} bins, {low:g} to {high:g})"


def _ceiling(value: float, step: Decimal) -> int:
    """The first whole step at or above a value, which is on one where it is as near as doubles come."""
    steps = Decimal(repr(float(value))) / step
    nearest = steps.to_integral_value()
    return int(nearest) if abs(steps - nearest) < Decimal("1e-6") else int(steps.to_integral_value("ROUND_CEILING"))
