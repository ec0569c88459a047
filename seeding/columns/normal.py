"""Numbers around a mean: heights, ratings, temperatures."""

from __future__ import annotations

from seeding.columns.distributions import standard_normal
from seeding.columns.grid import Number
from seeding.columns.number import Continuous
from seeding.columns.quantiles import Quantiles
from seeding.errors import FactoryError


class Normal(Continuous):
    """The normal distribution: two thirds of the rows within one `sd` of `mean`, 19 of 20 within two.

    `low` and `high` truncate it (see `Continuous`). No value lies more than 6.75 `sd` from the mean.

    >>> Normal(mean=38, sd=12, low=18, high=90, step=1)
    Normal(mean=38, sd=12, low=18, high=90, step=1)
    """

    def __init__(
        self,
        mean: float,
        sd: float,
        *,
        low: Number | None = None,
        high: Number | None = None,
        step: Number | None = None,
        digits: int | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(low=low, high=high, step=step, digits=digits, nulls=nulls)
        if not sd > 0:
            raise FactoryError(f"{self!r}: the standard deviation must be above 0")
        self.mean, self.sd = float(mean), float(sd)

    def quantiles(self) -> Quantiles:
        """mean + sd * z."""
        return standard_normal().scaled(self.sd, self.mean)
