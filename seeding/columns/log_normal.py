"""Numbers that vary by factors: prices, incomes, file sizes, durations."""

from __future__ import annotations

from functools import lru_cache

from seeding.columns.distributions import log_normal
from seeding.columns.grid import Number
from seeding.columns.number import Continuous
from seeding.columns.quantiles import Quantiles
from seeding.errors import FactoryError


class LogNormal(Continuous):
    """The log-normal distribution: half of the rows below `median`, two thirds within a factor e ** sigma of it.

    `sigma` is the standard deviation of the natural logarithm: 0.25 is narrow, 0.5 like incomes in one
    trade, 1 like order values, 2 very skewed. `low` and `high` truncate it (see `Continuous`).

    >>> LogNormal(median=49.90, sigma=0.8, low=0.5, digits=2)
    LogNormal(median=49.9, sigma=0.8, low=0.5, digits=2)
    """

    def __init__(
        self,
        *,
        median: float,
        sigma: float = 0.5,
        low: Number | None = None,
        high: Number | None = None,
        step: Number | None = None,
        digits: int | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(low=low, high=high, step=step, digits=digits, nulls=nulls)
        if not median > 0 or not 0 < sigma <= 10:
            raise FactoryError(f"{self!r}: the median must be above 0, sigma above 0 and at most 10")
        self.median, self.sigma = float(median), float(sigma)

    def quantiles(self) -> Quantiles:
        """median * e ** (sigma * z)."""
        return _scaled(self.sigma, self.median)


# The same few medians in hundreds of tables.
@lru_cache(maxsize=256)
def _scaled(sigma: float, median: float) -> Quantiles:
    return log_normal(sigma).scaled(median)
