"""Numbers spread evenly between two bounds."""

from __future__ import annotations

from seeding.columns.arrays import Values
from seeding.columns.draws import below, unit
from seeding.columns.grid import Number
from seeding.columns.number import Continuous
from seeding.columns.quantiles import Quantiles
from seeding.columns.rows import Rows


class Uniform(Continuous):
    """A number between `low` and `high`, all equally likely.

    Without step and digits: double precision, `low` included, `high` not. With `step` or `digits` every
    value of the grid is equally likely, both bounds included.

    >>> Uniform(-90, 90, digits=6)
    Uniform(-90, 90, digits=6)
    """

    def __init__(
        self,
        low: Number = 0.0,
        high: Number = 1.0,
        *,
        step: Number | None = None,
        digits: int | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(low=low, high=high, step=step, digits=digits, nulls=nulls)
        self._low, self._width = float(low), float(high) - float(low)

    def quantiles(self) -> Quantiles:
        """A straight line."""
        return Quantiles([0.0, 1.0], [self._low, self._low + self._width])

    def values(self, rows: Rows) -> Values:
        """One number a row."""
        draws = rows.draws()
        if self._grid is None:
            value = unit(draws)
            value *= self._width
            value += self._low
            return value
        count = self._grid.count
        if count <= 2**31:
            return self._grid.render(below(draws, count))
        steps = unit(draws)
        steps *= float(count)
        return self._grid.render(steps.astype("int64").clip(0, count - 1))
