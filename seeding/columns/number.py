"""What every generator of numbers has in common: bounds, steps, decimals, and one draw a row.

The generators are one a file: `integer`, `uniform`, `normal`, `log_normal`, `exponential`, `zipf`.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property

import numpy as np
import pyarrow as pa

from seeding.columns.arrays import Values
from seeding.columns.base import Column
from seeding.columns.draws import unit
from seeding.columns.grid import Grid, Number
from seeding.columns.quantiles import Floats, Quantiles
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class Continuous(Column):
    """A number from a quantile table, in the unit of its arguments.

    `low` and `high` cut the distribution: what would lie outside is spread over what is inside, in
    proportion, so that no heap of rows stands at a bound. `step` rounds to the nearest multiple counted
    from `low` (or 0); `digits` gives exact decimals (numeric), as money wants: `digits=2`. A step of
    whole numbers gives whole numbers (bigint); with neither, values are double precision.
    """

    def __init__(
        self,
        *,
        low: Number | None = None,
        high: Number | None = None,
        step: Number | None = None,
        digits: int | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.low = low
        self.high = high
        self._grid = Grid.of(low=low, high=high, step=step, digits=digits, by=self)

    @abstractmethod
    def quantiles(self) -> Quantiles:
        """The distribution, before any bound."""

    @cached_property
    def _table(self) -> tuple[Quantiles, float, float]:
        """The table, and the shares of it that lie below the lower and the upper bound."""
        table = self.quantiles()
        below_low = 0.0 if self.low is None else table.share_below(float(self.low))
        below_high = 1.0 if self.high is None else table.share_below(float(self.high))
        if not below_low < below_high:
            raise FactoryError(
                f"{self!r}: next to no value lies between {self.low} and {self.high}",
                hint=f"values of this distribution lie between {table.values[0]:g} and {table.values[-1]:g}",
            )
        return table, below_low, below_high

    def values(self, rows: Rows) -> Values:
        """One number a row."""
        table, below_low, below_high = self._table
        probability = unit(rows.draws())
        if below_low > 0.0 or below_high < 1.0:
            probability *= below_high - below_low
            probability += below_low
            np.minimum(probability, np.nextafter(1.0, 0.0), out=probability)
        return self.rounded(table.at(probability))

    def rounded(self, values: Floats) -> Values:
        """The same numbers inside the bounds and on the grid."""
        return rounded(values, self._grid, self.low, self.high)


def rounded(values: Floats, grid: Grid | None, low: Number | None, high: Number | None) -> Values:
    """Numbers put on a grid, or, where there is none, between the bounds."""
    if grid is not None:
        return grid.render(grid.nearest(values))
    if low is not None or high is not None:
        return pa.array(np.clip(values, None if low is None else float(low), None if high is None else float(high)))
    return values
