"""The one mechanism behind every continuous distribution: a uniform draw, looked up in a quantile table.

A table lists probabilities and the values below which that share of rows lies; between two of them the
value is interpolated in a straight line. Knots are computed once a column, where they need logarithms
and exponentials in decimal arithmetic (`distributions`); a row costs two look-ups, one multiplication
and one addition. numpy's own log and exp would differ between processors in the last bits (their SIMD
versions do), and a fused multiply-add would too: so none of the three is used a row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seeding.columns.locate import UnitIntervals

Floats = NDArray[np.float64]


class Quantiles:
    """A distribution as its quantiles: `probabilities` rise from 0 to 1, `values` rise with them.

    A step in the probabilities with equal values is a point where many rows lie; equal probabilities
    with different values are a gap where none lies. `intervals` are those of the probabilities, where they are known.
    Raises ValueError for lists that are no distribution.
    """

    __slots__ = ("_intervals", "_left", "_slope", "probabilities", "values")

    def __init__(
        self,
        probabilities: Sequence[float] | Floats,
        values: Sequence[float] | Floats,
        *,
        intervals: UnitIntervals | None = None,
    ) -> None:
        p = np.asarray(probabilities, dtype=np.float64)
        v = np.asarray(values, dtype=np.float64)
        if p.shape != v.shape or p.ndim != 1 or len(p) < 2:
            raise ValueError(f"quantiles need as many values as probabilities, two or more: {len(p)} and {len(v)}")
        if p[0] != 0 or p[-1] != 1 or not (np.diff(p) >= 0).all():
            raise ValueError("the probabilities of quantiles rise from 0 to 1")
        if not np.isfinite(v).all() or (np.diff(v) < 0).any():
            raise ValueError("the values of quantiles are finite and never fall")
        self.probabilities = p
        self.values = v
        width = np.diff(p)
        self._left = v[:-1]
        # Narrower than the distance of two draws: a jump.
        self._slope = np.divide(np.diff(v), width, out=np.zeros_like(width), where=width > 2.0**-60)
        self._intervals = intervals or UnitIntervals(p)

    def at(self, probability: Floats) -> Floats:
        """The value below which this share of rows lies; `probability` in [0, 1), any shape of one axis."""
        interval = self._intervals(probability)
        value = probability - self.probabilities[interval]
        np.multiply(value, self._slope[interval], out=value)
        np.add(value, self._left[interval], out=value)
        return value

    def share_below(self, value: float) -> float:
        """The share of rows below `value`: `at` undone, for one number."""
        if value <= self.values[0]:
            return 0.0
        if value >= self.values[-1]:
            return 1.0
        place = bisect_right(self.values, value) - 1
        rise = (value - float(self.values[place])) / float(self.values[place + 1] - self.values[place])
        step = float(self.probabilities[place + 1] - self.probabilities[place])
        return float(self.probabilities[place]) + rise * step

    def scaled(self, factor: float, shift: float = 0.0) -> Quantiles:
        """The distribution of `value * factor + shift`; `factor` above 0."""
        return Quantiles(self.probabilities, self.values * factor + shift, intervals=self._intervals)
