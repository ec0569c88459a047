"""Ranks of popularity: the first is drawn most, the hundredth a hundredth as often."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, lru_cache

import numpy as np

from seeding.columns.arrays import Values
from seeding.columns.base import Column
from seeding.columns.draws import unit
from seeding.columns.fan_out import rank_runs, zipf_weight
from seeding.columns.quantiles import Quantiles
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class Zipf(Column):
    """A rank from 1 to `n`, drawn in proportion to rank ** -exponent (bigint).

    `exponent` 0 is uniform, 1 Zipf's law, 2 very steep. Exact for the first 64 ranks; beyond, runs of
    neighbouring ranks that differ by 3 % share their probability evenly. `step` and `low` map rank r to
    low + (r - 1) * step, which gives numbers such as quantities where small ones are common.

    >>> Zipf(1.2, 1000)
    Zipf(1.2, 1000)
    """

    def __init__(
        self, exponent: float = 1.0, n: int = 1000, *, low: int = 1, step: int = 1, nulls: float = 0.0
    ) -> None:
        super().__init__(nulls=nulls)
        if not 0 <= exponent <= 20 or not 1 <= n <= 2**53:
            raise FactoryError(f"{self!r}: exponent from 0 to 20, n from 1 to 2**53")
        self.exponent, self.n, self.low, self.step = float(exponent), n, low, step

    @cached_property
    def _table(self) -> Quantiles:
        return _quantiles(self.exponent, self.n)

    def values(self, rows: Rows) -> Values:
        """One rank a row."""
        ranks = self._table.at(unit(rows.draws())).astype(np.int64)
        # The last knot is n + 1, which rounding in the interpolation may just reach.
        np.minimum(ranks, self.n, out=ranks)
        if self.step != 1 or self.low != 1:
            ranks -= 1
            ranks *= self.step
            ranks += self.low
        return ranks


@lru_cache(maxsize=128)
def _quantiles(exponent: float, n: int) -> Quantiles:
    runs = list(rank_runs(n))
    weights = [zipf_weight(exponent, first, last) for first, last in runs]
    whole = sum(weights, Decimal(0))
    probabilities, running = [0.0], Decimal(0)
    for weight in weights[:-1]:
        running += weight
        probabilities.append(float(running / whole))
    return Quantiles([*probabilities, 1.0], [float(first) for first, _ in runs] + [float(n + 1)])
