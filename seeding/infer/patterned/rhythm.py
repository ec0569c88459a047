"""How the hours of a week are used, and what time that makes it: time as the share of it that is used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seeding.columns.draws import Indices
from seeding.columns.instants import DAY, HOUR
from seeding.columns.quantiles import Floats, Quantiles

_WEEK = 7 * DAY
_MONDAY = 4 * DAY  # 1970-01-05
_LEAST = 1e-4  # of an hour as it would be evenly: an hour nobody was seen in is not impossible


class Rhythm:
    """Weeks of 168 hours of unequal weight: `used` grows by one a week, fastest in the hours used most."""

    __slots__ = ("_table",)

    def __init__(self, weekday: Sequence[float], hour: Sequence[float]) -> None:
        days = _weights(weekday, 7)
        hours = _weights(hour, 24)
        weights = [d * h for d in days for h in hours]
        whole, running = sum(weights), 0.0
        knots = [0.0]
        for weight in weights:
            running += weight
            knots.append(min(running / whole, 1.0))
        knots[-1] = 1.0
        self._table = Quantiles(knots, [float(n * HOUR) for n in range(169)])

    def used(self, instant: int) -> float:
        """How much of time was used before an instant, in weeks."""
        week, inside = divmod(instant - _MONDAY, _WEEK)
        return float(week) + self._table.share_below(float(inside))

    def at(self, used: Floats) -> Indices:
        """The instants by which that much of time was used."""
        week = np.floor(used)
        inside = self._table.at(used - week).astype(np.int64)
        inside += week.astype(np.int64) * _WEEK
        inside += _MONDAY
        return inside


def _weights(given: Sequence[float], count: int) -> list[float]:
    if len(given) != count or not sum(given) > 0:
        return [1.0] * count
    even = sum(given) / count
    return [max(weight / even, _LEAST) for weight in given]
