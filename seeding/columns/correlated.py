"""A number that follows from others: a salary from title and experience, a fee from an amount."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.distributions import log_normal
from seeding.columns.draws import Indices, unit
from seeding.columns.grid import Grid, Number
from seeding.columns.number import rounded
from seeding.columns.quantiles import Floats
from seeding.columns.related import related
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class Correlated(Column):
    """`base × factors by category × (1 + slope · x) × noise`, in the unit of `base`.

    `base` is a number, or the name of a column. `by` names columns and gives a factor for each of their
    values (1 where a value is not listed); `slope` names numeric columns and gives the share by which one
    unit of them raises the result. `noise` is the sigma of a log-normal factor with median 1: with 0.1
    two thirds of the rows lie within 10 %. Then `low`, `high`, `step` and `digits` as in `Normal`, but
    clamped; `at_least` and `at_most` name columns the result may not pass.

    Where a column is null, the result is null. Columns may be a parent's ("user_id.country").

        salary = Correlated(52_000, by={"title": {"Director": 2.4}}, slope={"experience_years": 0.035},
                            noise=0.12, step=500)
    """

    def __init__(
        self,
        base: float | str,
        *,
        by: Mapping[str, Mapping[Any, float]] | None = None,
        slope: Mapping[str, float] | None = None,
        noise: float = 0.0,
        low: Number | None = None,
        high: Number | None = None,
        step: Number | None = None,
        digits: int | None = None,
        at_least: str | None = None,
        at_most: str | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if not 0 <= noise <= 10:
            raise FactoryError(f"{self!r}: noise is a sigma from 0 to 10")
        self.base, self.by, self.slope, self.noise = base, dict(by or {}), dict(slope or {}), float(noise)
        self.low, self.high, self.at_least, self.at_most = low, high, at_least, at_most
        self._grid = Grid.of(low=low, high=high, step=step, digits=digits, by=self)

    @cached_property
    def _factors(self) -> dict[str, tuple[pa.Array, Floats]]:
        return {
            # The last factor, which number -1 finds too, is for values that are not listed.
            name: (pools.of(list(table)), np.array([*map(float, table.values()), 1.0]))
            for name, table in self.by.items()
        }

    def values(self, rows: Rows) -> pa.Array:
        """One number a row."""
        nulls = np.zeros(len(rows), dtype=np.bool_)
        value = np.ones(len(rows))
        value *= self._number(rows, self.base, nulls) if isinstance(self.base, str) else self.base
        for name, (keys, factors) in self._factors.items():
            column = related(rows, name)
            if column.null_count:
                nulls |= column.is_null().to_numpy(zero_copy_only=False)
            if not pa.types.is_null(column.type):
                value *= factors[pools.find(column, keys)]
        for name, share in self.slope.items():
            raised = self._number(rows, name, nulls) * share
            raised += 1.0
            value *= raised
        if self.noise:
            value *= log_normal(self.noise).at(unit(rows.draws()))
        array = arrays.as_arrow(self._bounded(rows, value, nulls))
        return arrays.with_nulls(array, nulls)

    def _bounded(self, rows: Rows, value: Floats, nulls: NDArray[np.bool_]) -> arrays.Values:
        lower = None if self.at_least is None else self._number(rows, self.at_least, nulls)
        upper = None if self.at_most is None else self._number(rows, self.at_most, nulls)
        grid = self._grid
        if grid is None:
            if lower is not None:
                np.maximum(value, lower, out=value)
            if upper is not None:
                np.minimum(value, upper, out=value)
            return rounded(value, None, self.low, self.high)
        steps: Indices = grid.nearest(value)
        if lower is not None:
            np.maximum(steps, grid.not_below(lower), out=steps)
        if upper is not None:
            np.minimum(steps, grid.not_above(upper), out=steps)
        return grid.render(steps)

    def _number(self, rows: Rows, name: str, nulls: NDArray[np.bool_]) -> Floats:
        column = related(rows, name)
        if column.null_count:
            nulls |= column.is_null().to_numpy(zero_copy_only=False)
            if pa.types.is_null(column.type):
                return np.zeros(len(rows))
            column = column.fill_null(0)
        return arrays.to_numpy(column).astype(np.float64)
