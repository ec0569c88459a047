"""Dates, times and durations in PostgreSQL's input syntax, all of its years included."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.load.encode.fixed import dense, whole_days

_TEXT = pa.string()
_YEAR_1 = np.datetime64("0001-01-01", "D").astype(np.int64)
_YEAR_10000 = np.datetime64("10000-01-01", "D").astype(np.int64)
_DAY = 86_400_000_000


def date_text(array: pa.Array) -> pa.Array:
    """`2025-07-06`; years before 1 end in ` BC`."""
    days = dense(array.cast(pa.date32()).cast(pa.int32())).astype(np.int64)
    plain = array.cast(pa.date32()).cast(_TEXT)
    return _mend(plain, days, lambda places: [_day(days[place]) for place in places])


def timestamp_text(array: pa.Array) -> pa.Array:
    """`2025-07-06 12:00:00.000000`, with `+00` where the type has a time zone."""
    zone = "+00" if array.type.tz is not None else ""
    array = array.cast(pa.timestamp("us", tz=array.type.tz)).cast(pa.int64())
    instants = dense(array)
    days = instants // _DAY
    plain = array.cast(pa.timestamp("us")).cast(_TEXT)
    if zone:
        plain = pc.binary_join_element_wise(plain, zone, "")

    def mended(places: NDArray[np.int64]) -> list[str]:
        clocks = time_text(pa.array(instants[places] - days[places] * _DAY, pa.time64("us"))).to_pylist()
        dates = [_day(days[place]).partition(" ") for place in places]
        return [f"{day} {clock}{zone}{space}{era}" for (day, space, era), clock in zip(dates, clocks, strict=True)]

    return _mend(plain, days, mended)


def time_text(array: pa.Array) -> pa.Array:
    """`12:00:00.000000`."""
    return array.cast(pa.time64("us")).cast(_TEXT)


def duration_text(array: pa.Array) -> pa.Array:
    """`3 days +12:00:00.000000`: the sign keeps IntervalStyle sql_standard from spreading the days' own."""
    days, rest = whole_days(array.cast(pa.duration("us")))
    clocks = pa.array(rest, pa.time64("us")).cast(_TEXT)
    text = pc.binary_join_element_wise(pa.array(days).cast(_TEXT), " days +", clocks, "")
    return pc.if_else(array.is_valid(), text, pa.scalar(None, _TEXT)) if array.null_count else text


def _mend(plain: pa.Array, days: NDArray[np.int64], spelled) -> pa.Array:  # type: ignore[no-untyped-def]
    """Arrow spells the years 1 to 9999 as PostgreSQL reads them; the few others are spelled here."""
    places = np.flatnonzero((days < _YEAR_1) | (days >= _YEAR_10000))
    if not places.size:
        return plain
    values = plain.to_pylist()
    for place, text in zip(places, spelled(places), strict=True):
        values[place] = text
    return pa.array(values, _TEXT)


def _day(number: np.int64) -> str:
    text = str(np.datetime64(int(number), "D"))
    year, month, day = text.rsplit("-", 2)
    if int(year) > 0:
        return text
    return f"{1 - int(year):04d}-{month}-{day} BC"
