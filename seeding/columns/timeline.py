"""When things happen: a stretch of time that is busier later, on some weekdays, at some hours.

The density is constant within an hour of a day, so a draw is undone in two look-ups: which day, and
which time of that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from seeding.columns.distributions import power
from seeding.columns.draws import Indices
from seeding.columns.instants import DAY, HOUR
from seeding.columns.locate import UnitIntervals
from seeding.columns.quantiles import Floats, Quantiles

Weights = tuple[float, ...]

# Shares of traffic by weekday, Monday first, and by hour of the day: round numbers in the shape that
# public web statistics share, not measurements of anyone's.
EVERY_DAY: Weights = (1.0,) * 7
WEEKDAYS: Weights = (1.0, 1.05, 1.05, 1.0, 0.9, 0.45, 0.4)
WEEKENDS: Weights = (0.5, 0.5, 0.55, 0.65, 0.9, 1.3, 1.2)

ALL_HOURS: Weights = (1.0,) * 24
DAYTIME: Weights = (
    *(0.35, 0.22, 0.15, 0.12, 0.14, 0.25, 0.5, 0.8, 1.05, 1.2, 1.3, 1.3),
    *(1.2, 1.2, 1.25, 1.25, 1.2, 1.2, 1.25, 1.35, 1.4, 1.25, 0.95, 0.6),
)
OFFICE_HOURS: Weights = (
    *(0.02, 0.01, 0.01, 0.01, 0.02, 0.05, 0.15, 0.5, 1.2, 1.7, 1.8, 1.7),
    *(1.1, 1.4, 1.7, 1.7, 1.5, 1.0, 0.5, 0.3, 0.2, 0.15, 0.1, 0.05),
)
EVENINGS: Weights = (
    *(0.6, 0.35, 0.2, 0.12, 0.1, 0.12, 0.25, 0.45, 0.55, 0.6, 0.65, 0.75),
    *(0.85, 0.8, 0.75, 0.8, 0.95, 1.25, 1.6, 2.0, 2.2, 2.1, 1.6, 1.0),
)

WEEKLY_PRESETS = {"every day": EVERY_DAY, "weekdays": WEEKDAYS, "weekends": WEEKENDS}
HOUR_PRESETS = {"all": ALL_HOURS, "daytime": DAYTIME, "office": OFFICE_HOURS, "evenings": EVENINGS}

_YEAR = 365.25  # days


class _NoWeightError(Exception):
    """Nothing happens in a stretch."""


class Timeline:
    """The stretch from `since` up to, not including, `until` (microseconds), with its density."""

    __slots__ = ("_begin", "_days", "_first_day", "_profile", "_share", "_since", "_slope", "_span", "_until")

    def __init__(self, since: int, until: int, growth: float, weekly: Weights, hours: Weights) -> None:
        first, last = since // DAY, (until - 1) // DAY
        self._since, self._until, self._first_day = since, until, first
        hourly: Floats = np.cumsum([0.0, *hours]) / sum(hours)
        self._profile = Quantiles([*hourly[:-1], 1.0], np.arange(25, dtype=np.float64) * float(HOUR))
        count = last - first + 1
        begin, end = np.zeros(count), np.ones(count)
        begin[0] = self._profile.share_below(float(since - first * DAY))
        end[-1] = self._profile.share_below(float(until - last * DAY))
        self._begin, self._span = begin, end - begin
        weights = _growing(count, growth) * np.asarray(weekly)[(np.arange(first, last + 1) + 3) % 7] * self._span
        if not weights.sum() > 0:
            raise _NoWeightError
        edges = np.concatenate([[0.0], np.cumsum(weights)])
        edges /= edges[-1]
        edges[-1] = 1.0
        width = np.diff(edges)
        self._days = UnitIntervals(edges)
        self._share = edges
        # A day too narrow to have a finite slope is hit by one probability at most: its first instant does.
        self._slope = np.divide(1.0, width, out=np.zeros_like(width), where=width >= np.finfo(np.float64).tiny)

    def at(self, probability: Floats) -> Indices:
        """The instant before which this share of the events lies: int64 microseconds."""
        day = self._days(probability)
        part = probability - self._share[day]
        part *= self._slope[day]
        part *= self._span[day]
        part += self._begin[day]
        np.clip(part, 0.0, np.nextafter(1.0, 0.0), out=part)
        instants = self._profile.at(part).astype(np.int64)
        day += self._first_day
        day *= DAY
        instants += day
        return np.clip(instants, self._since, self._until - 1, out=instants)


def _growing(days: int, growth: float) -> NDArray[np.float64]:
    """Day by day `growth` times as much after a year; multiplied up, which is the same everywhere."""
    factor, value, values = power(growth, 1.0 / _YEAR), 1.0, []
    for _ in range(days):
        values.append(value)
        value *= factor
    return np.array(values)


@lru_cache(maxsize=256)
def timeline(since: int, until: int, growth: float, weekly: Weights, hours: Weights) -> Timeline:
    """The same stretch is laid out once a process.

    Where it holds no weight at all, as an hour of the night does with office hours, any time of it will do.
    """
    try:
        return Timeline(since, until, growth, weekly, hours)
    except _NoWeightError:
        return Timeline(since, until, growth, EVERY_DAY, ALL_HOURS)


def preset(given: str | Sequence[float], presets: dict[str, Weights], count: int) -> Weights | None:
    """The weights a factory asked for by name or by numbers; None for what cannot be read."""
    if isinstance(given, str):
        return presets.get(given)
    weights = tuple(float(weight) for weight in given)
    return weights if len(weights) == count and min(weights) >= 0 and 0 < sum(weights) < float("inf") else None
