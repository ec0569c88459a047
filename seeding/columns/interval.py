"""How long something takes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.instants import Span, span
from seeding.columns.log_normal import LogNormal
from seeding.columns.rows import Rows
from seeding.columns.uniform import Uniform
from seeding.errors import FactoryError


class Interval(Column):
    """A duration (interval) from `low` to `high`, both included, in steps of `step` counted from `low`.

    All equally likely; with `median`, log-normal around it (`sigma` as in `LogNormal`), cut at the bounds.
    Spans are written "45s", "1h 30m", "30d".

    >>> Interval("1m", "3h", median="20m", step="1m")
    Interval('1m', '3h', median='20m', step='1m')
    """

    def __init__(
        self,
        low: Span = "0s",
        high: Span = "1d",
        *,
        median: Span | None = None,
        sigma: float = 0.7,
        step: Span = "1s",
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        least, most, each = (span(written, self) for written in (low, high, step))
        if not least <= most or each <= 0:
            raise FactoryError(f"{self!r}: no duration from {low} to {high} in steps of {step}")
        self._micros: Uniform | LogNormal
        if median is None:
            self._micros = Uniform(least, most, step=each)
        else:
            middle = span(median, self)
            self._micros = LogNormal(median=max(middle, 1), sigma=sigma, low=least, high=most, step=each)

    def values(self, rows: Rows) -> pa.Array:
        """One duration a row, in microseconds."""
        micros = np.asarray(self._micros.values(rows))
        return pa.array(micros).cast(pa.duration("us"))
