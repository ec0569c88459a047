"""How people write points in time and spans, and what each means exactly."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa
import pytest

from seeding.columns.instants import DAY, HOUR, SECOND, dates, instant, instants_of, span, timestamps, years_before
from seeding.errors import FactoryError

NOW = np.datetime64("2024-02-29T12:00:00", "us")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("now", "2024-02-29T12:00:00"),
        ("today", "2024-02-29"),
        ("-2y", "2022-02-28T12:00:00"),
        ("-4y", "2020-02-29T12:00:00"),
        ("-2mo", "2023-12-29T12:00:00"),
        ("+12mo", "2025-02-28T12:00:00"),
        ("-1y6mo", "2022-08-29T12:00:00"),
        ("-90d", "2023-12-01T12:00:00"),
        ("-1.5d", "2024-02-28T00:00:00"),
        ("+1h", "2024-02-29T13:00:00"),
        ("+1h 30m", "2024-02-29T13:30:00"),
        ("-2w", "2024-02-15T12:00:00"),
        ("-10s", "2024-02-29T11:59:50"),
        ("2020-05-01", "2020-05-01"),
        ("2020-05-01T10:30:00", "2020-05-01T10:30:00"),
        ("2020-05-01T10:30:00+05:30", "2020-05-01T05:00:00"),
        ("1950-05-01", "1950-05-01"),
        (datetime.date(2020, 5, 1), "2020-05-01"),
        (datetime.datetime(2020, 5, 1, 10, 30, 0, 7), "2020-05-01T10:30:00.000007"),
    ],
)
def test_instants(written: str, expected: str) -> None:
    assert np.datetime64(instant(written, NOW, "t"), "us") == np.datetime64(expected)


@pytest.mark.parametrize("written", ["", "yesterday", "-2", "2y", "-y", "-2 years", "2020-13-01", "- ", 5, None])
def test_what_is_no_instant(written: str) -> None:
    with pytest.raises(FactoryError, match=r"^Moment\(\): .* is not a point in time"):
        instant(written, NOW, "Moment()")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("30d", 30 * DAY),
        ("1h 30m", 90 * 60 * SECOND),
        ("1h30m", 90 * 60 * SECOND),
        ("2.5s", 2_500_000),
        ("1w", 7 * DAY),
        ("1mo", 30 * DAY),
        ("2y", 730 * DAY),
        (datetime.timedelta(hours=3, microseconds=1), 3 * HOUR + 1),
    ],
)
def test_spans(written: str, expected: int) -> None:
    assert span(written, "t") == expected


@pytest.mark.parametrize("written", ["", "30", "d", "-30d", "30 days", 30])
def test_what_is_no_span(written: str) -> None:
    with pytest.raises(FactoryError, match="is not a span of time"):
        span(written, "t")


def test_leap_day_birthdays() -> None:
    assert years_before(datetime.date(2024, 2, 29), 18) == datetime.date(2006, 2, 28)
    assert years_before(datetime.date(2024, 2, 29), 4) == datetime.date(2020, 2, 29)


@pytest.mark.parametrize(
    "array",
    [
        pa.array([0, None, 86_400_000_000], pa.timestamp("us", tz="UTC")),
        pa.array([0, None, 86_400_000], pa.timestamp("ms", tz="Asia/Kolkata")),
        pa.array([0, None, 86_400], pa.timestamp("s")),
        pa.array([0, None, 1], pa.date32()),
        pa.array(["1970-01-01T00:00:00Z", None, "1970-01-02T00:00:00Z"]),
    ],
    ids=lambda array: str(array.type),
)
def test_columns_of_times(array: pa.Array) -> None:
    micros, nulls = instants_of(array)
    assert nulls.tolist() == [False, True, False]
    assert micros[[0, 2]].tolist() == [0, DAY]


def test_back_to_arrow() -> None:
    nulls = np.array([False, True])
    assert str(timestamps(np.array([1, 2])).type) == "timestamp[us, tz=UTC]"
    assert timestamps(np.array([1, 2]), nulls).null_count == 1
    assert dates(np.array([1, 2]), nulls).to_pylist() == [datetime.date(1970, 1, 2), None]
    assert instants_of(pa.nulls(2))[1].all()
