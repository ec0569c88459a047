"""Tables that hold a value a day and metric: each pair once, by construction, and values that look measured.

    metric_date = SeriesDate(until="-1d")
    metric_name = SeriesKey(["active_users", "revenue"])
    metric_value = SeriesValue({"active_users": Series(1200, trend=1.4), "revenue": Series(5400, digits=2)}, digits=4)

The last row is the last metric of the last day. Rows added to an earlier run reach further back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns import pools
from seeding.columns.base import Column
from seeding.columns.distributions import standard_normal
from seeding.columns.draws import Indices, unit, words
from seeding.columns.grid import decimals
from seeding.columns.instants import DAY, Instant, dates, instant, instants_of, span, timestamps
from seeding.columns.quantiles import Floats
from seeding.columns.rows import Rows
from seeding.columns.series import MONTHS_AHEAD, MONTHS_BACK, Series
from seeding.errors import FactoryError

_MONTH = 365.25 / 12.0  # days
_WEEK = 7 * DAY
_MONDAY = 3 * DAY  # 1970-01-01 was a Thursday


def _back(rows: Rows) -> Indices:
    """Places counted back from the newest: a first run ends at 0, what is added later lies before it."""
    stop = rows.spec.stop
    if rows.spec.start or stop is None:
        return rows.indices
    return np.where(rows.indices < stop, stop - 1 - rows.indices, rows.indices)


class SeriesKey(Column):
    """Which series a row belongs to: `names`, one row each for every step in time (text).

    >>> SeriesKey(["active_users", "revenue"])
    SeriesKey(['active_users', 'revenue'])
    """

    def __init__(self, names: Sequence[str] | Mapping[str, object]) -> None:
        super().__init__()
        self.names = list(names)
        if not self.names or len(set(self.names)) != len(self.names):
            raise FactoryError(f"{self!r}: the names of series are different, and there is one at least")
        self._pool = pools.of(self.names)

    def values(self, rows: Rows) -> pa.Array:
        """Each name in turn."""
        count = len(self.names)
        return pools.pick(self._pool, count - 1 - _back(rows) % count)


class SeriesDate(Column):
    """The step in time a row stands for, all series of one step beside each other.

    `until` is the newest step, `step` its length: whole days, weeks (Mondays) or months (their first) give
    dates, shorter steps ("1h", "15m") give timestamptz. `series` names the SeriesKey column, where the
    table has several.

    Raises FactoryError for a step that is no whole number of one unit.

    >>> SeriesDate(until="-1d", step="1w")
    SeriesDate(until='-1d', step='1w')
    """

    def __init__(self, *, until: Instant = "-1d", step: str = "1d", series: str | None = None) -> None:
        super().__init__()
        self.until, self.series = until, series
        self._months = 0
        unit_ = step.lstrip("0123456789")
        if unit_ in ("mo", "y") and step[: -len(unit_)]:
            self._months = int(step[: -len(unit_)]) * (12 if unit_ == "y" else 1)
        self._step = span(step, self)
        if self._step <= 0 or (self._step > DAY and self._step % DAY):
            raise FactoryError(f"{self!r}: a step is a whole number of days, weeks or months, or part of a day")

    def values(self, rows: Rows) -> pa.Array:
        """One step a row."""
        back = _back(rows) // self._count(rows)
        newest = instant(self.until, rows.now, self)
        if self._months:
            month = np.datetime64(newest // DAY, "D").astype("datetime64[M]")
            months = month.astype(np.int64) - back * self._months
            return dates(months.view("datetime64[M]").astype("datetime64[D]").view(np.int64))
        if self._step % _WEEK == 0:
            last = (newest + _MONDAY) // _WEEK * _WEEK - _MONDAY
        else:
            part = min(self._step, DAY)
            last = newest // part * part
        moments = last - back * self._step
        return timestamps(moments) if self._step % DAY else dates(moments // DAY)

    def _count(self, rows: Rows) -> int:
        found = {name: c for name, c in rows.spec.columns.items() if isinstance(c, SeriesKey)}
        if self.series is not None:
            if self.series not in found:
                raise FactoryError(f"{rows.table}.{rows.name}: {self.series!r} is not a SeriesKey column")
            return len(found[self.series].names)
        if len(found) > 1:
            raise FactoryError(
                f"{rows.table}.{rows.name}: several columns are a SeriesKey ({', '.join(found)})",
                hint="say which one: SeriesDate(series=…)",
            )
        return next((len(key.names) for key in found.values()), 1)


class SeriesValue(Column):
    """The figure of a row's series at its step in time (numeric with `digits` decimals).

    `series` describes each one (`Series`); the columns `key` and `date` say which, and when; by default
    they are those of the SeriesKey and the SeriesDate of the table. With `target`, the value expected
    without noise, times that factor: what was planned for the day. A series not described gives null.

    >>> SeriesValue({"revenue": Series(5400, trend=1.2)}, digits=2, target=1.05).target
    1.05
    """

    def __init__(
        self,
        series: Mapping[str, Series],
        *,
        digits: int = 4,
        key: str | None = None,
        date: str | None = None,
        target: float | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if not series or not 0 <= digits <= 17:
            raise FactoryError(f"{self!r}: describe one series at least; digits are 0 to 17")
        self.series, self.digits, self.key, self.date, self.target = dict(series), digits, key, date, target
        for name, one in self.series.items():
            if one.digits > digits:
                raise FactoryError(f"{self!r}: {name} has {one.digits} digits, the column {digits}")
        self._names = pools.of(list(self.series))

    @cached_property
    def _tables(self) -> dict[str, Floats]:
        listed = list(self.series.values())
        tables = {
            name: np.array([getattr(s, name) for s in listed], dtype=np.float64) for name in ("level", "noise", "drift")
        }
        tables |= {
            name: np.array([getattr(s, name) for s in listed], dtype=np.float64)
            for name in ("low", "high", "week", "year")
        }
        return tables | {"growth": np.array([s.growth() for s in listed])}

    def values(self, rows: Rows) -> pa.Array:
        """One figure a row."""
        which = pools.find(rows.column(self.key or _only(rows, SeriesKey)), self._names)
        moments, nulls = instants_of(rows.column(self.date or _only(rows, SeriesDate)))
        missing = nulls | (which < 0)
        which = np.maximum(which, 0)
        day = moments // DAY
        table = self._tables
        value = table["level"][which]
        value *= self._trend(which, (moments - instant("now", rows.now, "")) / float(DAY))
        value *= table["week"][which, (day + 3) % 7]
        value *= table["year"][which, day.view("datetime64[D]").astype("datetime64[M]").view(np.int64) % 12]
        if self.target is not None:
            value *= self.target
        else:
            value *= self._noise(rows, which, moments)
        np.clip(value, table["low"][which], table["high"][which], out=value)
        return _rounded(value, which, [s.digits for s in self.series.values()], self.digits, missing)

    def _trend(self, which: Indices, days: Floats) -> Floats:
        """Growth since the present, straight lines between months."""
        months = days * (1.0 / _MONTH) + float(MONTHS_BACK)
        np.clip(months, 0.0, MONTHS_BACK + MONTHS_AHEAD - 1e-9, out=months)
        month = months.astype(np.int64)
        growth = self._tables["growth"]
        low = growth[which, month]
        rise = growth[which, month + 1] - low
        rise *= months - month
        rise += low
        return rise

    def _noise(self, rows: Rows, which: Indices, moments: Indices) -> Floats:
        normal = standard_normal()
        factor = normal.at(unit(rows.draws()))
        factor *= self._tables["noise"][which]
        if self._tables["drift"].any():
            # A normal value a week and series, joined by straight lines: what wanders from week to week.
            week = moments // _WEEK
            part = (moments - week * _WEEK) / float(_WEEK)
            place = week + (which << 32)
            key = rows.key("drift")
            now, then = (normal.at(unit(words(key, place + ahead))) for ahead in (0, 1))
            then -= now
            then *= part
            then += now
            then *= self._tables["drift"][which]
            factor += then
        factor += 1.0
        return np.maximum(factor, 0.0, out=factor)


def _only(rows: Rows, kind: type[Column]) -> str:
    found = [name for name, column in rows.spec.columns.items() if isinstance(column, kind)]
    if len(found) != 1:
        raise FactoryError(
            f"{rows.table}.{rows.name}: {len(found)} columns are a {kind.__name__}, not one",
            hint='say which: SeriesValue(…, key="metric_name", date="metric_date")',
        )
    return found[0]


def _rounded(
    values: Floats, which: Indices, places: Sequence[int], digits: int, missing: NDArray[np.bool_]
) -> pa.Array:
    factor = np.array([float(10**place) for place in places])
    scaled = np.rint(values * factor[which]).astype(np.int64)
    scaled *= np.array([10 ** (digits - place) for place in places], dtype=np.int64)[which]
    array = decimals(scaled, digits)
    return array if not missing.any() else pools.take(array, np.arange(len(scaled)), missing)
