"""Points in time as people write them in a factory: "2024-05-01", "-2y", "now"; and spans: "30d", "2h".

All are exact: whole microseconds since 1970 in UTC, relative to the plan's fixed present.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns import arrays
from seeding.columns.draws import Indices
from seeding.errors import FactoryError

Instant = str | datetime.date | datetime.datetime
Span = str | datetime.timedelta

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

_SPANS = {"y": 365 * DAY, "mo": 30 * DAY, "w": 7 * DAY, "d": DAY, "h": HOUR, "m": 60 * SECOND, "s": SECOND}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(y|mo|w|d|h|m|s)\s*")
_RELATIVE = re.compile(r"\s*([+-])\s*((?:\d+(?:\.\d+)?\s*(?:y|mo|w|d|h|m|s)\s*)+)$")


@lru_cache(maxsize=64)
def micros(moment: np.datetime64) -> int:
    """A numpy instant as microseconds since 1970 (UTC)."""
    return int(moment.astype("datetime64[us]").astype(np.int64))


def span(written: Span, by: object) -> int:
    """Microseconds in "90d", "1h 30m", "2.5s": units y (365 days), mo (30 days), w, d, h, m, s.

    Raises FactoryError, naming `by`, for anything else.
    """
    if isinstance(written, datetime.timedelta):
        return written // datetime.timedelta(microseconds=1)
    parts = _parts(written) if isinstance(written, str) else None
    if parts is None:
        raise FactoryError(f"{by}: {written!r} is not a span of time", hint='write "30d", "2h", "1h 30m", "45s"')
    return sum(int(number * _SPANS[unit]) for number, unit in parts)


def instant(written: Instant, now: np.datetime64, by: object) -> int:
    """Microseconds since 1970 (UTC) of an ISO date or time, "now", "today", or an offset such as "-2y" or "+1h".

    Offsets count from `now`; years and months by the calendar (a day that the month lacks becomes its
    last). Times without a zone are UTC. Raises FactoryError, naming `by`, for anything else.
    """
    if isinstance(written, datetime.date):
        return _absolute(written)
    try:
        return _written(written, micros(now))
    except (TypeError, ValueError):
        raise FactoryError(
            f"{by}: {written!r} is not a point in time",
            hint='write "2024-05-01", "2024-05-01T12:00+00:00", "now", "-2y", "-90d", "+1h"',
        ) from None


# A plan says "-2y" and "now" thousands of times, of one present.
@lru_cache(maxsize=1024)
def _written(text: str, present: int) -> int:
    if text in ("now", "today"):
        return present if text == "now" else present // DAY * DAY
    relative = _RELATIVE.match(text)
    if relative:
        return _moved(present, -1 if relative[1] == "-" else 1, _parts(relative[2]) or [])
    return _absolute(datetime.datetime.fromisoformat(text))


def years_before(day: datetime.date, years: int) -> datetime.date:
    """The same day of the month that many years earlier; 28 February for the 29th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def instants_of(array: pa.Array) -> tuple[Indices, NDArray[np.bool_]]:
    """A column of dates or times as microseconds since 1970 (UTC), and where it is null (0 there)."""
    array = arrays.decode(array)
    nulls = arrays.nulls_of(array)
    if pa.types.is_null(array.type):
        return np.zeros(len(array), dtype=np.int64), nulls
    if pa.types.is_string(array.type):
        array = pc.cast(array, arrays.TIMESTAMP)
    if array.null_count:
        array = array.fill_null(pa.scalar(0, pa.int64() if array.type.bit_width == 64 else pa.int32()).cast(array.type))
    days = pa.types.is_date32(array.type)
    numbers: Indices = arrays.to_numpy(array).astype(np.int64)
    return (numbers * DAY if days else numbers), nulls


def timestamps(instants: Indices, nulls: NDArray[np.bool_] | None = None) -> pa.Array:
    """timestamptz values from microseconds since 1970 (UTC)."""
    return pa.array(instants, pa.int64(), mask=nulls).view(arrays.TIMESTAMP)


def dates(days: Indices, nulls: NDArray[np.bool_] | None = None) -> pa.Array:
    """date values from days since 1970."""
    return pa.array(days.astype(np.int32), pa.int32(), mask=nulls).view(pa.date32())


def _parts(written: str) -> list[tuple[Decimal, str]] | None:
    parts, place = [], 0
    text = written.strip()
    while place < len(text):
        part = _PART.match(text, place)
        if part is None:
            return None
        parts.append((Decimal(part[1]), part[2]))
        place = part.end()
    return parts or None


def _absolute(moment: datetime.date) -> int:
    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime.combine(moment, datetime.time())
    aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return (aware - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)) // datetime.timedelta(microseconds=1)


def _moved(present: int, sign: int, parts: list[tuple[Decimal, str]]) -> int:
    months = sum(int(number * (12 if unit == "y" else 1)) for number, unit in parts if unit in ("y", "mo"))
    rest = sum(int(number * _SPANS[unit]) for number, unit in parts if unit not in ("y", "mo"))
    day, time = divmod(present, DAY)
    if months:
        first = np.datetime64(day, "D").astype("datetime64[M]")
        within = day - int(first.astype("datetime64[D]").astype(np.int64))
        target = first + sign * months
        begin = int(target.astype("datetime64[D]").astype(np.int64))
        length = int((target + 1).astype("datetime64[D]").astype(np.int64)) - begin
        day = begin + min(within, length - 1)
    return day * DAY + time + sign * rest
