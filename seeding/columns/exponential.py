"""Waiting times: short ones are common, long ones rare."""

from __future__ import annotations

from seeding.columns.distributions import standard_exponential
from seeding.columns.grid import Number
from seeding.columns.number import Continuous
from seeding.columns.quantiles import Quantiles
from seeding.errors import FactoryError


class Exponential(Continuous):
    """The exponential distribution with this `mean`: 63 of 100 rows below it, one in 150 above five times it.

    Values start at 0; `low` and `high` truncate (see `Continuous`).

    >>> Exponential(mean=30, high=600, step=1)
    Exponential(mean=30, high=600, step=1)
    """

    def __init__(
        self,
        mean: float,
        *,
        low: Number | None = None,
        high: Number | None = None,
        step: Number | None = None,
        digits: int | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(low=low, high=high, step=step, digits=digits, nulls=nulls)
        if not mean > 0:
            raise FactoryError(f"{self!r}: the mean must be above 0")
        self.mean = float(mean)

    def quantiles(self) -> Quantiles:
        """mean * -ln(1 - p)."""
        return standard_exponential().scaled(self.mean)
