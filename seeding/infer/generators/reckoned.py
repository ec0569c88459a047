"""Amounts that follow from others of the row: a line's total, a price with tax, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pyarrow as pa

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.grid import Grid, Number
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

How = Literal["sum", "product", "quotient"]


class Reckoned(Column):
    """The sum, product or quotient of the columns `of`, less those in `less`, times one of `factors`.

    Kept between `low` and `high`, in steps as `Normal` takes them. A row is null where the first column is, a
    product or a quotient where any is; other nulls count as nothing, and so does what is divided by nothing.

    >>> Reckoned(["price_excl_tax"], factors=[1.07, 1.2], digits=2)
    Reckoned(['price_excl_tax'], factors=[1.07, 1.2], digits=2)
    """

    def __init__(
        self,
        of: Sequence[str],
        how: How = "sum",
        *,
        less: Sequence[str] = (),
        factors: Sequence[float] = (),
        low: Number | None = None,
        high: Number | None = None,
        step: Number | None = None,
        digits: int | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if not of:
            raise FactoryError(f"{self!r}: name a column that it follows from")
        self.of, self.how, self.less, self.factors = list(of), how, list(less), list(factors)
        grid = Grid.of(low=low, high=high, step=step, digits=digits, by=self)
        if grid is None:
            raise FactoryError(f"{self!r}: say step= or digits=")
        self._grid = grid

    def values(self, rows: Rows) -> arrays.Values:
        """One amount a row."""
        multiplied = self.how != "sum"
        value = np.ones(len(rows)) if multiplied else np.zeros(len(rows))
        nulls = np.zeros(len(rows), dtype=np.bool_)
        for place, name in enumerate([*self.of, *self.less]):
            column = arrays.decode(rows.column(name))
            if column.null_count:
                if place == 0 or (multiplied and place < len(self.of)):
                    nulls |= column.is_null().to_numpy(zero_copy_only=False)
                column = pa.nulls(len(rows), pa.int64()) if pa.types.is_null(column.type) else column
                column = column.fill_null(0)
            number = arrays.to_numpy(column).astype(np.float64)
            if place >= len(self.of):
                value -= number
            elif self.how == "quotient" and place:
                value = np.divide(value, number, out=np.zeros(len(rows)), where=number != 0)
            elif multiplied:
                value *= number
            else:
                value += number
        if self.factors:
            value *= np.array(self.factors)[below(rows.draws(), len(self.factors))]
        made = arrays.as_arrow(self._grid.render(self._grid.nearest(value)))
        return arrays.with_nulls(made, nulls) if nulls.any() else made
