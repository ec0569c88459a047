"""How one figure of a time series runs: its level, growth, weekly and yearly pattern, and noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seeding.columns.distributions import power
from seeding.columns.quantiles import Floats
from seeding.columns.timeline import WEEKLY_PRESETS, Weights, preset
from seeding.errors import FactoryError

MONTHS_BACK = 1200
MONTHS_AHEAD = 240


@dataclass(frozen=True)
class Series:
    """One figure over time, in its own unit.

    `level` is the typical value today; `trend` the growth a year (1.2: 20 % more each year); `weekly`
    seven weights, Monday first, or a preset of `Moment`; `yearly` twelve weights, January first (weights
    are taken relative to their mean). `noise` is the standard deviation of a day as a share of its value,
    `drift` that of a slow wander over weeks. `low` and `high` clamp, `digits` rounds.

    Raises FactoryError for weights that cannot be read.
    """

    level: float
    trend: float = 1.0
    weekly: str | Sequence[float] = "every day"
    yearly: Sequence[float] | None = None
    noise: float = 0.05
    drift: float = 0.0
    low: float = 0.0
    high: float = float("inf")
    digits: int = 0

    def __post_init__(self) -> None:
        if self.week is None or self.year is None:
            raise FactoryError(f"{self!r}: weekly is seven weights or a preset, yearly twelve weights")
        if not 0 < self.trend < 1000 or not 0 <= self.noise <= 1 or not 0 <= self.drift <= 1:
            raise FactoryError(f"{self!r}: trend is a factor above 0; noise and drift are shares, 0 to 1")
        if not self.low <= self.high or not 0 <= self.digits <= 17:
            raise FactoryError(f"{self!r}: low is not above high, digits are 0 to 17")

    @cached_property
    def week(self) -> Weights | None:
        """Factors by weekday, Monday first, mean 1."""
        return _around_one(preset(self.weekly, WEEKLY_PRESETS, 7))

    @cached_property
    def year(self) -> Weights | None:
        """Factors by month, January first, mean 1."""
        return (1.0,) * 12 if self.yearly is None else _around_one(preset(self.yearly, {}, 12))

    def growth(self) -> Floats:
        """The trend's factor at month -1200 … 240 from now, multiplied up month by month."""
        factor = power(self.trend, 1.0 / 12.0)
        back = np.cumprod(np.full(MONTHS_BACK, 1.0 / factor))[::-1]
        ahead = np.cumprod(np.full(MONTHS_AHEAD, factor))
        return np.concatenate([back, [1.0], ahead])


def _around_one(weights: Weights | None) -> Weights | None:
    if weights is None:
        return None
    mean = sum(weights) / len(weights)
    return tuple(weight / mean for weight in weights)
