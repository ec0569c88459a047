"""Times of the day: opening hours, appointments, alarms."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.instants import Span, span
from seeding.columns.rows import Rows
from seeding.columns.uniform import Uniform
from seeding.errors import FactoryError

_MICROSECOND = datetime.timedelta(microseconds=1)


class TimeOfDay(Column):
    """A time (time without time zone) from `low` to `high`, both included, in steps of `step` from `low`.

    All equally likely.

    >>> TimeOfDay("08:00", "18:00", step="15m")
    TimeOfDay('08:00', '18:00', step='15m')
    """

    def __init__(self, low: str = "00:00", high: str = "23:59:59", *, step: Span = "1s", nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        least, most, each = self._micros(low), self._micros(high), span(step, self)
        if not least <= most or each <= 0:
            raise FactoryError(f"{self!r}: no time from {low} to {high} in steps of {step}")
        self._uniform = Uniform(least, most, step=each)

    def _micros(self, written: str) -> int:
        try:
            time = datetime.time.fromisoformat(written)
        except ValueError:
            raise FactoryError(f"{self!r}: {written!r} is not a time of day", hint='write "08:30"') from None
        passed = datetime.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second)
        return passed // _MICROSECOND + time.microsecond

    def values(self, rows: Rows) -> pa.Array:
        """One time a row."""
        return pa.array(np.asarray(self._uniform.values(rows))).cast(pa.time64("us"))
