"""How long something takes, and when it ends: `duration_minutes` beside `starts_at` and `ends_at`."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.rows import Rows

_LAST = (23 * 60 + 59) * 60 * 10**6
_MICROS = {"seconds": 10**6, "minutes": 60 * 10**6, "hours": 3600 * 10**6, "days": 86400 * 10**6}


def _moments(rows: Rows, name: str) -> pa.Array:
    """A column of moments as microseconds."""
    return arrays.decode(rows.column(name)).cast(pa.timestamp("us")).cast(pa.int64())


class Lasting(Column):
    """The whole `unit`s between two moments of the row; NULL where one of them is.

    >>> Lasting("starts_at", "ends_at", "minutes")
    Lasting('starts_at', 'ends_at', 'minutes')
    """

    def __init__(self, start: str, end: str, unit: str, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.start, self.end, self.unit = start, end, unit

    def values(self, rows: Rows) -> pa.Array:
        """One number a row."""
        between = pc.subtract(_moments(rows, self.end), _moments(rows, self.start))
        return pc.divide(between, _MICROS[self.unit])


class EndsAfter(Column):
    """The moment that lies as many `unit`s behind `start` as the column `lasting` says; NULL where either is.

    >>> EndsAfter("starts_at", "duration_minutes", "minutes")
    EndsAfter('starts_at', 'duration_minutes', 'minutes')
    """

    def __init__(self, start: str, lasting: str, unit: str, *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.start, self.lasting, self.unit = start, lasting, unit

    def values(self, rows: Rows) -> pa.Array:
        """One moment a row."""
        start = arrays.decode(rows.column(self.start))
        number = arrays.decode(rows.column(self.lasting)).cast(pa.float64())
        micros = pc.multiply(number, float(_MICROS[self.unit]))
        whole = pa.array(np.nan_to_num(micros.to_numpy(zero_copy_only=False)).astype(np.int64), mask=_nulls(micros))
        return pc.add(start.cast(pa.timestamp("us")).cast(pa.int64()), whole).cast(pa.timestamp("us")).cast(start.type)


class SoonAfter(Column):
    """A time of the day some `minutes` after that in `start`, before midnight; NULL where that is.

    >>> SoonAfter("starts", (30, 60))
    SoonAfter('starts', (30, 60))
    """

    def __init__(self, start: str, minutes: tuple[int, ...], *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.start, self.minutes = start, minutes

    def values(self, rows: Rows) -> pa.Array:
        """One time a row."""
        start = arrays.decode(rows.column(self.start)).cast(pa.time64("us"))
        number = np.array(self.minutes, dtype=np.int64)[below(rows.draws(), len(self.minutes))] * _MICROS["minutes"]
        sums = pc.add(start.cast(pa.int64()), pa.array(number))
        return pc.min_element_wise(sums, pa.scalar(_LAST), skip_nulls=False).cast(pa.time64("us"))


class After(Column):
    """The moment `seconds` (one of several) after that in `start`; NULL where that is.

    >>> After("created_at", 86400)
    After('created_at', 86400)
    """

    def __init__(self, start: str, seconds: int | tuple[int, ...], *, nulls: float = 0.0) -> None:
        super().__init__(nulls=nulls)
        self.start, self.seconds = start, (seconds,) if isinstance(seconds, int) else tuple(seconds)

    def values(self, rows: Rows) -> pa.Array:
        """One moment a row."""
        start = arrays.decode(rows.column(self.start))
        drawn = np.array(self.seconds, dtype=np.int64)[below(rows.draws(), len(self.seconds))] * _MICROS["seconds"]
        later = pc.add(start.cast(pa.timestamp("us")).cast(pa.int64()), pa.array(drawn))
        return later.cast(pa.timestamp("us")).cast(start.type)


def _nulls(array: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(array.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
